// The month of one person: its days, their sum, and how often they were late in the fiscal year. Pure.
import type { OnceRegistered } from '../../register/index.ts';
import type { DayRow } from '../days/day-row.ts';
import type { LieuBalance } from '../lieu/ledger.ts';
import type { RuleSet, RulesNamed } from '../rules/rule-set.ts';

export interface Totals {
  /** Days on which somebody was to be there. */
  readonly dueDays: number;
  readonly workedDays: number;
  readonly lateDays: number;
  readonly lateMs: number;
  readonly earlyDays: number;
  readonly earlyMs: number;
  readonly missingIn: number;
  readonly missingOut: number;
  readonly absentDays: number;
  /** Half a day is 0.5. */
  readonly leaveDays: number;
  /** Time off for overtime; no leave. */
  readonly lieuDays: number;
  readonly workedMs: number;
  /** What the month adds to the lateness of the fiscal year. */
  readonly counted: number;
  readonly overtimeHours: number;
  readonly unapprovedHours: number;
  readonly overtimeBaht: number;
  /** Approved as time off instead of pay; within `overtimeHours`. */
  readonly lieuHours: number;
}

export interface PersonReport {
  readonly person: Pick<OnceRegistered, 'id' | 'code' | 'nameTh' | 'nameEn' | 'title' | 'unit' | 'group'>;
  readonly month: string;
  /** By which the days were graded; each once. */
  readonly rules: readonly RulesNamed[];
  readonly days: readonly DayRow[];
  readonly totals: Totals;
  /** Time off in lieu; null of whoever has none, and where nobody asks how the year went. */
  readonly lieu: LieuBalance | null;
  readonly fiscalYear: {
    /** Of the common era, in which it ends. */
    readonly year: number;
    /** From its beginning to the end of this month. */
    readonly counted: number;
    readonly most: number;
    readonly isOver: boolean;
  };
}

export interface MonthOfPerson {
  readonly person: OnceRegistered;
  readonly month: string;
  readonly days: readonly DayRow[];
  readonly lieu: LieuBalance | null;
  /** Counted from the beginning of the fiscal year to the month before. */
  readonly countedBefore: number;
  readonly fiscalYear: number;
  readonly lateness: RuleSet['lateness'];
}

export function personReport({
  person,
  month,
  days,
  lieu,
  countedBefore,
  fiscalYear,
  lateness,
}: MonthOfPerson): PersonReport {
  const { id, code, nameTh, nameEn, title, unit, group } = person;
  const totals = totalsOf(days);
  const counted = countedBefore + totals.counted;
  const most = lateness.mostPerFiscalYear;
  const rules = new Map(days.map(({ rules: named }) => [`${named.id} ${named.version}`, named]));
  return {
    ...{ person: { id, code, nameTh, nameEn, title, unit, group }, month, rules: [...rules.values()] },
    ...{ days: withLimit(days, countedBefore, most), totals, lieu },
    fiscalYear: { year: fiscalYear, counted, most, isOver: counted > most },
  };
}

/** The time by which the limit was passed is marked, and each after it. */
function withLimit(days: readonly DayRow[], before: number, most: number): readonly DayRow[] {
  let counted = before;
  return days.map((day) => {
    counted += day.counted;
    if (day.counted === 0 || counted <= most) return day;
    return { ...day, remarks: [...day.remarks, { remark: 'over-late-limit', detail: `${counted}` }] };
  });
}

const LEAVE_DAYS = { day: 1, morning: 0.5, afternoon: 0.5 } as const;

const leaveOf = ({ leave, lieu }: DayRow): number => (leave ? LEAVE_DAYS[leave] : 0) - (lieu ? LEAVE_DAYS[lieu] : 0);

export function totalsOf(days: readonly DayRow[]): Totals {
  const sum = (of: (day: DayRow) => number): number => days.reduce((total, day) => total + of(day), 0);
  const count = (is: (day: DayRow) => boolean): number => days.filter(is).length;
  const overtime = days.flatMap((day) => day.overtime);
  const hours = (isApproved: boolean): number =>
    overtime.filter((one) => one.isApproved === isApproved).reduce((total, one) => total + one.hours, 0);
  return {
    dueDays: count(({ due }) => due.length > 0),
    workedDays: count(({ in: first, out }) => first !== null || out !== null),
    lateDays: count(({ lateMs }) => lateMs > 0),
    lateMs: sum(({ lateMs }) => lateMs),
    earlyDays: count(({ earlyMs }) => earlyMs > 0),
    earlyMs: sum(({ earlyMs }) => earlyMs),
    missingIn: count(({ status }) => status === 'missing-in'),
    missingOut: count(({ status }) => status === 'missing-out'),
    absentDays: count(({ status }) => status === 'absent'),
    leaveDays: sum(leaveOf),
    lieuDays: sum(({ lieu }) => (lieu ? LEAVE_DAYS[lieu] : 0)),
    workedMs: sum(({ workedMs }) => workedMs),
    counted: sum(({ counted }) => counted),
    overtimeHours: hours(true),
    unapprovedHours: hours(false),
    overtimeBaht: overtime.reduce((total, { baht }) => total + (baht ?? 0), 0),
    lieuHours: overtime.reduce((total, { lieuHours }) => total + (lieuHours ?? 0), 0),
  };
}
