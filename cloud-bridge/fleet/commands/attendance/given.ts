// Days, months, numbers and hours as managers write them on the command line.
import { KioskError } from '../../../../protocol/index.ts';
import { minuteOf } from '../../attendance/hours.ts';
import { type IsoDate, RECORD_BODIES, type RecordBody, type RecordKind, whyNoDate } from '../../attendance/index.ts';
import { daysNamed } from '../times.ts';

export const wrong = (why: string, cause?: unknown): KioskError => new KioskError('USAGE', { why }, cause);

/** @throws KioskError USAGE */
export function dateGiven(option: string, text: string): IsoDate {
  const why = whyNoDate(text);
  if (why) throw wrong(`${option} ${text}: ${why}`);
  return text;
}

/** As 2026-11. @throws KioskError USAGE */
export function monthGiven(text: string): string {
  const why = /^\d{4}-\d{2}$/.test(text) ? whyNoDate(`${text}-01`) : 'no month, as 2026-11';
  if (why) throw wrong(`--month ${text}: ${why === 'no day of the calendar' ? 'no month of the calendar' : why}`);
  return text;
}

/** @throws KioskError USAGE */
export function numberGiven(what: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw wrong(`${text} is no number of ${what}`);
  return Number(text);
}

/** @throws KioskError USAGE */
export function rangeGiven(from: string, until: string): { readonly from: IsoDate; readonly until: IsoDate } {
  const range = { from: dateGiven('--from', from), until: dateGiven('--until', until) };
  if (range.until < range.from) throw wrong(`--until ${until} is before --from ${from}`);
  return range;
}

/** `mon-fri`; every day where nothing is given. @throws KioskError USAGE */
export function weekdaysGiven(text: string | undefined): readonly number[] {
  if (text === undefined) return [1, 2, 3, 4, 5, 6, 7];
  const days = [...new Set(daysNamed(text))].sort((a, b) => a - b);
  if (days.length === 0) throw wrong(`--days ${text}: give days as mon-fri, or sat,sun`);
  return days;
}

/** @throws KioskError USAGE */
export function minuteGiven(option: string, text: string): number {
  const minute = minuteOf(text);
  if (minute === undefined) throw wrong(`${option} ${text}: give a time as 08:30`);
  return minute;
}

/** What a record is to hold. @throws KioskError USAGE with the first thing that is wrong about it */
export function bodyGiven<K extends RecordKind>(kind: K, body: unknown): RecordBody<K> {
  const { data, error } = RECORD_BODIES[kind].safeParse(body);
  const [issue] = error?.issues ?? [];
  if (issue) throw wrong(`${kind}: ${issue.path.map(String).join('.')} ${issue.message}`.replace(/\s+/g, ' '));
  // What the schema of this very kind has just let through.
  return data as unknown as RecordBody<K>;
}
