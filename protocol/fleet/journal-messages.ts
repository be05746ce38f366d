// `journal` up: a batch of entries. `journal/ack` and `journal/resend` down: what is stored, and what is missing.
import { z } from 'zod';
import { wireName } from '../journal/index.ts';
import { wireEntrySchema } from './wire-entry.ts';

/** An entry alone may be as large as the inflated batch; a batch ends early rather than grow beyond its target. */
export const MAX_BATCH_ENTRIES = 1000;

export interface SeqRange {
  readonly fromSeq: number;
  readonly toSeq: number;
}

const journalId = wireName;
const seq = z.int().min(1);

export const journalBatchSchema = z
  .object({
    /** The sender's topic root, inside the seal: a batch shown under another terminal's topic is refused. */
    from: z.string().max(160),
    journalId,
    fromSeq: seq,
    toSeq: seq,
    /** True where the entries are older than the connection they came over. */
    historical: z.boolean(),
    /** True for copies sent ahead of their turn (newest first): the same entries follow again in order. */
    ahead: z.boolean(),
    /** A number of fromSeq..toSeq that is not here is no longer held by the terminal, and never will be sent. */
    entries: z.array(wireEntrySchema).max(MAX_BATCH_ENTRIES),
  })
  .refine(({ fromSeq, toSeq }) => fromSeq <= toSeq, 'fromSeq is above toSeq')
  .refine(
    (batch) =>
      batch.entries.every(
        (entry, index) =>
          entry.journalId === batch.journalId &&
          entry.seq >= batch.fromSeq &&
          entry.seq <= batch.toSeq &&
          entry.seq > (batch.entries[index - 1]?.seq ?? 0),
      ),
    'entries are not of this journal, not in order, or outside fromSeq..toSeq',
  );

export const journalAckSchema = z.object({
  journalId,
  /** Everything up to this number is stored; 0 says "I know your journal's name and hold nothing of it". */
  seq: z.int().min(0),
});

export const journalResendSchema = z
  .object({ journalId, fromSeq: seq, toSeq: seq })
  .refine(({ fromSeq, toSeq }) => fromSeq <= toSeq, 'fromSeq is above toSeq');

export type JournalBatch = Readonly<z.infer<typeof journalBatchSchema>>;
export type JournalAck = Readonly<z.infer<typeof journalAckSchema>>;
export type JournalResend = Readonly<z.infer<typeof journalResendSchema>>;
