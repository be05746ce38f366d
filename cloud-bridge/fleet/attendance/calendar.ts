// Days, months and times of day in a zone: the one file that knows the date library.
import { Temporal } from '@js-temporal/polyfill';

/** A business date, as 2026-11-02. The shift decides to which one a punch belongs, not midnight. */
export type IsoDate = string;

/** Of one zone. Each moment is worked out once: a month of a campus asks for a few hundred, many times over. */
export interface Calendar {
  readonly zone: string;
  /** UTC milliseconds. `minute` counts from midnight; 1440 and more lie on the next day. */
  atMinute(date: IsoDate, minute: number): number;
  /** ISO 8601: 1 Monday to 7 Sunday. */
  weekdayOf(date: IsoDate): number;
  dateOf(utcMs: number): IsoDate;
  /** 08:30:59, cut to the second. */
  timeOf(utcMs: number): string;
  /** 2026-11-02T08:30:59.250+07:00 */
  isoOf(utcMs: number): string;
}

/** Zones change their offset at no other moment than a full quarter of an hour. */
const QUARTER_MS = 900_000;
const MINUTE_MS = 60_000;

export function calendarOf(zone: string): Calendar {
  const offsets = new Map<number, number>();
  const offsetMs = (utcMs: number): number => {
    const quarter = Math.floor(utcMs / QUARTER_MS);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    // Of the quarter: terminals measure fractions of milliseconds, which an instant has none of.
    const at = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_MS).toZonedDateTimeISO(zone);
    const offset = at.offsetNanoseconds / 1e6;
    offsets.set(quarter, offset);
    return offset;
  };
  const localOf = (utcMs: number): string => new Date(utcMs + offsetMs(utcMs)).toISOString();
  const moment = onceEach((key) => {
    const [date = '', minute] = key.split(' ');
    return momentOf({ date, minute: Number(minute) }, zone);
  });
  return {
    zone,
    atMinute: (date, minute) => moment(`${date} ${minute}`),
    weekdayOf: onceEach((date) => Temporal.PlainDate.from(date).dayOfWeek),
    dateOf: (utcMs) => localOf(utcMs).slice(0, 10),
    timeOf: (utcMs) => localOf(utcMs).slice(11, 19),
    isoOf: (utcMs) => `${localOf(utcMs).slice(0, 23)}${offsetText(offsetMs(utcMs))}`,
  };
}

/** One of each zone. */
export const calendars = (): ((zone: string) => Calendar) => onceEach(calendarOf);

function onceEach<T>(work: (key: string) => T): (key: string) => T {
  const done = new Map<string, T>();
  return (key) => {
    const known = done.get(key);
    if (known !== undefined) return known;
    const value = work(key);
    done.set(key, value);
    return value;
  };
}

function momentOf({ date, minute }: { readonly date: IsoDate; readonly minute: number }, zone: string): number {
  const day = Temporal.PlainDate.from(date).add({ days: Math.floor(minute / 1440) });
  const rest = minute % 1440;
  const time = Temporal.PlainTime.from({ hour: Math.floor(rest / 60), minute: rest % 60 });
  return day.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
}

function offsetText(offsetMs: number): string {
  const minutes = Math.abs(offsetMs) / MINUTE_MS;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export const isZone = (name: string): boolean => {
  try {
    return calendarOf(name).dateOf(0) !== '';
  } catch {
    return false;
  }
};

/** Buddhist-era years are 543 ahead: one given by mistake lies beyond. */
const LATEST_YEAR = 2400;
const FIRST_YEAR = 1900;

/** Why a text is no day of the common era, or undefined. */
export function whyNoDate(text: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return 'no day, as 2026-11-02';
  const year = Number(text.slice(0, 4));
  if (year > LATEST_YEAR) return 'a year of the Buddhist era: give that of the common era';
  if (year < FIRST_YEAR) return `the year ${year} of the common era`;
  try {
    Temporal.PlainDate.from(text);
    return undefined;
  } catch {
    return 'no day of the calendar';
  }
}

export const addDays = (date: IsoDate, days: number): IsoDate => Temporal.PlainDate.from(date).add({ days }).toString();

/** Both inclusive. */
export interface DateRange {
  readonly from: IsoDate;
  readonly until: IsoDate;
}

/** In order. */
export function datesOf({ from, until }: DateRange): readonly IsoDate[] {
  const dates: IsoDate[] = [];
  for (let date = from; date <= until; date = addDays(date, 1)) dates.push(date);
  return dates;
}

/** @param month as 2026-11 */
export function monthRange(month: string): DateRange {
  const of = Temporal.PlainYearMonth.from(month);
  return { from: `${month}-01`, until: of.toPlainDate({ day: of.daysInMonth }).toString() };
}

export interface FiscalYear extends DateRange {
  /** Of the common era, that in which it ends, as Thai fiscal years are called. */
  readonly year: number;
}

/** @param fromMonth 1 to 12, with whose first day it begins */
export function fiscalYearOf(date: IsoDate, fromMonth: number): FiscalYear {
  const { year, month } = Temporal.PlainDate.from(date);
  const begins = Temporal.PlainDate.from({ year: month >= fromMonth ? year : year - 1, month: fromMonth, day: 1 });
  const until = begins.add({ years: 1 }).subtract({ days: 1 });
  return { from: begins.toString(), until: until.toString(), year: until.year };
}

/** The months of a range that begins and ends with one, as 2026-11. */
export function monthsOf({ from, until }: DateRange): readonly string[] {
  const [first, last] = [
    Temporal.PlainYearMonth.from(from.slice(0, 7)),
    Temporal.PlainYearMonth.from(until.slice(0, 7)),
  ];
  const { months } = first.until(last, { largestUnit: 'months' });
  return Array.from({ length: months + 1 }, (_, at) => first.add({ months: at }).toString());
}
