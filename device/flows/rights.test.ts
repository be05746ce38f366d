// Who may clock when: validity and weekly windows in the terminal's own time zone, across midnight and clock changes.
import t from 'tap';
import { localTime } from './local-time.ts';
import { mayClock, type PlaceRight, type Rights, type RightsMoment, type ScheduleWindow } from './rights.ts';

const free: Rights = { active: true, validFromMs: null, validUntilMs: null, schedule: null, rights: null };
const WEEKDAYS = [1, 2, 3, 4, 5];

/** Bangkok is seven hours ahead of UTC all the year. */
const bangkok = (iso: string): RightsMoment => ({
  nowMs: Date.parse(`${iso}+07:00`),
  timeZone: 'Asia/Bangkok',
  clockState: 'synced',
  heldUntilMs: null,
});

const scheduled = (...schedule: readonly ScheduleWindow[]): Rights => ({ ...free, schedule });
const at = (rights: Rights, iso: string): string => mayClock(rights, bangkok(iso));

t.test('whoever has no limits may clock at any time', async (t) => {
  t.equal(at(free, '2026-11-02T03:00:00'), 'ok');
});

t.test('the most final reason comes first', async (t) => {
  const all = { active: false, validFromMs: 9e15, validUntilMs: 0, schedule: [], rights: [] };
  const now = bangkok('2026-11-02T08:00:00');
  t.equal(mayClock(all, now), 'disabled');
  t.equal(mayClock({ ...all, active: true }, now), 'no-right-here');
  t.equal(mayClock({ ...all, active: true, rights: null }, now), 'not-yet-valid');
  t.equal(mayClock({ ...all, active: true, rights: null, validFromMs: null }, now), 'expired');
  t.equal(mayClock({ ...free, schedule: [] }, now), 'outside-schedule', 'an empty schedule allows nothing');
});

t.test('what the fleet has granted holds as long as it said, and no longer without another word', async (t) => {
  const now = bangkok('2026-11-02T08:00:00');
  t.equal(mayClock(free, { ...now, heldUntilMs: now.nowMs + 1 }), 'ok');
  t.equal(mayClock(free, { ...now, heldUntilMs: now.nowMs }), 'fleet-silent');
  t.equal(mayClock({ ...free, schedule: [] }, { ...now, heldUntilMs: 0 }), 'fleet-silent');
  t.equal(mayClock({ ...free, active: false }, { ...now, heldUntilMs: 0 }), 'disabled');
  const lost = { ...now, nowMs: 5, clockState: 'rtc-only', heldUntilMs: 1 } as const;
  t.equal(mayClock(free, lost), 'ok', 'a terminal that has lost its time cannot judge by it');
});

t.test('any right at this terminal lets in; of several that do not, the nearest is told', async (t) => {
  const now = bangkok('2026-11-02T08:00:00');
  const right = (change: Partial<PlaceRight>): PlaceRight => ({
    validFromMs: null,
    validUntilMs: null,
    schedule: null,
    ...change,
  });
  const [over, later, closed] = [{ validUntilMs: now.nowMs }, { validFromMs: now.nowMs + 1 }, { schedule: [] }].map(
    right,
  );
  const told = (...rights: readonly (PlaceRight | undefined)[]): string =>
    mayClock({ ...free, rights: rights.flatMap((one) => one ?? []) }, now);
  t.equal(told(over, later, closed, right({})), 'ok');
  t.equal(told(over, later, closed), 'outside-schedule');
  t.equal(told(over, later), 'not-yet-valid');
  t.equal(told(over), 'expired');
  t.equal(told(), 'no-right-here');
  t.equal(
    mayClock({ ...free, rights: [right({})], validUntilMs: 0 }, now),
    'expired',
    'only within the time of the person',
  );
});

t.test('validity begins on its millisecond and ends before its last', async (t) => {
  const { nowMs } = bangkok('2026-11-02T08:00:00');
  const from = { ...free, validFromMs: nowMs };
  const until = { ...free, validUntilMs: nowMs };
  t.equal(mayClock(from, { ...bangkok('2026-11-02T08:00:00'), nowMs: nowMs - 1 }), 'not-yet-valid');
  t.equal(mayClock(from, bangkok('2026-11-02T08:00:00')), 'ok');
  t.equal(mayClock(until, { ...bangkok('2026-11-02T08:00:00'), nowMs: nowMs - 1 }), 'ok');
  t.equal(mayClock(until, bangkok('2026-11-02T08:00:00')), 'expired');
});

t.test('office hours are those of the wall, not of UTC', async (t) => {
  const office = scheduled({ days: WEEKDAYS, fromMinute: 7 * 60, untilMinute: 18 * 60 });
  t.equal(at(office, '2026-11-02T06:59:59'), 'outside-schedule', 'Monday, still Sunday in UTC');
  t.equal(at(office, '2026-11-02T07:00:00'), 'ok');
  t.equal(at(office, '2026-11-02T17:59:59'), 'ok');
  t.equal(at(office, '2026-11-02T18:00:00'), 'outside-schedule');
  t.equal(at(office, '2026-11-07T09:00:00'), 'outside-schedule', 'Saturday');
});

t.test('a night shift goes on past midnight, on the morning after its day only', async (t) => {
  const night = scheduled({ days: [5], fromMinute: 20 * 60 + 30, untilMinute: 6 * 60 });
  t.equal(at(night, '2026-11-06T20:29:00'), 'outside-schedule');
  t.equal(at(night, '2026-11-06T20:30:00'), 'ok', 'Friday evening');
  t.equal(at(night, '2026-11-07T05:59:00'), 'ok', 'Saturday morning');
  t.equal(at(night, '2026-11-07T06:00:00'), 'outside-schedule');
  t.equal(at(night, '2026-11-06T05:59:00'), 'outside-schedule', 'Friday morning belongs to Thursday');
  const sunday = scheduled({ days: [7], fromMinute: 22 * 60, untilMinute: 6 * 60 });
  t.equal(at(sunday, '2026-11-02T05:00:00'), 'ok', 'from Sunday into Monday');
});

t.test('midnight ends a window, and one that ends where it begins lasts a day', async (t) => {
  const evening = scheduled({ days: [1], fromMinute: 20 * 60 + 30, untilMinute: 1440 });
  t.equal(at(evening, '2026-11-02T23:59:59'), 'ok');
  t.equal(at(evening, '2026-11-03T00:00:00'), 'outside-schedule');
  const day = scheduled({ days: [1], fromMinute: 480, untilMinute: 480 });
  t.equal(at(day, '2026-11-03T07:59:00'), 'ok');
  t.equal(at(day, '2026-11-03T08:00:00'), 'outside-schedule');
});

t.test('any of several windows will do', async (t) => {
  const split = scheduled(
    { days: [1], fromMinute: 480, untilMinute: 720 },
    { days: [1], fromMinute: 780, untilMinute: 990 },
  );
  t.equal(at(split, '2026-11-02T11:59:00'), 'ok');
  t.equal(at(split, '2026-11-02T12:30:00'), 'outside-schedule');
  t.equal(at(split, '2026-11-02T13:00:00'), 'ok');
});

t.test('the zone has its say where clocks are changed', async (t) => {
  const nine = scheduled({ days: [7], fromMinute: 9 * 60, untilMinute: 10 * 60 });
  const berlin = (iso: string): string =>
    mayClock(nine, { nowMs: Date.parse(iso), timeZone: 'Europe/Berlin', clockState: 'synced', heldUntilMs: null });
  t.equal(berlin('2026-03-29T07:30:00Z'), 'ok', 'summer time began that night');
  t.equal(berlin('2026-03-22T07:30:00Z'), 'outside-schedule');
  t.equal(berlin('2026-03-22T08:30:00Z'), 'ok');
});

t.test('a terminal that has lost its time refuses nobody because of it', async (t) => {
  const limited = { ...scheduled({ days: [1], fromMinute: 0, untilMinute: 1 }), validFromMs: Date.UTC(2026, 5, 1) };
  const lost = { nowMs: 0, timeZone: 'Asia/Bangkok', heldUntilMs: null };
  for (const clockState of ['unknown', 'rtc-only', 'holdover'] as const)
    t.equal(mayClock(limited, { ...lost, clockState }), 'ok', clockState);
  t.equal(mayClock({ ...limited, active: false }, { ...lost, clockState: 'unknown' }), 'disabled');
  t.equal(
    mayClock(limited, { ...bangkok('2026-11-03T08:00:00'), clockState: 'unknown' }),
    'outside-schedule',
    'a plausible time is judged by',
  );
});

t.test('the wall clock is read in its zone', async (t) => {
  t.same(localTime(Date.UTC(2026, 10, 1, 17, 5), 'Asia/Bangkok'), { date: '2026-11-02', weekday: 1, minute: 5 });
  t.same(localTime(Date.UTC(2026, 10, 1, 16, 59), 'Asia/Bangkok'), { date: '2026-11-01', weekday: 7, minute: 1439 });
  t.throws(() => localTime(0, 'Asia/Atlantis'), RangeError);
});
