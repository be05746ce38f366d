// What is forgotten of failures, and when: no clock that is set gives anybody new tries.
import t from 'tap';
import type { ClockState } from '../../protocol/index.ts';
import { openTerminal } from './fixtures/terminal.ts';
import type { RetryCounter, RunTime } from './index.ts';

const DAY_MS = 86_400_000;
const MORNING_MS = Date.UTC(2026, 11, 1);
const failed = (bootId: string, monotonicMs: number, pauseMs = 0): RetryCounter => ({
  ...{ failures: 5, level: 1, bootId, monotonicMs, recent: [], updatedUtcMs: MORNING_MS },
  lockedUntilUtcMs: pauseMs === 0 ? 0 : MORNING_MS + pauseMs,
});
const at = (change: Partial<RunTime>): { ageMs: number; now: RunTime } => ({
  ageMs: DAY_MS,
  now: { bootId: 'now', monotonicMs: 0, utcMs: MORNING_MS, isSynced: true, ...change },
});

t.test('failures of this run grow old by the clock that nobody can set', async (t) => {
  await using stores = await openTerminal(t.testdir());
  const { counters } = stores;
  counters.set('a', failed('now', 1000));
  for (const utcMs of [MORNING_MS + 400 * DAY_MS, MORNING_MS - 400 * DAY_MS])
    t.equal(counters.forget(at({ utcMs, monotonicMs: 1000 + DAY_MS - 1 })), 0, 'whatever the wall clock was set to');
  t.match(counters.get('a'), { failures: 5 });
  t.equal(counters.forget(at({ monotonicMs: 1000 + DAY_MS })), 1);
  t.equal(counters.get('a'), undefined);
});

t.test('failures of before a restart grow old by a synchronised clock alone', async (t) => {
  await using stores = await openTerminal(t.testdir(), { clockState: () => 'synced' });
  const { counters } = stores;
  counters.set('a', failed('before', 1000));
  const later = { utcMs: MORNING_MS + 2 * DAY_MS, monotonicMs: 3 * DAY_MS };
  t.equal(counters.forget(at({ ...later, isSynced: false })), 0, 'one that somebody has set is not believed');
  t.equal(counters.forget(at({ ...later, utcMs: MORNING_MS - DAY_MS })), 0);
  t.equal(counters.forget(at(later)), 1);
});

t.test('a pause outlasts its day', async (t) => {
  await using stores = await openTerminal(t.testdir());
  const { counters } = stores;
  counters.set('a', failed('now', 0, 2 * DAY_MS));
  t.equal(counters.forget(at({ monotonicMs: DAY_MS + 1 })), 0);
  t.equal(counters.forget(at({ monotonicMs: 2 * DAY_MS })), 1);
});

const WRONG: readonly (readonly [string, number, ClockState])[] = [
  ['a clock of the year 2000', Date.UTC(2000, 0, 1), 'unknown'],
  ['a clock that somebody had set forward', MORNING_MS + 400 * DAY_MS, 'holdover'],
  ['a clock that somebody had set back', MORNING_MS - 400 * DAY_MS, 'rtc-only'],
  ['a time server that lied ahead', MORNING_MS + 400 * DAY_MS, 'synced'],
];

for (const [by, wrongMs, clockState] of WRONG)
  t.test(`what was written by ${by} grows old from when a synchronised clock has first seen it`, async (t) => {
    const dataDir = t.testdir();
    const pauseMs = 480_000;
    {
      await using stores = await openTerminal(dataDir, { clockState: () => clockState });
      const { counters } = stores;
      counters.set('a', {
        ...failed('before', 1000, pauseMs),
        updatedUtcMs: wrongMs,
        lockedUntilUtcMs: wrongMs + pauseMs,
      });
      counters.set('b', { ...failed('before', 1000), updatedUtcMs: wrongMs });
    }
    await using stores = await openTerminal(dataDir, { clockState: () => 'synced' });
    const { counters } = stores;
    t.equal(
      counters.forget(at({ utcMs: wrongMs + 800 * DAY_MS, isSynced: false })),
      0,
      'nobody vouches for this clock',
    );
    t.equal(counters.forget(at({})), 0, 'nor for the one of then');
    const { lockedUntilUtcMs = 0, updatedUtcMs = 0 } = counters.get('a') ?? {};
    t.equal(lockedUntilUtcMs - updatedUtcMs, pauseMs, 'neither shorter nor longer');
    t.match(counters.get('b'), { lockedUntilUtcMs: 0, failures: 5 });
    t.equal(counters.forget(at({ utcMs: MORNING_MS + DAY_MS })), 0);
    t.equal(counters.forget(at({ utcMs: MORNING_MS + DAY_MS + pauseMs + 1 })), 2);
  });
