// From raw entries, plans and rules to the reports of a month: who there was, what was seen, how the year went before, one person after another.
import { KioskError } from '../../../../protocol/index.ts';
import type { FleetStore } from '../../fleet-store.ts';
import type { FleetRegister, OnceRegistered } from '../../register/index.ts';
import {
  addDays,
  type Calendar,
  calendarOf,
  type DateRange,
  type FiscalYear,
  fiscalYearOf,
  monthRange,
  monthsOf,
} from '../calendar.ts';
import { daysOf } from '../days/person-days.ts';
import { enrolments, type Gathered, gather, type Wholeness, wholeness } from '../facts/gather.ts';
import { type Whose, whoseOf } from '../facts/whose.ts';
import { openTimeBooks, type TimeBooks } from '../records/time-books.ts';
import { type RuleSet, rulesOn } from '../rules/rule-set.ts';
import { type PersonReport, personReport } from './person-report.ts';

export interface Attendance {
  readonly store: Pick<FleetStore, 'entriesWithin' | 'gaps'>;
  readonly people: readonly OnceRegistered[];
  /** Whether these are all; whose punches are not of them is nobody's business otherwise. */
  readonly isWhole: boolean;
  readonly whose: Whose;
  readonly books: TimeBooks;
  readonly whole: Wholeness;
  readonly calendarOf: (zone: string) => Calendar;
  readonly nowMs: number;
}

/** All that a report needs but for the entries themselves. */
export async function openAttendance(
  {
    store,
    register,
  }: { readonly store: FleetStore; readonly register: Pick<FleetRegister, 'people' | 'times' | 'isWhole'> },
  nowMs: number,
): Promise<Attendance> {
  const people = await register.people.ever();
  const whose = whoseOf(people, await enrolments(store, Number.MAX_SAFE_INTEGER));
  const calendars = new Map<string, Calendar>();
  const oneCalendar = (zone: string): Calendar => {
    const calendar = calendars.get(zone) ?? calendarOf(zone);
    calendars.set(zone, calendar);
    return calendar;
  };
  return {
    ...{
      store,
      people,
      isWhole: register.isWhole,
      whose,
      books: await openTimeBooks(register.times),
      whole: await wholeness(store),
    },
    ...{ calendarOf: oneCalendar, nowMs },
  };
}

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
  const terms = { month: asked.month, range, people, gathered, before, fiscalYear: fiscalYear.year, rules };
  const reports = () => reportsOf(attendance, terms);
  const { unreadable } = gathered;
  const unattributed = attendance.isWhole ? gathered.unattributed : [];
  const { incomplete } = attendance.whole;
  return { month: asked.month, range, rules, fiscalYear, unattributed, unreadable, incomplete, reports };
}

interface ReportTerms {
  readonly month: string;
  readonly range: DateRange;
  readonly people: readonly OnceRegistered[];
  readonly gathered: Gathered;
  readonly before: ReadonlyMap<string, number>;
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
    yield personReport({ person, month, days, ...year });
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

/** With the nights that begin before it and end after it. */
function gatherMonth(
  { store, whole, whose, calendarOf: calendar }: Attendance,
  {
    range,
    rules,
    people,
  }: { readonly range: DateRange; readonly rules: RuleSet; readonly people?: readonly OnceRegistered[] | undefined },
): Promise<Gathered> {
  const { atMinute } = calendar(rules.zone);
  const about = people && people.length <= MOST_NAMED ? people.flatMap((person) => whose.namesOf(person)) : undefined;
  const [fromMs, untilMs] = [atMinute(addDays(range.from, -1), 0), atMinute(addDays(range.until, 2), 0)];
  return gather({ store, flawed: whole.flawed }, { fromMs, untilMs, whose, ...(about && { about }) });
}

/** So many are asked for by name; beyond that all entries are read. */
const MOST_NAMED = 50;
