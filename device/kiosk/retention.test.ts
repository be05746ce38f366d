// What is kept goes when the time that the policy gives it is over: entries by their class, evidence, orders, damaged files.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { ClockState, JournalEvent, JournalPayload, OpenedOrder } from '../../protocol/index.ts';
import { ManualClock } from '../../protocol/index.ts';
import { policyWith } from '../config/index.ts';
import { clocked, noted, openTerminal, somchai } from '../store/fixtures/terminal.ts';
import type { Stores } from '../store/index.ts';
import { Retention } from './retention.ts';

const DAY_MS = 24 * 3_600_000;
const BEGIN_MS = Date.UTC(2026, 10, 2, 9);
const never = new AbortController().signal;
const looked: JournalPayload = { event: 'snapshot-viewed', seq: 1, by: 'officer', reason: 'asked' };
const entered: JournalPayload = {
  ...{ event: 'operator', what: 'entered', operator: 'officer', by: 'card', role: 'operator', detail: '' },
};
const order: OpenedOrder = {
  order: {
    ...{ id: 'AAAAAAAAAAAAAAAAAAAAAA', by: 'officer', atMs: 1, untilMs: 2, terminals: ['a.b'] },
    what: { kind: 'unlock' },
  },
  orderedBy: 'key',
  approvedBy: null,
};

/** A week for what people did, a month for who looked, and evidence for ten days. */
const policy = policyWith({
  version: 1,
  values: {
    'retention.journalDays.transaction': 7,
    'retention.journalDays.activity': 14,
    'retention.evidenceDays': 10,
    'retention.ordersDays': 31,
    'retention.damagedDays': 5,
  },
});

async function at(t: Test, dataDir = t.testdir()) {
  const clock = new ManualClock(BEGIN_MS);
  const state: { clock: ClockState } = { clock: 'synced' };
  const stores = await openTerminal(dataDir, { clock, clockState: () => state.clock });
  t.teardown(() => stores[Symbol.asyncDispose]());
  const record = (payload: JournalPayload): void => void stores.journal.append(payload);
  const clockWatch = {
    get state() {
      return state.clock;
    },
  };
  const retention = new Retention({ clock, clockWatch, stores, policy, record });
  const passDays = async (days: number): Promise<void> => {
    clock.advance(days * DAY_MS);
    await retention.keep(never);
  };
  return { clock, state, stores, retention, passDays, dataDir };
}

const told = ({ journal }: Stores): readonly (JournalEvent | null)[] =>
  journal.read(1, 99).map(({ payload }) => payload?.event ?? null);

t.test('what entries told goes by class, never before the fleet has it, and the chain stays whole', async (t) => {
  const { stores, passDays, retention } = await at(t);
  for (const payload of [clocked(somchai.pseudonym), noted('up'), looked, entered]) stores.journal.append(payload);
  await passDays(400);
  t.strictSame(told(stores), ['clock', 'service', 'snapshot-viewed', 'operator'], 'the fleet has none of them');

  stores.journal.acknowledge(2);
  await retention.keep(never);
  t.equal(told(stores)[0], 'clock', 'once a day');
  await passDays(1);
  t.strictSame(told(stores), [null, null, 'snapshot-viewed', 'operator', 'retired', 'retired']);
  const retired = { event: 'retired', count: 1, policyVersion: policy.version };
  t.match(
    stores.journal.read(5, 9).map(({ payload }) => payload),
    [
      { ...retired, what: 'activity', days: 14 },
      { ...retired, what: 'transaction', days: 7 },
    ],
  );
  t.match(await stores.journal.verify(), { intact: true, entries: 6, firstSeq: 1, erased: 2 });
  stores.journal.acknowledge(6);
  await passDays(1);
  t.strictSame(told(stores).slice(0, 4), [null, null, null, null]);
  t.match(await stores.journal.verify(), { intact: true, erased: 4 });
});

t.test('a week is a week: not a day less, and those of today stay', async (t) => {
  const { stores, passDays } = await at(t);
  stores.journal.append(clocked('a'));
  await passDays(7);
  stores.journal.append(clocked('b'));
  stores.journal.acknowledge(2);
  await passDays(0.5);
  t.strictSame(told(stores), ['clock', 'clock']);
  await passDays(0.5);
  t.strictSame(told(stores), [null, 'clock', 'retired']);
});

t.test('a clock that nobody vouches for ends nothing, and makes no entry older or younger', async (t) => {
  const { stores, state, clock, passDays } = await at(t);
  stores.journal.append(clocked('a'));
  state.clock = 'unknown';
  clock.setUtc(0);
  stores.journal.append(clocked('by-a-clock-of-1970'));
  clock.setUtc(Date.UTC(2099, 0, 1));
  stores.journal.append(clocked('by-a-clock-of-2099'));
  stores.journal.acknowledge(3);
  await passDays(1);
  t.strictSame(told(stores), ['clock', 'clock', 'clock'], 'years have passed, says a clock');

  clock.setUtc(BEGIN_MS + DAY_MS);
  state.clock = 'synced';
  stores.journal.append(clocked('b'));
  stores.journal.acknowledge(4);
  await passDays(7);
  t.strictSame(told(stores), [null, 'clock', 'clock', 'clock', 'retired'], 'they are as old as what came next');
  await passDays(1);
  t.strictSame(told(stores).slice(0, 4), [null, null, null, null]);
});

t.test('evidence that no provider fetches goes, and is counted from when a clock first knew the time', async (t) => {
  const { stores, state, passDays } = await at(t);
  stores.evidence.hold('evidence-1', 'sealed for a provider');
  stores.evidence.release('evidence-1');
  state.clock = 'rtc-only';
  await passDays(300);
  state.clock = 'synced';
  await passDays(1);
  await passDays(10);
  t.equal(stores.evidence.count, 1);
  await passDays(1);
  t.equal(stores.evidence.count, 0);
  t.match(stores.journal.readNewest(1)[0]?.payload, { event: 'retired', what: 'evidence', count: 1, days: 10 });
});

t.test('orders that are over go, those that wait stay', async (t) => {
  const { stores, clock, passDays } = await at(t);
  const waits = { ...order, order: { ...order.order, id: 'BBBBBBBBBBBBBBBBBBBBBB' } };
  stores.jobs.add(order, { state: 'done', answer: {} }, clock.nowMs());
  stores.jobs.add(waits, { state: 'waiting', because: 'queue' }, clock.nowMs());
  await passDays(31);
  t.ok(stores.jobs.byId(order.order.id));
  await passDays(1);
  t.notOk(stores.jobs.byId(order.order.id));
  t.ok(stores.jobs.byId(waits.order.id));
});

t.test('damaged files that were laid aside go by their time, with what lies beside them', async (t) => {
  const { stores, dataDir, passDays } = await at(t);
  mkdirSync(join(dataDir, 'damaged'));
  for (const name of ['2026-11-02T090000.000Z-journal.db', '2026-11-02T090000.000Z-journal.db-wal'])
    writeFileSync(join(dataDir, 'damaged', name), 'spoiled');
  await passDays(0);
  await passDays(4);
  writeFileSync(join(dataDir, 'damaged', '2026-11-06T090000.000Z-people.db'), 'spoiled');
  await passDays(1);
  t.equal(stores.setAside.all().length, 2);
  await passDays(1);
  t.strictSame(stores.setAside.all(), ['damaged/2026-11-06T090000.000Z-people.db']);
  t.match(stores.journal.readNewest(1)[0]?.payload, { event: 'retired', what: 'damaged', count: 1, days: 5 });
});

t.test('an entry that declares lost numbers stays whatever its age: without it they would look stolen', async (t) => {
  const { stores, passDays } = await at(t);
  stores.journal.append({ event: 'gap', fromSeq: 5, toSeq: 6, why: 'lost' });
  stores.journal.append(looked);
  stores.journal.acknowledge(2);
  t.equal(stores.journal.erase([1], 'asked'), 0);
  await passDays(4000);
  t.strictSame(told(stores).slice(0, 2), ['gap', null]);
});

t.test('a file that was laid aside by a clock that was wrong lies for its time all the same', async (t) => {
  const { stores, passDays, dataDir, state } = await at(t);
  mkdirSync(join(dataDir, 'damaged'));
  const names = ['1970-01-01T000012.000Z-journal.db', '2044-01-01T000000.000Z-journal.db'];
  for (const name of names) writeFileSync(join(dataDir, 'damaged', name), 'the only copy');
  await passDays(1);
  t.equal(stores.setAside.all().length, 2, 'nobody knows how old they are');
  await passDays(4);
  t.equal(stores.setAside.all().length, 2);
  state.clock = 'unknown';
  await passDays(30);
  t.equal(stores.setAside.all().length, 2, 'not by a clock that nobody vouches for');
  state.clock = 'synced';
  await passDays(1);
  t.strictSame(stores.setAside.all(), []);
});
