// What lasts: kept and told before the service begins anew with it, or refused whole.
import t, { type Test } from 'tap';
import { until } from '../../../cloud-bridge/fixtures/until.ts';
import { KioskError, ManualClock, type Ordered } from '../../../protocol/index.ts';
import { holdingOf, StandingOrders } from '../../standing/index.ts';
import { clocked, noted, openTerminal } from '../../store/fixtures/terminal.ts';
import type { JournalLimits } from '../../store/journal/journal-room.ts';
import { openVault } from '../../vault/index.ts';
import { orderOf } from '../fixtures/job-stage.ts';
import { begin, NOW_MS, standing } from '../fixtures/kind-run.ts';
import { standingKinds } from './standing.ts';

const ordered = (version: number, fmr: number): Ordered => ({
  ...{ kind: 'policy', version, values: { 'verification.fmr': fmr } },
});

/** Each opening is a run of the service: what it follows it has read at its start. */
async function terminal(t: Test, limits: Partial<JournalLimits> = {}) {
  const dataDir = t.testdir();
  const stores = await openTerminal(dataDir, { journal: limits });
  t.teardown(() => stores[Symbol.asyncDispose]());
  const vault = await openVault({ dataDir });
  const run = async (refused?: KioskError) => {
    const standing = await StandingOrders.open({ dataDir, vault }, (fault) => t.fail(fault.message));
    const ends: string[] = [];
    const kinds = standingKinds({
      ...{ standing, clock: new ManualClock(NOW_MS), journal: stores.journal },
      holdings: {
        policy: holdingOf(standing.versionOf('policy'), refused),
        settings: holdingOf(0),
        trust: holdingOf(0),
        operators: holdingOf(0),
      },
      endService: (how) => void ends.push(how),
      noteFault: (fault) => t.fail(String(fault)),
    });
    return { standing, kinds, ends };
  };
  return { stores, run };
}

t.test('what lasts is kept before the service begins anew, and an older or a wrong one changes nothing', async (t) => {
  const { stores, run } = await terminal(t);
  const { kinds, ends } = await run();
  const taken = begin(kinds.policy, ordered(2, 1e-5));
  await until('the service is told to end', () => ends.length === 1);
  const next = await run();
  t.equal(next.standing.policy().policy.verification.fmr, 1e-5, 'what begins anew has it');
  taken.stop.abort(new Error('the service ends'));
  await t.rejects(taken.end, /the service ends/);
  t.match(stores.journal.readNewest(1), [
    {
      payload: {
        event: 'settings',
        what: 'policy 2',
        before: { 'verification.fmr': 1e-4 },
        after: { 'verification.fmr': 1e-5 },
      },
    },
  ]);
  const { afterRestart } = next.kinds.policy ?? {};
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

t.test('one that is held and not followed is told as failed, and why', async (t) => {
  const { run } = await terminal(t);
  const { standing: held } = await run();
  await held.take(orderOf(ordered(2, 1e-5), { atMs: NOW_MS }), NOW_MS);
  const { kinds } = await run(new KioskError('CONFIG_INVALID', { detail: 'clock.face: needs a camera' }));
  t.match(kinds.policy?.afterRestart?.(ordered(2, 1e-5), { isSameBoot: true }), {
    ...{ state: 'failed', code: 'bad-value', detail: 'clock.face: needs a camera' },
  });
});

t.test('where the journal cannot be told nothing is changed, and nobody is told that it was', async (t) => {
  const { stores, run } = await terminal(t, { capacity: 10, reserve: 10, lastSlots: 5 });
  const { kinds, ends, standing: held } = await run();
  for (let nth = 0; nth < 10; nth += 1) stores.journal.append(clocked());
  const first = begin(kinds.policy, ordered(1, 1e-5));
  await until('the reserve has room for it', () => ends.length === 1);
  first.stop.abort(new Error('the service ends'));
  await t.rejects(first.end, /the service ends/);
  while (stores.journal.hasRoomFor('settings')) stores.journal.append(noted('full'));
  await t.rejects(begin(kinds.policy, ordered(2, 1e-6)).end, { code: 'JOURNAL_FULL' });
  t.equal(held.versionOf('policy'), 1);
  t.equal((await run()).standing.versionOf('policy'), 1, 'nor does it hold from the next start on');
  t.equal(ends.length, 1);
});
