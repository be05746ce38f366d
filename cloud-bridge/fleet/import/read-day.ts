// Days as HR systems write them, in years of the common era or of the Buddhist.

/** How days are written. `iso` 2018-02-01; `dmy` 1/2/2018; `dmy-be` 1/2/2561. */
export const DATE_STYLES = ['iso', 'dmy', 'dmy-be'] as const;
export type DateStyle = (typeof DATE_STYLES)[number];

/** Of each in Thailand, which has had no summer time since 1920. */
export const DAY_MS = 86_400_000;

/** Buddhist-era years are 543 ahead. */
const ERA_YEARS = 543;
export const THAILAND_MS = 7 * 3_600_000;
const OLDEST_YEAR = 1940;
const LATEST_YEAR = 2400;

interface WrittenDay {
  readonly year: number;
  readonly month: number;
  readonly date: number;
}

/** Midnight in Thailand, or what is wrong with it. */
export function dayOf(text: string, style: DateStyle): number | string {
  const written = style === 'iso' ? isoDay(text) : dmyDay(text, style === 'dmy-be' ? ERA_YEARS : 0);
  if (typeof written === 'string') return written;
  const { year, month, date } = written;
  if (year > LATEST_YEAR) return 'a year of the Buddhist era: say --dates dmy-be';
  if (year < OLDEST_YEAR) return `the year ${year} of the common era`;
  const day = new Date(Date.UTC(year, month - 1, date));
  const isDay = day.getUTCMonth() === month - 1 && day.getUTCDate() === date;
  return isDay ? day.getTime() - THAILAND_MS : 'no day of the calendar';
}

const DMY = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;

function isoDay(text: string): WrittenDay | string {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (found) return { year: Number(found[1]), month: Number(found[2]), date: Number(found[3]) };
  return DMY.test(text) ? 'a day that can be read in two ways: say --dates dmy, or dmy-be' : 'no day, as 2018-02-01';
}

function dmyDay(text: string, eraYears: number): WrittenDay | string {
  const found = DMY.exec(text);
  if (!found) return 'no day, as 1/2/2018';
  return { year: Number(found[3]) - eraYears, month: Number(found[2]), date: Number(found[1]) };
}
