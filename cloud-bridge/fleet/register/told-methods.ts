// What somebody clocks with instead of a finger, as terminals are told: records become spans of days, none on the same day as another.
import { MOST_METHODS, type PersonMethod } from '../../../protocol/index.ts';
import { addDays, type IsoDate } from '../attendance/calendar.ts';
import type { RecordBook } from '../attendance/records/record-book.ts';
import { type BookedRecord, holdsOn } from '../attendance/records/record-kinds.ts';

export type ToldMethods = ReadonlyMap<string, readonly PersonMethod[]>;

type MethodRecord = Pick<BookedRecord<'method'>, 'from' | 'until' | 'body'>;

/** The last zone of all is so far behind UTC. */
const LAST_ZONE_MS = 12 * 3_600_000;
/** The book asks for an end; a day without one would be as good as none. */
const NO_END: IsoDate = '9999-12-30';

/** What ended before this day is over wherever a terminal stands. */
export const oldestToldDay = (nowMs: number): IsoDate =>
  new Date(nowMs - LAST_ZONE_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);

/** By person. @throws KioskError STORE_* */
export async function toldMethods(book: Pick<RecordBook, 'all'>, nowMs: number): Promise<ToldMethods> {
  const ofEach = new Map<string, MethodRecord[]>();
  for (const record of await book.all('method')) {
    const { personId } = record;
    if (personId !== null) ofEach.set(personId, [...(ofEach.get(personId) ?? []), record]);
  }
  const oldest = oldestToldDay(nowMs);
  return new Map([...ofEach].map(([person, records]) => [person, spansOf(records, oldest)]));
}

/**
 * Pure. On each day the record counts that was booked last, as in reports.
 * @param records in the order in which they were booked
 */
export function spansOf(records: readonly MethodRecord[], oldest: IsoDate): readonly PersonMethod[] {
  const bounds = records.flatMap(({ from, until }) => [from, addDays(until ?? NO_END, 1)]);
  const days = [...new Set(bounds)].sort();
  const spans: PersonMethod[] = [];
  for (const [at, from] of days.entries()) {
    const next = days[at + 1];
    const method = records.findLast((record) => holdsOn(record, from))?.body.method ?? 'finger';
    if (next === undefined || method === 'finger') continue;
    const before = spans.at(-1);
    const goesOn = before?.method === method && addDays(before.until, 1) === from;
    if (goesOn) spans.pop();
    spans.push({ method, from: goesOn ? before.from : from, until: addDays(next, -1) });
  }
  return spans.filter(({ until }) => until >= oldest).slice(0, MOST_METHODS);
}
