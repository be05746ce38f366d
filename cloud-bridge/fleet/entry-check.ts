// Whether an entry is what its terminal once wrote, and whether it follows the one before.
import { chainHash, payloadHash, type SeqRange, type WireEntry } from '../../protocol/index.ts';

/** Its own hash covers it, payload included. An erased payload (null) is vouched for by its hash alone. */
export function isGenuine(entry: WireEntry): boolean {
  if (entry.hash !== chainHash(entry)) return false;
  return entry.payload === null || entry.payloadHash === payloadHash(entry.payload);
}

export type StoredContent = Omit<WireEntry, 'journalId' | 'seq' | 'payload'> & {
  /** JSON, as it was stored. */
  readonly payload: string | null;
};

const HEADER = ['class', 'bootId', 'utcMs', 'monotonicMs', 'clockState', 'payloadHash', 'previous', 'hash'] as const;

/** Whether an entry that comes again is the one that is there. Erasing its payload does not make it another. */
export const isSameEntry = (stored: StoredContent, entry: WireEntry): boolean =>
  HEADER.every((name) => stored[name] === entry[name]) && isSamePayload(stored.payload, entry.payload);

function isSamePayload(stored: string | null, payload: WireEntry['payload']): boolean {
  if (stored === null || payload === null || stored === JSON.stringify(payload)) return true;
  // The same members may stand in another order.
  return payloadHash(JSON.parse(stored)) === payloadHash(payload);
}

/** The numbers of fromSeq..toSeq for which there is no entry. */
export function holesOf(
  batch: SeqRange & { readonly entries: readonly { readonly seq: number }[] },
): readonly SeqRange[] {
  const holes: SeqRange[] = [];
  let next = batch.fromSeq;
  for (const { seq } of [...batch.entries, { seq: batch.toSeq + 1 }]) {
    if (seq > next) holes.push({ fromSeq: next, toSeq: seq - 1 });
    next = seq + 1;
  }
  return holes;
}
