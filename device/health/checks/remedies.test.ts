// Each check of the doctor, brought to fail: whoever reads it is told what to do, with a command.
import t from 'tap';
import { KioskError, systemClock } from '../../../protocol/index.ts';
import { type Config, configSchema } from '../../config/schema.ts';
import { openTerminal } from '../../store/fixtures/terminal.ts';
import { openVault } from '../../vault/index.ts';
import { AIDS } from './aids.ts';
import type { CheckParts } from './finding.ts';
import { CHECKS } from './index.ts';

const signal = new AbortController().signal;
const NOWHERE = '/nowhere/at/all';
/** They look at nothing that a test could take away: what they say is told by their types to have a remedy. */
const CANNOT_FAIL = ['engine', 'memory'];

type Failing = Partial<Omit<CheckParts, 'config'>> & { readonly settings?: object };

const FAILING: Readonly<Record<string, Failing>> = {
  disk: { settings: { data: { dir: NOWHERE } } },
  keys: {},
  stores: {},
  standing: { settingsFault: new KioskError('CONFIG_INVALID', { detail: 'clock.face' }) },
  snapshots: {},
  residue: {},
  sensor: { settings: { sensor: { path: NOWHERE } } },
  light: { settings: { light: { driver: 'blink1' } } },
  card: { settings: { card: { driver: 'pcsc', reader: 'no such reader' } } },
  camera: { settings: { camera: { driver: 'v4l2', path: NOWHERE } } },
  scanner: { settings: { scanner: { driver: 'hid-pos', usbId: 'ffff:fffe' } } },
  tamper: { settings: { tamper: { driver: 'sysfs', path: NOWHERE } } },
  power: { settings: { power: { driver: 'sysfs', path: NOWHERE } } },
  network: { settings: { models: { manifest: NOWHERE } } },
  face: { settings: { models: { weightsDir: NOWHERE } } },
  time: { clock: { ...systemClock, nowMs: () => 0 } },
  broker: { settings: { fleet: { url: 'mqtt://127.0.0.1:1', trustFile: NOWHERE } } },
};

t.test('whatever is not good comes with what to do about it, and how', async (t) => {
  t.strictSame(Object.keys(CHECKS), Object.keys(AIDS));
  t.strictSame([...Object.keys(FAILING), ...CANNOT_FAIL].sort(), Object.keys(CHECKS).sort(), 'none is left out');
  const dir = t.testdir({ 'standing-policy.sealed.0011.new': 'half of it' });
  for (const [name, { settings, ...parts }] of Object.entries(FAILING)) {
    const config: Config = configSchema.parse({ data: { dir }, ...settings });
    const finding = await CHECKS[name]?.({ config, clock: systemClock, signal, ...parts });
    t.match(finding, { detail: /./, remedy: /\w+ \w+/ }, name);
    t.equal(finding?.ok, name === 'face', `${name}: only a terminal without faces goes on`);
  }
});

t.test('a check that cannot be made names a command of its own', async (t) => {
  const config = new Proxy(configSchema.parse({}), {
    get: () => {
      throw new TypeError('a bug');
    },
  });
  for (const [name, check] of Object.entries(CHECKS)) {
    const finding = await check({ config, clock: systemClock, signal });
    if (finding.detail !== 'a bug') continue;
    t.strictSame(finding, { ok: false, detail: 'a bug', remedy: AIDS[name as keyof typeof AIDS] });
    t.match(finding.remedy, /"[a-z]+.*"/, name);
  }
});

t.test('a terminal that is well needs nothing done but what its keys want', async (t) => {
  const dir = t.testdir();
  await openVault({ dataDir: dir });
  {
    await using stores = await openTerminal(dir, { vault: await openVault({ dataDir: dir }) });
    t.equal(stores.people.count, 0);
  }
  const config = configSchema.parse({ data: { dir }, light: { driver: 'none' } });
  for (const name of ['stores', 'standing', 'snapshots', 'residue', 'light', 'card', 'camera', 'engine'])
    t.match(await CHECKS[name]?.({ config, clock: systemClock, signal }), { ok: true, remedy: null }, name);
});
