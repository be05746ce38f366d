// Times and weekly schedules as managers write them.
import { KioskError, type WeeklySchedule } from '../../../protocol/index.ts';

const DAYS: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME_WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const WINDOW = /^(?<days>[a-z,-]+) (?<from>\d{2}:\d{2})-(?<until>\d{2}:\d{2})$/;
/** Thailand has had this offset since 1920, without summer time. */
const THAILAND = '+07:00';
/** Buddhist-era years are 543 ahead: one given by mistake would be a right for five centuries. */
const LATEST_YEAR = 2400;

/** A day begins at midnight in Thailand. @throws KioskError USAGE */
export function timeGiven(option: string, text: string): number {
  const full = DATE.test(text) ? `${text}T00:00:00${THAILAND}` : text;
  const ms = TIME_WITH_OFFSET.test(full) ? Date.parse(full) : Number.NaN;
  if (!Number.isFinite(ms) || isOtherDay(full, ms))
    throw wrong(`${option} ${text}: give a day as 2026-12-01, or a time as 2026-12-01T08:30+07:00`);
  if (Number(text.slice(0, 4)) > LATEST_YEAR)
    throw wrong(`${option} ${text}: years are of the common era, not of the Buddhist`);
  return ms;
}

export interface GivenSpan {
  readonly validFromMs: number | null;
  /** Exclusive. */
  readonly validUntilMs: number | null;
}

/** @throws KioskError USAGE where one is no time, or the end is not after the beginning */
export function spanGiven({ from, until }: { readonly from?: string; readonly until?: string }): GivenSpan {
  const validFromMs = from === undefined ? null : timeGiven('--from', from);
  const validUntilMs = until === undefined ? null : timeGiven('--until', until);
  if (validFromMs !== null && validUntilMs !== null && validFromMs >= validUntilMs)
    throw wrong(`--until ${until} is not after --from ${from}`);
  return { validFromMs, validUntilMs };
}

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(?<count>[1-9]\d{0,5})(?<unit>[mhd])$/;

/** Minutes, hours or days, in ms. @throws KioskError USAGE where it is none, or more than `mostDays` */
export function durationGiven(option: string, text: string, mostDays: number): number {
  const { count = '', unit = '' } = DURATION.exec(text)?.groups ?? {};
  const unitMs = unit === 'm' || unit === 'h' || unit === 'd' ? UNITS_MS[unit] : Number.NaN;
  const ms = Number(count) * unitMs;
  if (ms <= mostDays * UNITS_MS.d) return ms;
  throw wrong(`${option} ${text}: give a time as 90m, 72h or 30d, ${mostDays} days at most`);
}

/** The 30th of February is no day, though Date takes it for one of March. */
const isOtherDay = (text: string, ms: number): boolean => {
  const offset = /([+-])(\d{2}):(\d{2})$/.exec(text);
  const minutes = offset ? Number(`${offset[1]}1`) * (60 * Number(offset[2]) + Number(offset[3])) : 0;
  return new Date(ms + minutes * 60_000).toISOString().slice(0, 10) !== text.slice(0, 10);
};

/** Each as `mon-fri 08:00-17:00`, or `sat,sun 22:00-06:00`, which goes on into the next day. @throws KioskError USAGE */
export const scheduleGiven = (texts: readonly string[]): WeeklySchedule => texts.map(windowGiven);

function windowGiven(text: string): WeeklySchedule[number] {
  const { days = '', from = '', until = '' } = WINDOW.exec(text)?.groups ?? {};
  const unknown = days.split(',').find((part) => daysIn(part).length === 0);
  const [fromMinute, untilMinute] = [minuteOf(from), minuteOf(until)];
  if (fromMinute === undefined || untilMinute === undefined || fromMinute === 1440 || untilMinute === 0)
    throw wrong(`--schedule "${text}": give days and hours as "mon-fri 08:00-17:00"`);
  if (unknown !== undefined) throw wrong(`--schedule "${text}": "${unknown}" is no day (${DAYS.join(', ')})`);
  return { days: [...new Set(daysNamed(days))].sort((a, b) => a - b), fromMinute, untilMinute };
}

/** `mon-fri`, or `sat,sun`; ISO 8601 numbers, none where any name is no day. */
export function daysNamed(text: string): readonly number[] {
  const named = text.split(',').map(daysIn);
  return named.every(({ length }) => length > 0) ? named.flat() : [];
}

/** None where a name is no day. */
function daysIn(text: string): readonly number[] {
  const [first = '', last = first, ...more] = text.split('-');
  const [from, until] = [first, last].map((name) => DAYS.indexOf(name) + 1);
  if (!from || !until || more.length > 0) return [];
  const length = ((until - from + 7) % 7) + 1;
  return Array.from({ length }, (_, at) => ((from - 1 + at) % 7) + 1);
}

function minuteOf(text: string): number | undefined {
  const [hours = Number.NaN, minutes = Number.NaN] = text.split(':').map(Number);
  const minute = 60 * hours + minutes;
  return minutes < 60 && minute >= 0 && minute <= 1440 ? minute : undefined;
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });
