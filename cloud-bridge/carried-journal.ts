// The journal on a data carrier: the batches of the wire, a line each, for a fleet that no network reaches.
import { createHash } from 'node:crypto';
import {
  type BatchSigner,
  type CarriedLabel,
  type Clock,
  type Recipient,
  type SeqRange,
  sealBatch,
  sealLabel,
  type TerminalAddress,
  topicRoot,
} from '../protocol/index.ts';
import { makeBatch } from './journal-batch.ts';
import type { Outbox } from './outbox.ts';

export interface CarriedParts {
  readonly outbox: Outbox;
  /** Where the chain begins that the terminal holds; signed by its journal key. */
  readonly checkpoint: CarriedLabel['checkpoint'];
  readonly address: TerminalAddress;
  /** The fleet's ingest. */
  readonly recipient: Recipient;
  readonly signer: BatchSigner;
  readonly clock: Clock;
}

export interface CarriedLine {
  /** With its line feed. */
  readonly text: string;
  /** Of the last entry that is written by now. */
  readonly toSeq: number;
}

/** A batch ends early where it grows heavy. */
const BATCH_ENTRIES = 250;

/** The lines of the file, a batch in memory at a time. @throws KioskError JOURNAL_BROKEN, STORE_* */
export async function* carriedLines(parts: CarriedParts, { fromSeq, toSeq }: SeqRange): AsyncGenerator<CarriedLine> {
  const { outbox, address, recipient, signer, clock, checkpoint } = parts;
  const hash = createHash('sha256');
  let batches = 0;
  for (let next = fromSeq; next <= toSeq; batches += 1) {
    const upTo = Math.min(toSeq, next + BATCH_ENTRIES - 1);
    const batch = makeBatch(outbox, address, { kind: 'resend', fromSeq: next, toSeq: upTo, historical: true });
    const text = `${await sealBatch(batch, recipient, signer)}\n`;
    hash.update(text);
    yield { text, toSeq: batch.toSeq };
    next = batch.toSeq + 1;
  }
  const { journalId } = outbox;
  const about = { v: 1, from: topicRoot(address), journalId, fromSeq, toSeq, batches } as const;
  const label = { ...about, sha256: hash.digest('hex'), checkpoint, utcMs: Math.round(clock.nowMs()) };
  yield { text: `${await sealLabel(label, recipient, signer)}\n`, toSeq };
}
