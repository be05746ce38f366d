// What the monitor makes of the entries of a fleet: counted once each, in whatever order they come.
import { join } from 'node:path';
import t from 'tap';
import { clocked, enrolled, type Recorded, send } from '../../attendance/fixtures/clock-entries.ts';
import { SqliteFleetStore } from '../../sqlite-fleet-store.ts';
import { RETIRED_KEY } from '../../trust/retired.ts';
import { counts, HOUR_MS, MINUTE_MS, NOW_MS } from '../fixtures/looks.ts';
import { type EntrySource, EntryWatch } from './entry-watch.ts';
import { LookOut } from './look-out.ts';
import { TimedCounts } from './timed-counts.ts';
import { TravelWatch } from './travel-watch.ts';

const SIGNAL = new AbortController().signal;
/** NOW_MS in Bangkok. */
const punch = (time: string, who: Parameters<typeof clocked>[1] = {}): Recorded => clocked(`in ${time}`, who);
const refused = (time: string, reason: string) => punch(time, { outcome: 'refused', reason });

const recorded: readonly Recorded[] = [
  punch('2026-10-20 08:00'),
  punch('2026-10-30 08:00'),
  refused('2026-10-30 08:01', 'not-recognised'),
  punch('2026-11-02 08:00'),
  punch('2026-11-02 08:02', { purpose: 'duress' }),
  refused('2026-11-02 08:05', 'attack-suspected'),
  punch('2026-11-02 08:06', { outcome: 'refused', liveness: { result: 'attack', model: 'm', version: '1' } }),
  {
    utcMs: NOW_MS,
    payload: {
      ...{ event: 'data-request-refused', request: 'access', reason: 'attack-suspected', method: 'finger' },
      ...{ quality: 80, score: null, threshold: null, falseMatchRate: null, match: null },
      ...{ liveness: { result: 'attack', model: 'm', version: '1' }, policyVersion: '1', captureStartMs: NOW_MS },
    },
  },
  enrolled('2026-11-02 08:10', { subject: 's', code: 'น้ำฝน' }),
  { utcMs: NOW_MS, payload: { event: 'tamper', what: 'opened', by: 'input', operator: null } },
  { utcMs: NOW_MS, payload: { event: 'tamper', what: 'cleared', by: 'fleet', operator: null } },
  { utcMs: NOW_MS, payload: { event: 'lockout', scope: 'terminal', subject: null, retryAfterMs: 1, level: 1 } },
  { utcMs: NOW_MS, payload: { event: 'finger-shown', at: 'trial', subject: 's', purpose: 'duress' } },
  { utcMs: NOW_MS, payload: { event: 'finger-shown', at: 'data-request', subject: 's', purpose: 'attendance' } },
];

t.test(
  'visits, refusals, attacks, enrolments and lock-outs are counted by hour, day and week, before and after a start',
  async (t) => {
    const file = join(t.testdir(), 'fleet.db');
    const sent = await send(file, { terminal: 'gate-17', recorded, receivedMs: NOW_MS });
    await using store = await SqliteFleetStore.open(file);
    const watch = new EntryWatch(store);
    await watch.follow(NOW_MS, SIGNAL);
    const lastHour = counts({ visits: 4, duress: 2, tampered: 1, refused: 2, attacks: 3, enrolled: 1, lockouts: 1 });
    const seen = {
      lastHour,
      lastDay: lastHour,
      weekBefore: counts({ visits: 2, refused: 1 }),
      latest: { duress: 13, tampered: 10 },
    };
    t.strictSame(watch.countsOf('bangkok.gate-17', NOW_MS), seen);
    await watch.follow(NOW_MS, SIGNAL);
    t.strictSame(watch.countsOf('bangkok.gate-17', NOW_MS), seen, 'nothing is counted twice');
    await send(file, { terminal: 'gate-17', after: sent, recorded: [refused('2026-11-02 08:20', 'not-recognised')] });
    await watch.follow(NOW_MS, SIGNAL);
    t.match(watch.countsOf('bangkok.gate-17', NOW_MS).lastHour, { visits: 5, refused: 3 });
    t.strictSame(watch.countsOf('bangkok.gate-18', NOW_MS).lastHour, counts());
    const bare = punch('2026-11-02 08:21', { method: 'number', subject: null });
    await send(file, { terminal: 'gate-19', recorded: [bare, punch('2026-11-02 08:22', { method: 'card-finger' })] });
    await watch.follow(NOW_MS, SIGNAL);
    t.match(watch.countsOf('bangkok.gate-19', NOW_MS).lastHour, { visits: 2, notShown: 1 });
    const later = watch.countsOf('bangkok.gate-17', NOW_MS + 2 * HOUR_MS);
    t.match(later, { lastHour: { visits: 0 }, lastDay: { visits: 5 } });
  },
);

t.test('a history that could not be read to its end is read again, and counted once', async (t) => {
  const file = join(t.testdir(), 'fleet.db');
  await send(file, { terminal: 'gate-17', recorded });
  await using store = await SqliteFleetStore.open(file);
  let reads = 0;
  const failing: EntrySource = {
    idBeforeLast: (last) => store.idBeforeLast(last),
    entriesAfter: (id, options) => store.entriesAfter(id, options),
    entriesWithin: (window) => {
      reads += 1;
      return reads === 2 ? Promise.reject(new Error('the database went away')) : store.entriesWithin(window);
    },
  };
  const watch = new EntryWatch(failing);
  await t.rejects(watch.follow(NOW_MS, SIGNAL), { message: 'the database went away' });
  await watch.follow(NOW_MS, SIGNAL);
  t.match(watch.countsOf('bangkok.gate-17', NOW_MS).lastHour, { visits: 4 });
});

t.test(
  'that somebody was forced, or a cabinet opened, counts when it has arrived, however late or early it is stamped',
  async (t) => {
    const file = join(t.testdir(), 'fleet.db');
    await send(file, { terminal: 'gate-16', recorded, receivedMs: NOW_MS - 25 * HOUR_MS });
    const forced = (time: string) => punch(time, { purpose: 'duress' });
    const opened: Recorded = {
      utcMs: NOW_MS - 40 * HOUR_MS,
      payload: { event: 'tamper', what: 'opened', by: 'input', operator: null },
    };
    const stray = [forced('2026-10-20 08:00'), opened, forced('2026-11-05 08:00')];
    const sent = await send(file, { terminal: 'gate-17', recorded: stray, receivedMs: NOW_MS - HOUR_MS });
    await using store = await SqliteFleetStore.open(file);
    const watch = new EntryWatch(store);
    await watch.follow(NOW_MS, SIGNAL);
    const before = watch.countsOf('bangkok.gate-17', NOW_MS);
    t.match(before.lastDay, { duress: 2, tampered: 1, visits: 0 }, 'before the monitor began');
    t.match(watch.countsOf('bangkok.gate-16', NOW_MS).lastDay, { duress: 0, tampered: 0 }, 'a day has passed since');
    // Whoever receives it has a clock that is two hours ahead.
    const next = { after: sent, recorded: [forced('2026-10-21 08:00')], receivedMs: NOW_MS + 2 * HOUR_MS };
    await send(file, { terminal: 'gate-17', ...next });
    await watch.follow(NOW_MS, SIGNAL);
    const since = watch.countsOf('bangkok.gate-17', NOW_MS);
    t.match(since.lastDay, { duress: 3, tampered: 1 });
    t.ok((since.latest.duress ?? 0) > (before.latest.duress ?? 0));
    t.equal(since.latest.tampered, before.latest.tampered);
  },
);

t.test('an entry of a clock that is years away counts when it arrived, and tells of no travel', async (t) => {
  const file = join(t.testdir(), 'fleet.db');
  const person = 'p'.repeat(22);
  await send(file, { terminal: 'gate-17', recorded: [punch('2026-11-02 08:00', { person })] });
  const unsure = { clockState: 'rtc-only' } as const;
  await send(file, { site: 'salaya', terminal: 'door', recorded: [punch('2026-11-02 08:01', { person })], ...unsure });
  await send(file, { site: 'far', terminal: 'door', recorded: [punch('2569-11-02 08:01', { person })], ...unsure });
  await using store = await SqliteFleetStore.open(file);
  const watch = new EntryWatch(store);
  await watch.follow(NOW_MS, SIGNAL);
  t.strictSame(watch.travels(NOW_MS), []);
  t.equal(watch.countsOf('far.door', NOW_MS).lastHour.visits, 0);
});

t.test('the same person at two sites is found, whichever entry comes first', async (t) => {
  const seen = (site: string, minute: number) => ({
    ...{ person: 'p', site, terminal: `${site}.gate`, atMs: NOW_MS + minute * MINUTE_MS },
  });
  for (const order of [
    ['a', 'b'],
    ['b', 'a'],
  ]) {
    const watch = new TravelWatch();
    for (const site of order) watch.note(seen(site, site === 'a' ? 0 : 5));
    t.match(watch.since(NOW_MS), [{ from: { site: 'a' }, to: { site: 'b', atMs: NOW_MS + 5 * MINUTE_MS } }]);
  }
  const watch = new TravelWatch();
  watch.note(seen('a', 0));
  watch.note(seen('a', 60));
  watch.note(seen('b', 30));
  t.strictSame(
    watch.since(0).map(({ from, to }) => `${from.site} ${to.site}`),
    ['a b', 'b a'],
    'a late one lies between two',
  );
  watch.forgetBefore(NOW_MS + 48 * HOUR_MS);
  t.strictSame(watch.since(0), []);
});

t.test('counts are kept no longer than they are needed', async (t) => {
  const hourly = new TimedCounts({ spanMs: HOUR_MS, keepMs: 2 * HOUR_MS });
  hourly.add('a', NOW_MS, ['visits']);
  hourly.add('a', NOW_MS - 5 * HOUR_MS, ['visits', 'refused']);
  hourly.forgetBefore(NOW_MS);
  t.match(hourly.total('a', { fromMs: 0, untilMs: NOW_MS }), { visits: 1, refused: 0 });
});

t.test('a terminal that was retired, or joins and was not heard yet, is missed by nobody', async (t) => {
  const file = join(t.testdir(), 'fleet.db');
  await send(file, { terminal: 'gate-17', recorded });
  await send(file, { terminal: 'gate-18', recorded });
  await using store = await SqliteFleetStore.open(file);
  await store.expect('bangkok.gate-19');
  const look = async () =>
    (await new LookOut({ store }).look({ utcMs: NOW_MS, monotonicMs: 0 }, SIGNAL)).terminals.map(
      ({ terminal }) => terminal,
    );
  t.strictSame(await look(), ['bangkok.gate-17', 'bangkok.gate-18']);
  await store.trustKey('bangkok.gate-17', RETIRED_KEY);
  t.strictSame(await look(), ['bangkok.gate-18']);
});
