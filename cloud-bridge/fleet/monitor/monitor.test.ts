// The monitor at work: a store that goes away and comes back, one that nothing mends, and deliveries that are late.
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { KioskError, systemClock } from '../../../protocol/index.ts';
import { address, birth, born, note } from '../../fixtures/fleet-batches.ts';
import { keptLog } from '../../fixtures/surroundings.ts';
import { until } from '../../fixtures/until.ts';
import { openSqliteRegister } from '../register/index.ts';
import { SqliteFleetStore } from '../sqlite-fleet-store.ts';
import type { AlertEvent } from './alerts/alert-book.ts';
import { MonitorState } from './alerts/monitor-state.ts';
import type { LookSources } from './look/look-out.ts';
import { Metrics } from './metrics/metrics.ts';
import { lookNow, Monitor } from './monitor.ts';
import { ruleSetOf } from './rules/rule-file.ts';

const NO_WEBHOOKS = { addresses: [], key: new Uint8Array() };

async function monitorOf(t: Test, change: (store: SqliteFleetStore) => LookSources['store']) {
  const folder = t.testdir();
  const store = await SqliteFleetStore.open(join(folder, 'fleet.db'));
  t.teardown(() => store[Symbol.asyncDispose]());
  const { state } = await MonitorState.open(join(folder, 'monitor.json'), []);
  const events: AlertEvent[] = [];
  const log = keptLog();
  const metrics = new Metrics();
  const monitor = new Monitor({
    ...{ sources: { store: change(store) }, rules: ruleSetOf(undefined), state, metrics, webhooks: NO_WEBHOOKS },
    ...{ everyMs: 5, clock: systemClock, random: () => 0, log, onEvent: (event) => events.push(event) },
  });
  return { store, monitor, events, log, metrics };
}

/** The store itself, but for how its terminals are read. */
const withTerminals = (
  store: SqliteFleetStore,
  terminals: LookSources['store']['terminals'],
): LookSources['store'] => ({
  terminals,
  gaps: () => store.gaps(),
  incidents: (limit, kind) => store.incidents(limit, kind),
  entriesAfter: (id, options) => store.entriesAfter(id, options),
  entriesWithin: (window) => store.entriesWithin(window),
  idBeforeLast: (last) => store.idBeforeLast(last),
});

t.test('a store that cannot be reached for a while is read again, and what stood before still stands', async (t) => {
  let looks = 0;
  const { store, monitor, events, log, metrics } = await monitorOf(t, (store) =>
    withTerminals(store, async () => {
      looks += 1;
      if (looks > 1 && looks < 4) throw new KioskError('STORE_UNREACHABLE', {});
      return await store.terminals();
    }),
  );
  // Long ago: it is silent.
  await note(store, born(address, birth, Date.now() - 3_600_000));
  t.notOk(monitor.isWell, 'before the first look nothing is known');
  const ended = new AbortController();
  const running = monitor.run(ended.signal);
  await until('it reads again', () => looks > 5);
  ended.abort(new Error('over'));
  await t.rejects(running, { message: 'over' });
  t.ok(monitor.isWell);
  const told = events.filter(({ alert }) => alert.rule === 'terminal-silent').map(({ kind }) => kind);
  t.strictSame(told, ['firing'], 'what cannot be read is not over');
  t.match(log.lines, [{ fields: { code: 'STORE_UNREACHABLE' } }, { fields: { code: 'STORE_UNREACHABLE' } }]);
  t.match(await metrics.text(), /ridged_monitor_failed_looks 2/);
});

t.test('a store that no waiting mends ends the monitor with its code', async (t) => {
  const { monitor } = await monitorOf(t, (store) =>
    withTerminals(store, () => Promise.reject(new KioskError('STORE_CORRUPT', {}))),
  );
  await t.rejects(monitor.run(new AbortController().signal), { code: 'STORE_CORRUPT' });
});

t.test(
  'people who have not reached a terminal in time are told of by terminal, and the end of a certificate where it is known',
  async (t) => {
    const file = join(t.testdir(), 'fleet.db');
    await using store = await SqliteFleetStore.open(file);
    const nowMs = Date.now();
    await note(
      store,
      born(address, { ...birth, journal: { ...birth.journal, lastSeq: 0, acknowledgedSeq: 0 } }, nowMs),
    );
    const longAgo = { nowMs: () => nowMs - 3_600_000 };
    await using register = await openSqliteRegister(file, longAgo);
    await register.people.add({ code: '0001', nameTh: 'น้ำฝน ใจงาม' });
    await register.grants.add({ to: { kind: 'everyone', name: '' }, at: { kind: 'everywhere', name: '' } }, 'manager');
    await register.tables.refresh([{ site: 'bangkok', terminal: 'bangkok.gate-17' }]);
    const certificates = async () => new Map([['bangkok.gate-17', nowMs + 86_400_000]]);
    const rules = ruleSetOf(undefined);
    const signal = new AbortController().signal;
    const { events, board } = await lookNow(
      { sources: { store, register, certificates }, rules, clock: systemClock },
      signal,
    );
    t.match(board, [{ people: { wanted: 1, isProven: false, pendingSinceMs: nowMs - 3_600_000 } }]);
    t.match(
      events.map(({ alert }) => [alert.rule, alert.figures]),
      [
        ['delivery-late', { minutes: 60, people: 1 }],
        ['certificate-ending', { days: 0 }],
      ],
    );
    t.notMatch(JSON.stringify(events), /น้ำฝน|0001/);
  },
);
