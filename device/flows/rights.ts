// May this person clock here and now? Pure: the answer depends on the record, the time and the terminal's zone alone.
import type { ClockState } from '../../protocol/index.ts';
import { type LocalTime, localTime } from './local-time.ts';

/** Weekly, in local time. One that does not end after it begins goes on into the next day. */
export interface ScheduleWindow {
  /** ISO 8601: 1 Monday to 7 Sunday; the day on which the window begins. */
  readonly days: readonly number[];
  readonly fromMinute: number;
  /** Exclusive; 1440 is midnight. */
  readonly untilMinute: number;
}

/** A time in which somebody may use this terminal. */
export interface PlaceRight {
  readonly validFromMs: number | null;
  readonly validUntilMs: number | null;
  readonly schedule: readonly ScheduleWindow[] | null;
}

/** The part of a person's record that decides. */
export interface Rights {
  readonly active: boolean;
  /** UTC; null: without a beginning or an end. The end is exclusive. */
  readonly validFromMs: number | null;
  readonly validUntilMs: number | null;
  /** Null: at any time; empty: never. */
  readonly schedule: readonly ScheduleWindow[] | null;
  /** Within the time above; null: whoever is known to this terminal may use it. */
  readonly rights: readonly PlaceRight[] | null;
}

export interface RightsMoment {
  readonly nowMs: number;
  readonly timeZone: string;
  readonly clockState: ClockState;
  /** UTC: until when what the fleet has granted holds without another word of it; null: however long. */
  readonly heldUntilMs: number | null;
}

export type RightsAnswer =
  | 'ok'
  | 'disabled'
  | 'no-right-here'
  | 'fleet-silent'
  | 'not-yet-valid'
  | 'expired'
  | 'outside-schedule';

/** Nobody has a wall clock that is earlier than this software. */
const OLDEST_POSSIBLE_MS = Date.UTC(2026, 0, 1);

/** A terminal that has lost its time cannot judge by it. */
export const hasLostTime = ({ nowMs, clockState }: Pick<RightsMoment, 'nowMs' | 'clockState'>): boolean =>
  clockState !== 'synced' && nowMs < OLDEST_POSSIBLE_MS;

/** The first rule that refuses, the most final one first. */
export function mayClock(rights: Rights, { nowMs, timeZone, clockState, heldUntilMs }: RightsMoment): RightsAnswer {
  if (!rights.active) return 'disabled';
  if (rights.rights?.length === 0) return 'no-right-here';
  // People clock; each entry says what the clock was worth.
  if (hasLostTime({ nowMs, clockState })) return 'ok';
  if (heldUntilMs !== null && nowMs >= heldUntilMs) return 'fleet-silent';
  const now = { nowMs, local: localTime(nowMs, timeZone) };
  const own = inTime(rights, now);
  if (own !== 'ok' || rights.rights === null) return own;
  const here = rights.rights.map((right) => inTime(right, now));
  return NEAREST.find((answer) => here.includes(answer)) ?? 'no-right-here';
}

/** Of several rights the one that comes nearest to letting the person in is told. */
const NEAREST = ['ok', 'outside-schedule', 'not-yet-valid', 'expired'] as const;

function inTime(
  { validFromMs, validUntilMs, schedule }: PlaceRight,
  { nowMs, local }: { readonly nowMs: number; readonly local: LocalTime },
): (typeof NEAREST)[number] {
  if (validFromMs !== null && nowMs < validFromMs) return 'not-yet-valid';
  if (validUntilMs !== null && nowMs >= validUntilMs) return 'expired';
  return isWithin(schedule, local) ? 'ok' : 'outside-schedule';
}

const isWithin = (schedule: Rights['schedule'], now: LocalTime): boolean =>
  schedule === null || schedule.some((window) => isInWindow(window, now));

function isInWindow({ days, fromMinute, untilMinute }: ScheduleWindow, { weekday, minute }: LocalTime): boolean {
  const isToday = days.includes(weekday);
  if (fromMinute < untilMinute) return isToday && minute >= fromMinute && minute < untilMinute;
  const wasYesterday = days.includes(weekday === 1 ? 7 : weekday - 1);
  return (isToday && minute >= fromMinute) || (wasYesterday && minute < untilMinute);
}
