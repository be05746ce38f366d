// The network of the configuration: loaded, left out with a word, and looked at by the doctor.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { textureContent, textureEntry } from '../../models/liveness/finger/texture/fixtures/texture-network.ts';
import { installed } from '../../models/runtime/fixtures/networks.ts';
import { type JournalPayload, ManualClock } from '../../protocol/index.ts';
import { ClosingOrder } from '../closing-order.ts';
import { type Config, readConfig } from '../config/index.ts';
import { POLICY } from '../config/policy.ts';
import { CHECKS, examine, type Finding } from '../health/checks/index.ts';
import { openFingerNetwork, tellStrangers } from './finger-network.ts';
import { openLog } from './kiosk-log.ts';

const { signal } = new AbortController();
const content = textureContent(0);
const configOf = (manifest?: string): Config => readConfig({ env: {}, overrides: { models: { manifest } } });

async function opened(manifest?: string, off: readonly string[] = []) {
  const recorded: JournalPayload[] = [];
  const faults: unknown[] = [];
  await using closing = new ClosingOrder();
  const config = configOf(manifest);
  const log = openLog('silent');
  const record = (payload: JournalPayload): void => void recorded.push(payload);
  const policy = { ...POLICY, models: { off } };
  const base = { config, policy, log, record, noteFault: (fault: unknown): void => void faults.push(fault) };
  const network = await openFingerNetwork(base, closing, signal);
  return { version: network?.pad.version, recorded, faults };
}

async function examined(manifest?: string): Promise<Finding> {
  const { network } = CHECKS;
  if (!network) throw new Error('no such check');
  return await examine(network, { config: configOf(manifest), clock: new ManualClock(), signal });
}

t.test('a network that the configuration names is loaded, and the doctor finds it good', async (t) => {
  const manifest = installed(t.testdir(), content, textureEntry(content));
  t.strictSame(await opened(manifest), { version: 'texture-net-2', recorded: [], faults: [] });
  t.match(await examined(manifest), { ok: true, detail: /texture-net 2 runs.*Apache-2.0/, remedy: null });
});

t.test(
  'one that a signed policy switches off is not used, whatever lies there; another version of it is',
  async (t) => {
    const manifest = installed(t.testdir(), content, textureEntry(content));
    for (const off of ['texture-net', 'texture-net@2'])
      t.match(await opened(manifest, [off]), {
        version: undefined,
        recorded: [{ event: 'fault', device: 'finger-network', code: 'MODEL_OFF' }],
        faults: [{ code: 'MODEL_OFF', context: { model: 'texture-net', version: '2' } }],
      });
    t.match(await opened(manifest, ['texture-net@1', 'sface']), { version: 'texture-net-2' });
  },
);

t.test('what is switched off by a name that no network has is told when the terminal starts', async (t) => {
  const manifest = installed(t.testdir(), content, textureEntry(content));
  const told = async (off: readonly string[], at?: string): Promise<readonly object[]> => {
    const warned: object[] = [];
    const log = { ...openLog('silent'), warn: (about: object) => void warned.push(about) };
    await tellStrangers({ config: configOf(at), policy: { ...POLICY, models: { off } }, log });
    return warned;
  };
  t.strictSame(await told(['sfase', 'sface', 'texture-net@2']), [{ names: ['sfase', 'texture-net@2'] }]);
  t.strictSame(await told(['sface', 'texture-net', 'texture-net@2'], manifest), []);
  t.strictSame(await told(['texture-net@1'], manifest), [{ names: ['texture-net@1'] }], 'not in this version');
  t.strictSame(await told(['texture-net'], '/nowhere/manifest.json'), [], 'nobody knows what stands in it');
  t.strictSame(await told([]), []);
});

t.test('where none is named nothing is loaded, and nothing is wrong', async (t) => {
  t.strictSame(await opened(), { version: undefined, recorded: [], faults: [] });
  t.match(await examined(), { ok: true, detail: /none configured/, remedy: null });
  const manifest = installed(t.testdir(), content, { ...textureEntry(content), role: 'face-detector' });
  t.strictSame(await opened(manifest), { version: undefined, recorded: [], faults: [] });
  t.match(await examined(manifest), { ok: true, detail: /names none for fingers/, remedy: /finger-texture/ });
});

t.test('one that cannot be used does not stop the terminal: journal, log and doctor say why', async (t) => {
  const folder = t.testdir();
  const manifest = installed(folder, content, textureEntry(content));
  const cases: readonly (readonly [() => void, string, RegExp])[] = [
    [() => writeFileSync(join(folder, 'texture.onnx'), 'another'), 'MODEL_ALTERED', /fetch the file again/],
    [() => writeFileSync(manifest, '{}'), 'MODEL_UNFIT', /correct the entry/],
    [() => writeFileSync(manifest, 'x'), 'MODEL_UNFIT', /correct the entry/],
  ];
  for (const [spoil, code, remedy] of cases) {
    spoil();
    t.match(await opened(manifest), {
      version: undefined,
      recorded: [{ event: 'fault', device: 'finger-network', code, detail: manifest }],
      faults: [{ code }],
    });
    t.match(await examined(manifest), { ok: false, detail: new RegExp(code), remedy });
  }
  t.match(await opened(join(folder, 'none.json')), { faults: [{ code: 'MODEL_MISSING' }] });
});
