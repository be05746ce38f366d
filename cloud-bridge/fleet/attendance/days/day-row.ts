// One day of one person as a report shows it.
import type { IsoDate } from '../calendar.ts';
import type { RulesNamed } from '../rules/rule-set.ts';
import type { LeavePart } from './day-plan.ts';

/** Why there is a row: every day of the calendar has one. */
export const DAY_STATUSES = [
  'worked',
  'missing-in',
  'missing-out',
  'absent',
  'rest',
  'holiday',
  'leave',
  'lieu',
  'exempt',
  'under-way',
  'not-yet',
  'not-employed',
] as const;
export type DayStatus = (typeof DAY_STATUSES)[number];

export const REMARKS = [
  'leave-morning',
  'leave-afternoon',
  'corrected',
  'correction-asked',
  'sent-late',
  'clock-unsure',
  'not-sound',
  'not-shown',
  'repeated',
  'in-twice',
  'direction-guessed',
  'perhaps-wrong-key',
  'attempts',
  'rule-in-doubt',
  'unknown-shift',
  'worked-on-leave',
  'other-method',
  'over-late-limit',
  'overtime-unapproved',
  'overtime-over-cap',
  'overtime-approved-late',
  'lieu-morning',
  'lieu-afternoon',
  'lieu-asked',
  'lieu-approved-late',
] as const;
export interface Remark {
  readonly remark: (typeof REMARKS)[number];
  /** A time, a name, a number; empty where the word says it all. */
  readonly detail: string;
}

export interface Moment {
  readonly atMs: number;
  /** SITE.TERMINAL; null of a correction. */
  readonly terminal: string | null;
  readonly method: string | null;
  /** TERMINAL/JOURNAL/SEQ of the raw entry, or correction/NUMBER. */
  readonly key: string;
  /** What the terminals recorded where a correction stands in its place; null where there was nothing. Undefined without a correction. */
  readonly rawAtMs?: number | null;
}

export interface Attempt {
  readonly atMs: number;
  readonly terminal: string;
  readonly reason: string | null;
}

export interface Overtime {
  readonly kind: 'ordinary' | 'library' | 'emergency';
  readonly fromMs: number;
  readonly untilMs: number;
  /** Of the stretch as it was, before anything is taken off. */
  readonly rawMinutes: number;
  readonly breakMinutes: number;
  /** As counted. */
  readonly hours: number;
  /** Of the request; null where nobody has ordered it. */
  readonly request: number | null;
  readonly isApproved: boolean;
  /** Pay and travel; null where it is not payable, or not yet. */
  readonly baht: number | null;
  /** What it gives of time off instead; null where it is paid, or not approved yet. */
  readonly lieuHours: number | null;
}

export interface DayRow {
  readonly date: IsoDate;
  readonly status: DayStatus;
  /** Of a holiday; empty otherwise. */
  readonly holiday: string;
  /** Of leave and time off in lieu together. */
  readonly leave: LeavePart | null;
  readonly lieu: LeavePart | null;
  readonly in: Moment | null;
  readonly out: Moment | null;
  /** All pairs in order, where there is more than one in and one out. */
  readonly pairs: readonly { readonly inMs: number; readonly outMs: number }[];
  readonly lateMs: number;
  readonly earlyMs: number;
  /** From in to out, the break included, as the regulation counts a day's eight hours. */
  readonly workedMs: number;
  /** What the day adds to the lateness of the fiscal year. */
  readonly counted: number;
  readonly overtime: readonly Overtime[];
  /** Refused at a terminal: evidence that somebody stood there. */
  readonly attempts: readonly Attempt[];
  readonly remarks: readonly Remark[];
  readonly rules: RulesNamed;
  /** By which hours the day was graded; empty on a free day. */
  readonly due: readonly { readonly inMs: number; readonly outMs: number }[];
}
