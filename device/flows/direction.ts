// IN or OUT where nobody pressed a key, and which punch is a mere repeat of the one before. Pure.
import type { Direction } from '../../protocol/index.ts';
import { localTime } from './local-time.ts';

/** The last accepted punch of this person, as this terminal knows it. */
export interface LastPunch {
  readonly direction: Direction;
  /** UTC of the capture. */
  readonly atMs: number;
}

export interface ProposalRules {
  /** Local minute at which a new working day begins: after the last night owl, before the first early bird. */
  readonly dayStartsAtMinute: number;
  /** Whoever came in no longer ago than this is taken to be leaving, whatever the date: a night shift. */
  readonly longestShiftMs: number;
  /** Whoever's first punch of the day falls between these local minutes forgot to clock in, and is leaving. */
  readonly outFromMinute: number;
  readonly outUntilMinute: number;
}

/** Day staff leave from 15:00; the evening shift comes at 12:00 and 14:00, the night shift after 19:00. */
export const DEFAULT_PROPOSAL: ProposalRules = {
  dayStartsAtMinute: 4 * 60,
  longestShiftMs: 14 * 3_600_000,
  outFromMinute: 15 * 60,
  outUntilMinute: 19 * 60,
};

export interface ProposalMoment {
  readonly nowMs: number;
  readonly timeZone: string;
  /** A second touch within this time is a repeat, not a change of mind. */
  readonly repeatWindowMs?: number;
  readonly rules?: ProposalRules;
}

const DEFAULT_REPEAT_MS = 60_000;

/**
 * In this order:
 * 1. within the repeat window: the same again;
 * 2. in, and the longest shift is not over: out (also past midnight);
 * 3. out, and still the same working day: in (after lunch);
 * 4. the first punch of a working day: in, except between `outFromMinute` and `outUntilMinute`.
 */
export function proposeDirection(last: LastPunch | undefined, moment: ProposalMoment): Direction {
  const { nowMs, timeZone, repeatWindowMs = DEFAULT_REPEAT_MS, rules = DEFAULT_PROPOSAL } = moment;
  if (last) {
    if (isRepeated(last, { atMs: nowMs, direction: last.direction }, repeatWindowMs)) return last.direction;
    // A punch in the future: the clock was set back. What came before it still alternates.
    if (last.direction === 'in' && nowMs - last.atMs < rules.longestShiftMs) return 'out';
    if (last.direction === 'out' && workingDay(last.atMs, timeZone, rules) === workingDay(nowMs, timeZone, rules))
      return 'in';
  }
  const { minute } = localTime(nowMs, timeZone);
  return minute >= rules.outFromMinute && minute < rules.outUntilMinute ? 'out' : 'in';
}

/** The same direction again within the window: kept, marked, and no second clocking. */
export function isRepeated(last: LastPunch | undefined, now: LastPunch, windowMs: number): boolean {
  if (!last || last.direction !== now.direction) return false;
  const elapsedMs = now.atMs - last.atMs;
  return elapsedMs >= 0 && elapsedMs < windowMs;
}

/** The local date on which the working day began. */
const workingDay = (atMs: number, timeZone: string, { dayStartsAtMinute }: ProposalRules): string =>
  localTime(atMs - dayStartsAtMinute * 60_000, timeZone).date;
