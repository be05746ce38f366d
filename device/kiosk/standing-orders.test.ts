// Orders of the fleet that last, at a terminal as it starts: what it says that it follows, and what the doctor says of the rest.
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { ManualClock, type Ordered } from '../../protocol/index.ts';
import { ClosingOrder } from '../closing-order.ts';
import { configShow } from '../commands/config/config-command.ts';
import { doctor } from '../commands/doctor/doctor-command.ts';
import { orderOf } from '../jobs/fixtures/job-stage.ts';
import { readStandingConfig, StandingOrders } from '../standing/index.ts';
import { SealedFile, Sealer } from '../store/index.ts';
import { openVault } from '../vault/index.ts';
import { trustOf } from './fleet.ts';
import { layFoundation, readOrders } from './foundation.ts';
import { openLog } from './kiosk-log.ts';
import { standingVersions } from './self-portrait.ts';

const signal = new AbortController().signal;

async function site(t: Test, toml = '') {
  const dataDir = t.testdir({ 'ridged.toml': toml });
  const sources = { file: join(dataDir, 'ridged.toml'), env: {}, overrides: { data: { dir: dataDir } } };
  const vault = await openVault({ dataDir });
  const take = async (...all: readonly Ordered[]): Promise<void> => {
    const standing = await StandingOrders.open({ dataDir, vault }, (fault) => t.fail(fault.message));
    for (const what of all) await standing.take(orderOf(what, { atMs: 1, untilMs: null }), 1);
  };
  /** As one that was signed for a software which knows more. */
  const forge = async (what: { readonly kind: string } & Record<string, unknown>): Promise<void> => {
    const sealer = new Sealer(await vault.sealing('standing'));
    const path = join(dataDir, `standing-${what.kind}.sealed`);
    const kept = { order: 'A'.repeat(22), by: 'x', orderedBy: 'a', approvedBy: 'b', takenMs: 1, what };
    await new SealedFile({ path, sealer, place: ['standing', what.kind] }).replace(JSON.stringify(kept));
  };
  const start = async () => {
    await using closing = new ClosingOrder();
    const { config, settings } = await readStandingConfig(sources, () => undefined);
    const surroundings = { clock: new ManualClock(), log: openLog('silent'), version: '1' };
    const base = await layFoundation(await readOrders({ ...surroundings, config, settings }), closing);
    const entries = base.stores.journal
      .readNewest(20)
      .flatMap(({ payload }) => (payload?.event === 'settings' ? [payload.what] : []));
    const trusted = trustOf(base, { trust: 'as set up on site' });
    return { versions: standingVersions(base), policy: base.policy, config, entries, trusted };
  };
  const finding = async () => {
    const { json } = await doctor({ config: sources.file, data: dataDir }, signal);
    const { checks } = json as { readonly checks: readonly { readonly name: string; readonly ok: boolean }[] };
    return checks.find(({ name }) => name === 'standing');
  };
  return { dataDir, sources, take, forge, start, finding };
}

const policy = (version: number, values: Record<string, number | string[]>): Ordered => ({
  kind: 'policy',
  version,
  values,
});
const settings = (version: number, values: Record<string, string>): Ordered => ({ kind: 'settings', version, values });

t.test(
  'a terminal tells which versions it follows, and the journal of what it was not told before a cut',
  async (t) => {
    const { take, start, finding } = await site(t);
    await take(policy(3, { 'verification.fmr': 1e-5 }), settings(2, { 'clock.dayStartsAt': '05:00' }));
    const first = await start();
    t.match(first.versions, { 'signed-policy': '3', 'signed-settings': '2', 'signed-trust': '0' });
    t.notOk(Object.keys(first.versions).some((name) => name.startsWith('refused')));
    t.strictSame(first.entries, ['policy 3', 'settings 2']);
    t.strictSame((await start()).entries, ['policy 3', 'settings 2'], 'and not twice');
    t.match(await finding(), { ok: true, detail: /policy 3 by .*, settings 2 by/ });
  },
);

t.test(
  'a network that is switched off by a wrong name is told by the doctor, and keeps nothing from working',
  async (t) => {
    const { take, finding } = await site(t);
    await take(policy(3, { 'models.off': ['sface'] }));
    t.match(await finding(), { ok: true, remedy: null });
    await take(policy(4, { 'models.off': ['sface', 'minifasnet-v9'] }));
    t.match(await finding(), { ok: true, detail: /known here: minifasnet-v9$/, remedy: /ridged models list/ });
  },
);

t.test(
  'settings that what is written here forbids are told as refused, and by the doctor; what is written holds',
  async (t) => {
    const { take, start, finding, sources } = await site(t, '[clock]\nproposeOutUntil = "17:00"\n');
    await take(settings(4, { 'clock.proposeOutFrom': '18:00' }));
    const { versions, config } = await start();
    t.match(versions, { 'signed-settings': '0', 'refused-settings': '4' });
    t.equal(config.clock.proposeOutFrom, '15:00');
    t.match(await finding(), { ok: false, detail: /proposeOutUntil must not be earlier/ });
    t.match((await configShow(sources)).json, { clock: { proposeOutFrom: { value: '15:00' } } });
  },
);

t.test('a policy that this software does not understand is told as refused, and what is built in holds', async (t) => {
  const { forge, start, finding } = await site(t);
  await forge({ kind: 'policy', version: 7, values: { 'verification.tomorrow': 1 } });
  const { versions, policy } = await start();
  t.match(versions, { policy: policy.version, 'signed-policy': '0', 'refused-policy': '7' });
  t.notMatch(policy.version, 'signed');
  t.match(await finding(), { ok: false, detail: /verification\.tomorrow is nothing that a policy can change/ });
});

t.test(
  'keys that this software does not understand are told as refused, and whom it was set up to believe it believes',
  async (t) => {
    const { forge, start, finding } = await site(t);
    await forge({ kind: 'trust', version: 2, keys: [{ kty: 'tomorrow' }] });
    const { versions, trusted } = await start();
    t.match(versions, { 'signed-trust': '0', 'refused-trust': '2' });
    t.equal(trusted, 'as set up on site');
    t.match(await finding(), { ok: false, detail: /trust/ });
  },
);
