// What lasts: kept and told before the service begins anew with it, or refused whole.
import t from 'tap';
import { until } from '../../../cloud-bridge/fixtures/until.ts';
import { ManualClock, type Ordered } from '../../../protocol/index.ts';
import { StandingOrders } from '../../standing/index.ts';
import { openTerminal } from '../../store/fixtures/terminal.ts';
import { openFileVault } from '../../vault/index.ts';
import { begin, NOW_MS, standing } from '../fixtures/kind-run.ts';
import { standingKinds } from './standing.ts';

t.test('what lasts is kept before the service begins anew, and an older or a wrong one changes nothing', async (t) => {
  const dataDir = t.testdir();
  await using stores = await openTerminal(dataDir);
  const clock = new ManualClock(NOW_MS);
  const vault = await openFileVault({ dataDir });
  const open = () => StandingOrders.open({ dataDir, vault }, (fault) => t.fail(fault.message));
  const held = await open();
  const ends: string[] = [];
  const kinds = standingKinds({
    ...{ standing: held, clock, journal: stores.journal },
    endService: (how) => void ends.push(how),
  });
  const ordered = (version: number, fmr: number): Ordered => ({
    ...{ kind: 'policy', version, values: { 'verification.fmr': fmr } },
  });
  const taken = begin(kinds.policy, ordered(2, 1e-5));
  await until('the service is told to end', () => ends.length === 1);
  t.equal((await open()).policy((fault) => t.fail(fault.message)).verification.fmr, 1e-5, 'what begins anew has it');
  taken.stop.abort(new Error('the service ends'));
  await t.rejects(taken.end, /the service ends/);
  t.match(stores.journal.readNewest(1), [
    { payload: { event: 'settings', what: 'policy 2', before: null, after: { 'verification.fmr': 1e-5 } } },
  ]);
  const { afterRestart } = kinds.policy ?? {};
  t.match(afterRestart?.(ordered(2, 1e-5), { isSameBoot: true }), { state: 'done' });
  t.match(afterRestart?.(ordered(3, 1e-5), { isSameBoot: true }), { state: 'failed', code: 'interrupted' });
  t.match(await standing(begin(kinds.policy, ordered(2, 1e-3))), { state: 'rejected', why: 'old-version' });
  t.match(await standing(begin(kinds.policy, ordered(3, 0.5))), {
    ...{ state: 'rejected', why: 'bad-value', detail: /verification\.fmr/ },
  });
  t.match(await standing(begin(kinds.settings, { kind: 'settings', version: 1, values: { 'fleet.url': 'x' } })), {
    ...{ state: 'rejected', why: 'bad-value', detail: /cannot be set from afar/ },
  });
  t.strictSame(ends, ['again']);
});
