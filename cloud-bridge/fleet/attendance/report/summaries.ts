// How punctual units and terminals are: figures of many people, never of few enough to know one by. Pure.
import type { PersonReport } from './person-report.ts';

export interface UnitSummary {
  /** Null for those that are too small to be shown by themselves, taken together. */
  readonly unit: string | null;
  readonly people: number;
  readonly figures: Figures | null;
}

export interface Figures {
  readonly dueDays: number;
  /** Of the days on which somebody was to be there: neither late nor early, and no punch missing. */
  readonly keptDays: number;
  readonly lateDays: number;
  readonly earlyDays: number;
  readonly missing: number;
  readonly absentDays: number;
  readonly leaveDays: number;
  readonly overtimeHours: number;
  readonly overtimeBaht: number;
  /** Kept of due, a fraction; null where nobody was to be there. */
  readonly punctuality: number | null;
}

type Counted = Omit<Figures, 'punctuality'>;

const NOTHING: Counted = {
  ...{ dueDays: 0, keptDays: 0, lateDays: 0, earlyDays: 0, missing: 0, absentDays: 0 },
  ...{ leaveDays: 0, overtimeHours: 0, overtimeBaht: 0 },
};

function countedOf({ days, totals }: PersonReport): Counted {
  const graded = days.filter(({ due, status }) => due.length > 0 && !UNGRADED.includes(status));
  return {
    dueDays: graded.length,
    keptDays: graded.filter((day) => day.status === 'worked' && day.counted === 0).length,
    ...{ lateDays: totals.lateDays, earlyDays: totals.earlyDays, missing: totals.missingIn + totals.missingOut },
    ...{ absentDays: totals.absentDays, leaveDays: totals.leaveDays },
    ...{ overtimeHours: totals.overtimeHours, overtimeBaht: totals.overtimeBaht },
  };
}

const UNGRADED: readonly string[] = ['exempt', 'under-way', 'not-yet'];

const added = (a: Counted, b: Counted): Counted => ({
  dueDays: a.dueDays + b.dueDays,
  keptDays: a.keptDays + b.keptDays,
  lateDays: a.lateDays + b.lateDays,
  earlyDays: a.earlyDays + b.earlyDays,
  missing: a.missing + b.missing,
  absentDays: a.absentDays + b.absentDays,
  leaveDays: a.leaveDays + b.leaveDays,
  overtimeHours: a.overtimeHours + b.overtimeHours,
  overtimeBaht: a.overtimeBaht + b.overtimeBaht,
});

const figuresOf = (counted: Counted): Figures => ({
  ...counted,
  punctuality: counted.dueDays === 0 ? null : counted.keptDays / counted.dueDays,
});

interface Group {
  readonly people: number;
  readonly counted: Counted;
}

const EMPTY: Group = { people: 0, counted: NOTHING };
const joined = (a: Group, b: Group): Group => ({ people: a.people + b.people, counted: added(a.counted, b.counted) });

/** @param smallest groups of fewer people are shown together; where all of those are fewer, without figures */
export function unitSummaries(
  reports: Iterable<PersonReport>,
  { by, smallest }: { readonly by: 'unit' | 'group'; readonly smallest: number },
): readonly UnitSummary[] {
  const groups = new Map<string, Group>();
  for (const report of reports) {
    const name = report.person[by];
    groups.set(name, joined(groups.get(name) ?? EMPTY, { people: 1, counted: countedOf(report) }));
  }
  const large = [...groups].filter(([, { people }]) => people >= smallest).sort(([a], [b]) => (a < b ? -1 : 1));
  const small = [...groups.values()].filter(({ people }) => people < smallest).reduce(joined, EMPTY);
  const shown = large.map(([unit, { people, counted }]) => ({ unit, people, figures: figuresOf(counted) }));
  if (small.people === 0) return shown;
  const figures = small.people >= smallest ? figuresOf(small.counted) : null;
  return [...shown, { unit: null, people: small.people, figures }];
}
