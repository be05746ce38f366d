// How one duty was kept: late, early, a punch missing, absent. Nothing of it is stored; it follows from punches and rules. Pure.
import type { RuleSet } from '../rules/rule-set.ts';
import type { Duty } from './day-plan.ts';
import type { Remark } from './day-row.ts';
import type { Paired } from './pairs.ts';
import type { Punch } from './punch.ts';

export type DutyStatus = 'kept' | 'missing-in' | 'missing-out' | 'absent' | 'under-way' | 'not-yet';

export interface Grade {
  readonly status: DutyStatus;
  readonly lateMs: number;
  readonly earlyMs: number;
  readonly remarks: readonly Remark['remark'][];
}

const UNIT_MS: Readonly<Record<RuleSet['punches']['rounding'], number>> = { second: 1000, minute: 60_000 };

/** Cut, never rounded up: by the minute 08:30:59 is 08:30, and 16:29:59 is 16:29. */
export const cut = (atMs: number, { rounding }: Pick<RuleSet['punches'], 'rounding'>): number =>
  Math.floor(atMs / UNIT_MS[rounding]) * UNIT_MS[rounding];

/** Of a duty that is not free. Who comes on the minute is on time, and who leaves on the minute is not early. */
export function grade(
  duty: Duty,
  paired: Paired,
  { rules, nowMs }: { readonly rules: RuleSet; readonly nowMs: number },
): Grade {
  const { pairs, openIn, strayOuts } = paired;
  const [firstIn, lastOut] = [firstInOf(paired), openIn ? undefined : pairs.at(-1)?.out];
  const status = statusOf(duty, paired, { rules, nowMs });
  const lateMs = firstIn && status !== 'missing-in' ? Math.max(0, cut(firstIn.atMs, rules.punches) - duty.dueInMs) : 0;
  const outMs = lastOut && cut(lastOut.atMs, rules.punches);
  const earlyMs = outMs === undefined ? 0 : Math.max(0, duty.dueOutMs - outMs);
  const isInDoubt = duty.printedOutMs !== null && outMs !== undefined && outMs < duty.printedOutMs && earlyMs === 0;
  const isWrongKey = wrongKey(duty, {
    lone: pairs.length === 0 ? strayOuts[0] : undefined,
    second: paired.secondIns.at(-1),
    openIn,
  });
  const remarks = [isInDoubt && ('rule-in-doubt' as const), isWrongKey && ('perhaps-wrong-key' as const)];
  return { status, lateMs, earlyMs, remarks: remarks.filter((remark) => remark !== false) };
}

/** Undefined where an out came before any in: when they came is not known then. */
export const firstInOf = ({ pairs, openIn, strayOuts }: Paired): Punch | undefined =>
  strayOuts.length > 0 ? undefined : (pairs[0]?.in ?? openIn ?? undefined);

function statusOf(
  { dueOutMs, endMs }: Duty,
  { pairs, openIn, strayOuts }: Paired,
  { rules, nowMs }: { readonly rules: RuleSet; readonly nowMs: number },
): DutyStatus {
  const isOver = nowMs >= endMs + rules.punches.dayBeginsMinutesBefore * 60_000;
  if (strayOuts.length > 0) return 'missing-in';
  if (openIn) return isOver ? 'missing-out' : 'under-way';
  if (pairs.length > 0) return 'kept';
  return nowMs >= dueOutMs ? 'absent' : 'not-yet';
}

interface LonePunches {
  readonly lone: Punch | undefined;
  readonly second: Punch | undefined;
  readonly openIn: Punch | null;
}

/** An out nearer to the beginning, or a second in nearer to the end: whoever it was may have pressed the other key. */
function wrongKey({ dueInMs, dueOutMs }: Duty, { lone, second, openIn }: LonePunches): boolean {
  const middleMs = (dueInMs + dueOutMs) / 2;
  return (
    (lone !== undefined && lone.atMs < middleMs) || (openIn !== null && second !== undefined && second.atMs > middleMs)
  );
}
