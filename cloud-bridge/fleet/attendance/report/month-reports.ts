// From raw entries, plans and rules to the reports of a month: who there was, what was seen, how the year went before, one person after another.
import { KioskError } from '../../../../protocol/index.ts';
import type { OnceRegistered } from '../../register/index.ts';
import { addDays, type DateRange, type FiscalYear, fiscalYearOf, monthRange, monthsOf } from '../calendar.ts';
import { daysOf } from '../days/person-days.ts';
import type { Gathered, Wholeness } from '../facts/gather.ts';
import { gatherMonth } from '../facts/gather-month.ts';
import { balanceOf, type LieuLedger } from '../lieu/ledger.ts';
import { readLedgers } from '../lieu/read-ledgers.ts';
import type { Attendance } from '../open-attendance.ts';
import { type RuleSet, rulesOn } from '../rules/rule-set.ts';
import { type PersonReport, personReport } from './person-report.ts';

export interface MonthAsked {
  /** As 2026-11. */
  readonly month: string;
  /** Only these; all of them where it is not given. */
  readonly people?: readonly OnceRegistered[];
  /** False where nobody asks how the fiscal year went: a month is read then, and not a year. */
  readonly withYear: boolean;
  /** Told of each month that is read. */
  readonly onMonth?: (month: string) => void;
}

export interface MonthReports extends Pick<Gathered, 'unattributed' | 'unreadable'>, Pick<Wholeness, 'incomplete'> {
  readonly month: string;
  readonly range: DateRange;
  /** That hold at the end of the month. */
  readonly rules: RuleSet;
  readonly fiscalYear: FiscalYear;
  /** Worked out one after another, in the order of their codes; whoever was neither employed nor seen has none. */
  readonly reports: () => Generator<PersonReport>;
}

/** @throws KioskError USAGE where no rules hold in the month */
export async function monthReports(attendance: Attendance, asked: MonthAsked): Promise<MonthReports> {
  const range = monthRange(asked.month);
  const rules = rulesOn(range.until, attendance.books.rules);
  if (!rules)
    throw new KioskError('USAGE', { why: `no rules hold in ${asked.month} (ridgectl attendance rules list)` });
  const fiscalYear = fiscalYearOf(range.until, rules.lateness.fiscalYearFromMonth);
  const people = asked.people ?? attendance.people;
  const before = asked.withYear
    ? await countedBefore(attendance, { ...asked, people, fiscalYear })
    : new Map<string, number>();
  asked.onMonth?.(asked.month);
  const gathered = await gatherMonth(attendance, { ...asked, range, rules });
  const ledgers = asked.withYear ? await readLedgers(attendance, { people, until: range.until }) : NO_LEDGERS;
  const terms = { month: asked.month, range, people, gathered, before, ledgers, fiscalYear: fiscalYear.year, rules };
  const reports = () => reportsOf(attendance, terms);
  const { unreadable } = gathered;
  const unattributed = attendance.isWhole ? gathered.unattributed : [];
  const { incomplete } = attendance.whole;
  return { month: asked.month, range, rules, fiscalYear, unattributed, unreadable, incomplete, reports };
}

const NO_LEDGERS: ReadonlyMap<string, LieuLedger> = new Map();

interface ReportTerms {
  readonly month: string;
  readonly range: DateRange;
  readonly people: readonly OnceRegistered[];
  readonly gathered: Gathered;
  readonly before: ReadonlyMap<string, number>;
  /** Of time off in lieu. */
  readonly ledgers: ReadonlyMap<string, LieuLedger>;
  readonly fiscalYear: number;
  readonly rules: RuleSet;
}

function* reportsOf(attendance: Attendance, terms: ReportTerms): Generator<PersonReport> {
  const { month, range, fiscalYear, rules } = terms;
  const daysOfPerson = daysOf({ ...attendance, range });
  for (const person of terms.people) {
    const sightings = terms.gathered.byPerson.get(person.id) ?? [];
    const days = daysOfPerson({ person, sightings });
    if (sightings.length === 0 && days.every(({ status }) => status === 'not-employed')) continue;
    const year = { countedBefore: terms.before.get(person.id) ?? 0, fiscalYear, lateness: rules.lateness };
    const ledger = terms.ledgers.get(person.id);
    yield personReport({ person, month, days, lieu: ledger ? balanceOf(ledger, range) : null, ...year });
  }
}

/** Month by month, so that a year of entries is never in memory. */
async function countedBefore(
  attendance: Attendance,
  asked: MonthAsked & { readonly people: readonly OnceRegistered[]; readonly fiscalYear: FiscalYear },
): Promise<ReadonlyMap<string, number>> {
  const counted = new Map<string, number>();
  const lastDay = addDays(monthRange(asked.month).from, -1);
  if (lastDay < asked.fiscalYear.from) return counted;
  for (const month of monthsOf({ from: asked.fiscalYear.from, until: lastDay })) {
    const range = monthRange(month);
    const rules = rulesOn(range.until, attendance.books.rules);
    if (!rules) continue;
    asked.onMonth?.(month);
    const { byPerson } = await gatherMonth(attendance, { ...asked, range, rules });
    const days = daysOf({ ...attendance, range });
    for (const person of asked.people) {
      const rows = days({ person, sightings: byPerson.get(person.id) ?? [] });
      counted.set(
        person.id,
        rows.reduce((sum, row) => sum + row.counted, counted.get(person.id) ?? 0),
      );
    }
  }
  return counted;
}
