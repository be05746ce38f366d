// Batches that are stored in one transaction. Pure.
import type { ReceivedBatch } from './fleet-store.ts';

/** So many entries share one transaction: one fsync for all, and still no long pause of the event loop. */
const MOST_ENTRIES_AT_ONCE = 250;

/** In order, each as large as one transaction may be, or a single batch. */
export function groupsOf(batches: readonly ReceivedBatch[]): readonly (readonly ReceivedBatch[])[] {
  const groups: ReceivedBatch[][] = [];
  let room = 0;
  for (const received of batches) {
    const { length } = received.batch.entries;
    if (length > room || groups.length === 0) {
      groups.push([]);
      room = MOST_ENTRIES_AT_ONCE;
    }
    groups.at(-1)?.push(received);
    room -= length;
  }
  return groups;
}
