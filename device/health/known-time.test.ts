// Whoever may come in until a day stays out after it, whatever is done to the wall clock.
import t from 'tap';
import { type ClockState, ManualClock } from '../../protocol/index.ts';
import { openTerminal } from '../store/fixtures/terminal.ts';
import { KnownTime } from './known-time.ts';

const HOUR_MS = 3_600_000;
const NOON_MS = Date.UTC(2026, 11, 1, 12);

t.test('a clock that is set back tells nothing earlier, in this run and after a restart', async (t) => {
  const dataDir = t.testdir();
  let state: ClockState = 'synced';
  const clockState = (): ClockState => state;
  {
    const clock = new ManualClock(NOON_MS);
    await using stores = await openTerminal(dataDir, { clock, clockState });
    const known = new KnownTime({ clock, clockState, journal: stores.journal });
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
  const known = new KnownTime({ clock, clockState, journal: stores.journal });
  t.equal(known.nowMs(), NOON_MS, 'the journal has seen it');
  state = 'synced';
  t.equal(known.nowMs(), NOON_MS - 24 * HOUR_MS, 'a time service knows better');
});
