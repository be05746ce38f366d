// The ledger of time off in lieu of one person: what overtime gave, what was taken of it, what is left and until when. Pure.
import { addDays, fiscalYearOf, type IsoDate, monthRange } from '../calendar.ts';
import type { RuleSet } from '../rules/rule-set.ts';

/** Overtime that was worked, ordered as time off, and approved. */
export interface LieuEarned {
  readonly date: IsoDate;
  readonly hours: number;
  /** Of the order. */
  readonly request: number;
  /** The last day on which it can be taken. */
  readonly usableUntil: IsoDate;
}

export interface LieuTaken {
  readonly date: IsoDate;
  readonly hours: number;
  readonly request: number;
}

export interface LieuGrant extends LieuEarned {
  readonly usedHours: number;
  readonly leftHours: number;
}

export interface LieuDay extends LieuTaken {
  /** Taken although nothing was left for it: told of, never cut. */
  readonly uncoveredHours: number;
}

export interface LieuLedger {
  readonly grants: readonly LieuGrant[];
  readonly taken: readonly LieuDay[];
}

/** With the fiscal year; what was worked in its last month some months later. */
export function usableUntil(date: IsoDate, { lateness, lieu }: Pick<RuleSet, 'lateness' | 'lieu'>): IsoDate {
  const { until } = fiscalYearOf(date, lateness.fiscalYearFromMonth);
  if (date.slice(0, 7) !== until.slice(0, 7)) return until;
  let last = until;
  for (let month = 0; month < lieu.lastMonthUsableMonths; month += 1)
    last = monthRange(addDays(last, 1).slice(0, 7)).until;
  return last;
}

/** Each day off takes what ends soonest of what was worked before it. */
export function ledgerOf(earned: readonly LieuEarned[], taken: readonly LieuTaken[]): LieuLedger {
  const inOrder = earned.toSorted((a, b) => compare(a.usableUntil, b.usableUntil) || compare(a.date, b.date));
  const left = inOrder.map(({ hours }) => hours);
  const days = taken
    .toSorted((a, b) => compare(a.date, b.date) || a.request - b.request)
    .map((day): LieuDay => {
      let open = day.hours;
      for (const [at, grant] of inOrder.entries()) {
        if (grant.date >= day.date || grant.usableUntil < day.date) continue;
        const used = Math.min(open, left[at] ?? 0);
        left[at] = (left[at] ?? 0) - used;
        open -= used;
      }
      return { ...day, uncoveredHours: open };
    });
  const grants = inOrder.map((grant, at) => {
    const leftHours = left[at] ?? 0;
    return { ...grant, usedHours: grant.hours - leftHours, leftHours };
  });
  return { grants: grants.sort((a, b) => compare(a.date, b.date)), taken: days };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface LieuBalance {
  /** In the month. */
  readonly earnedHours: number;
  readonly takenHours: number;
  /** At the end of it, still usable after. */
  readonly leftHours: number;
  /** What ended in the month without being taken. */
  readonly lapsedHours: number;
  readonly uncoveredHours: number;
  /** Of what is left, the next that ends. */
  readonly next: { readonly hours: number; readonly usableUntil: IsoDate } | null;
}

/** @param ledger of what was earned and taken until the end of the range */
export function balanceOf(
  { grants, taken }: LieuLedger,
  { from, until }: { from: IsoDate; until: IsoDate },
): LieuBalance {
  const isWithin = ({ date }: { readonly date: IsoDate }): boolean => from <= date && date <= until;
  const usable = grants.filter((grant) => grant.leftHours > 0 && grant.usableUntil > until);
  const nextEnd = usable.map((grant) => grant.usableUntil).sort()[0];
  const lapsed = grants.filter((grant) => from <= grant.usableUntil && grant.usableUntil <= until);
  const days = taken.filter(isWithin);
  return {
    earnedHours: sum(grants.filter(isWithin).map(({ hours }) => hours)),
    takenHours: sum(days.map(({ hours }) => hours)),
    leftHours: sum(usable.map(({ leftHours }) => leftHours)),
    lapsedHours: sum(lapsed.map(({ leftHours }) => leftHours)),
    uncoveredHours: sum(days.map(({ uncoveredHours }) => uncoveredHours)),
    next:
      nextEnd === undefined
        ? null
        : {
            hours: sum(usable.filter((grant) => grant.usableUntil === nextEnd).map(({ leftHours }) => leftHours)),
            usableUntil: nextEnd,
          },
  };
}

const sum = (hours: readonly number[]): number => hours.reduce((total, one) => total + one, 0);
