// Whoever may come in until a day stays out after it, whatever is done to the wall clock.
import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { type ClockState, ManualClock } from '../../protocol/index.ts';
import { openTerminal } from '../store/fixtures/terminal.ts';
import { ClockWatch } from './clock-watch.ts';
import { KnownTime } from './known-time.ts';
import { TimeBounds } from './time-bounds.ts';

const HOUR_MS = 3_600_000;
const NOON_MS = Date.UTC(2026, 11, 1, 12);

t.test('a clock that is set back tells nothing earlier, in this run and after a restart', async (t) => {
  const dataDir = t.testdir();
  let state: ClockState = 'synced';
  const clockState = (): ClockState => state;
  {
    const clock = new ManualClock(NOON_MS);
    await using stores = await openTerminal(dataDir, { clock, clockState });
    const known = new KnownTime({ clock, clockState, journal: stores.journal, bounds: new TimeBounds(clock) });
    t.equal(stores.journal.latestSyncedMs, null);
    stores.journal.append({ event: 'recovered', device: 'sensor' });
    t.equal(known.nowMs(), NOON_MS);
    state = 'holdover';
    clock.setUtc(NOON_MS - 24 * HOUR_MS);
    t.equal(known.nowMs(), NOON_MS);
    clock.advance(HOUR_MS);
    t.equal(known.nowMs(), NOON_MS + HOUR_MS, 'it goes on meanwhile');
    stores.journal.append({ event: 'recovered', device: 'sensor' });
    clock.setUtc(NOON_MS + 48 * HOUR_MS);
    t.equal(known.nowMs(), NOON_MS + 48 * HOUR_MS, 'a later one is as good as any');
    clock.setUtc(NOON_MS);
    t.equal(known.nowMs(), NOON_MS + HOUR_MS, 'and nothing is left of it where it was wrong');
  }
  state = 'rtc-only';
  const clock = new ManualClock(NOON_MS - 24 * HOUR_MS);
  await using stores = await openTerminal(dataDir, { clock, clockState });
  const known = new KnownTime({ clock, clockState, journal: stores.journal, bounds: new TimeBounds(clock) });
  t.equal(known.nowMs(), NOON_MS, 'the journal has seen it');
  state = 'synced';
  t.equal(known.nowMs(), NOON_MS - 24 * HOUR_MS, 'a time service knows better');
});

const DAY_MS = 24 * HOUR_MS;
/** As the fleet signs an acknowledgement. */
const signedAt = (utcMs: number) => ({ issuedMs: utcMs, expiresMs: utcMs + HOUR_MS });

/** A terminal whose time service says what it likes, with the journal of before. */
function terminal(utcMs: number, seenMs: number | null) {
  const clock = new ManualClock(utcMs);
  const bounds = new TimeBounds(clock);
  if (seenMs !== null) bounds.seen(seenMs);
  const watch = new ClockWatch({ clock, bounds, onJump: () => undefined, isTouched: () => true, hasRtc: () => true });
  const clockState = (): ClockState => watch.state;
  const known = new KnownTime({ clock, clockState, journal: { latestSyncedMs: seenMs }, bounds });
  return { clock, bounds, watch, known };
}

t.test(
  'a time server that lies ahead is not believed against what the fleet signs, and is again once it is right',
  (t) => {
    const { clock, bounds, watch, known } = terminal(NOON_MS, NOON_MS - HOUR_MS);
    bounds.heard(signedAt(NOON_MS));
    t.strictSame([watch.state, known.nowMs()], ['synced', NOON_MS]);
    clock.setUtc(NOON_MS + 400 * DAY_MS);
    clock.advance(HOUR_MS);
    t.strictSame([watch.state, watch.isDoubtful, watch.isKept], ['unknown', true, true]);
    t.equal(known.nowMs(), NOON_MS + HOUR_MS, 'whoever may come in until a day is judged by what has passed');
    bounds.heard(signedAt(NOON_MS + HOUR_MS));
    t.equal(watch.state, 'unknown', 'a fresh word of the fleet says the same');
    clock.setUtc(NOON_MS + HOUR_MS);
    t.strictSame([watch.state, known.nowMs()], ['synced', NOON_MS + HOUR_MS]);
    t.end();
  },
);

t.test(
  'one that lied from the start on is found out by the first word of the fleet; the journal of then misleads nobody',
  (t) => {
    const lieMs = NOON_MS + 20 * DAY_MS;
    const { clock, bounds, watch, known } = terminal(lieMs, lieMs - HOUR_MS);
    t.strictSame([watch.state, known.nowMs()], ['synced', lieMs], 'nobody knows better yet');
    bounds.heard(signedAt(NOON_MS));
    t.strictSame([watch.state, known.nowMs()], ['unknown', NOON_MS]);
    clock.setUtc(NOON_MS);
    t.strictSame([watch.state, known.nowMs()], ['synced', NOON_MS]);
    t.end();
  },
);

t.test('one that lies back lets nobody in again whose day is over', (t) => {
  const { clock, bounds, watch, known } = terminal(NOON_MS, null);
  bounds.heard(signedAt(NOON_MS));
  clock.setUtc(NOON_MS - 30 * DAY_MS);
  t.strictSame([watch.state, known.nowMs()], ['unknown', NOON_MS]);
  t.end();
});

t.test('far from what the journal has seen nobody believes it until the fleet says so too', (t) => {
  const { bounds, watch, known } = terminal(NOON_MS + 31 * DAY_MS, NOON_MS);
  t.strictSame([watch.state, known.nowMs()], ['unknown', NOON_MS]);
  bounds.heard(signedAt(NOON_MS + 31 * DAY_MS - 30_000));
  t.equal(watch.state, 'synced', 'it lay in a store meanwhile');
  t.equal(terminal(NOON_MS + 29 * DAY_MS, NOON_MS).watch.state, 'synced');
  t.end();
});

t.test('what is played again from long ago makes it doubtful until the fleet is heard, and then says nothing', (t) => {
  const { clock, bounds, watch } = terminal(NOON_MS, NOON_MS - DAY_MS);
  bounds.heard(signedAt(NOON_MS - 10 * DAY_MS));
  t.equal(watch.isDoubtful, true);
  bounds.heard(signedAt(NOON_MS));
  t.equal(watch.isDoubtful, false);
  bounds.heard(signedAt(NOON_MS - 10 * DAY_MS));
  clock.advance(100 * DAY_MS);
  t.equal(watch.isDoubtful, false, 'nor does a fleet that is silent for a hundred days');
  t.end();
});

t.test('a doubt is told once, and that it is over once', async (t) => {
  const clock = new ManualClock(NOON_MS);
  const bounds = new TimeBounds(clock);
  bounds.heard(signedAt(NOON_MS));
  const told: boolean[] = [];
  const stop = new AbortController();
  const watch = new ClockWatch({
    ...{ clock, bounds, onJump: () => undefined, isTouched: () => true, askKernel: async () => undefined },
    onDoubt: (isDoubtful) => told.push(isDoubtful),
  });
  const watching = watch.watch(stop.signal);
  for (const utcMs of [NOON_MS, NOON_MS + DAY_MS, NOON_MS + DAY_MS, NOON_MS, NOON_MS]) {
    clock.setUtc(utcMs);
    for (let turn = 0; turn < 2; turn += 1) {
      clock.advance(1000);
      await nextTurn();
    }
  }
  stop.abort();
  await watching;
  t.strictSame(told, [true, false]);
});
