// Of which times a report is made, and until when it is due: 21 days after its end, on a working day.
import { addDays, type Calendar, type DateRange, type IsoDate } from '../../attendance/calendar.ts';
import { holdsOn } from '../../attendance/records/record-kinds.ts';
import type { TimeBooks } from '../../attendance/records/time-books.ts';
import { rulesOn } from '../../attendance/rules/rule-set.ts';

/** The form asks for accuracy each half-year, for availability and events each quarter. */
export const PERIODS = ['half-year', 'quarter'] as const;
export type PeriodLength = (typeof PERIODS)[number];

const MONTHS: Readonly<Record<PeriodLength, number>> = { 'half-year': 6, quarter: 3 };
const DUE_DAYS = 21;

/** Those of the calendar, in order; the first and the last may be cut. One where no length is given. */
export function periodsOf(range: DateRange, by: PeriodLength | undefined): readonly DateRange[] {
  if (by === undefined) return [range];
  const periods: DateRange[] = [];
  for (let from = range.from; from <= range.until; ) {
    const until = endOf(from, MONTHS[by]);
    periods.push({ from, until: until < range.until ? until : range.until });
    from = addDays(until, 1);
  }
  return periods;
}

/** The last day of the so many months of the calendar in which a day lies. */
function endOf(day: IsoDate, months: number): IsoDate {
  const [year = 0, month = 0] = day.split('-').map(Number);
  const last = Math.ceil(month / months) * months;
  return new Date(Date.UTC(year, last, 0)).toISOString().slice(0, 10);
}

/** A due day that is free moves on to the next that is not. */
export function dueOf(
  { until }: DateRange,
  { books, calendar }: { readonly books: TimeBooks; readonly calendar: Calendar },
): IsoDate {
  let due = addDays(until, DUE_DAYS);
  while (isFree(due, books, calendar)) due = addDays(due, 1);
  return due;
}

function isFree(date: IsoDate, books: TimeBooks, calendar: Calendar): boolean {
  const holiday = books.holidays.findLast((one) => one.body.unit === '' && holdsOn(one, date));
  if (holiday) return holiday.body.kind !== 'workday';
  const workdays = rulesOn(date, books.rules)?.normal.workdays ?? [1, 2, 3, 4, 5];
  return workdays.length > 0 && !workdays.includes(calendar.weekdayOf(date));
}
