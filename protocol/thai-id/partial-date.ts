// Dates of the card: Buddhist era, day or month sometimes unknown, some cards for life. Never a Date: it would make days up.

/** Of the Christian era; a month or day that is missing is unknown. */
export interface PartialDate {
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
}

export type Expiry = PartialDate | 'for-life' | 'unknown';

const BUDDHIST_YEARS_AHEAD = 543;
const BANGKOK_OFFSET_MS = 7 * 3_600_000;
const FOR_LIFE = '99999999';
/** Neither blank nor zeros say anything. */
const NOTHING = /^[ 0\0]*$/;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Undefined where it is no date. */
export function parseThaiDate(text: string): PartialDate | 'unknown' | undefined {
  if (NOTHING.test(text)) return 'unknown';
  const [, yearText, monthText, dayText] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  const year = Number(yearText) - BUDDHIST_YEARS_AHEAD;
  const [month, day] = [Number(monthText), Number(dayText)];
  if (!(year > 1800 && year < 2300)) return undefined;
  if (month === 0) return { year };
  const mostDays = DAYS[month - 1] ?? -1;
  if (day > mostDays) return undefined;
  return day === 0 ? { year, month } : { year, month, day };
}

export const parseExpiry = (text: string): Expiry | undefined => (text === FOR_LIFE ? 'for-life' : parseThaiDate(text));

/** As the card writes it. */
export const writeThaiDate = ({ year, month = 0, day = 0 }: PartialDate): string =>
  [year + BUDDHIST_YEARS_AHEAD, month, day].map((part, index) => String(part).padStart(index ? 2 : 4, '0')).join('');

export const writeExpiry = (expiry: Expiry): string => {
  if (expiry === 'for-life') return FOR_LIFE;
  return expiry === 'unknown' ? '00000000' : writeThaiDate(expiry);
};

/** ISO 8601 of what is known: 1985, 1985-04 or 1985-04-17. */
export const formatPartialDate = ({ year, month, day }: PartialDate): string =>
  [year, month, day].flatMap((part) => (part === undefined ? [] : [String(part).padStart(2, '0')])).join('-');

/**
 * A card is good throughout its last day, Thai time; where only the year or month is known, throughout that. Whether
 * the clock can be trusted is the caller's to say (D-021).
 */
export function hasExpired(expiry: Expiry, nowMs: number): boolean | 'unknown' {
  if (expiry === 'for-life') return false;
  if (expiry === 'unknown') return 'unknown';
  const today = new Date(nowMs + BANGKOK_OFFSET_MS);
  const parts = [today.getUTCFullYear(), today.getUTCMonth() + 1, today.getUTCDate()] as const;
  const last = [expiry.year, expiry.month ?? 12, expiry.day ?? 31] as const;
  const differing = parts.findIndex((part, index) => part !== last[index]);
  return differing >= 0 && (parts[differing] ?? 0) > (last[differing] ?? 0);
}
