// The journal backwards, a page at a time, with a breath between two: people clock meanwhile.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JournalEntry } from '../../../protocol/index.ts';

const PAGE = 250;
/** Some seconds in all; whatever is older has long been sent. */
const MOST_READ = 100_000;

export interface JournalPages {
  readonly lastSeq: number;
  read(fromSeq: number, limit: number): readonly JournalEntry[];
}

/** @throws of the store */
export async function* newestFirst(journal: JournalPages): AsyncGenerator<JournalEntry> {
  const oldest = Math.max(1, journal.lastSeq - MOST_READ + 1);
  for (let to = journal.lastSeq; to >= oldest; to -= PAGE) {
    // Where entries have given way a page begins later than it was asked to.
    const page = journal.read(Math.max(oldest, to - PAGE + 1), PAGE).filter(({ seq }) => seq <= to);
    if (page.length === 0) return;
    yield* [...page].reverse();
    await nextTurn();
  }
}

/** Whether a citizen's visit here was given this reference. */
export async function hadVisit(journal: JournalPages, reference: string): Promise<boolean> {
  for await (const { payload } of newestFirst(journal))
    if (payload?.event === 'prove' && payload.reference === reference) return true;
  return false;
}
