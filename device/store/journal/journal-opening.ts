// How a journal begins, and how it goes on after a stop, a crash or a loss.
import { type ChainGap, GENESIS, KioskError, newId } from '../../../protocol/index.ts';
import type { CheckpointRow } from './journal-checkpoint.ts';
import type { Head, HeadRow } from './journal-head.ts';
import type { JournalRows } from './journal-rows.ts';

export interface OpeningParts {
  readonly rows: JournalRows;
  readonly headRow: HeadRow;
  readonly checkpointRow: CheckpointRow;
  readonly random: (bytes: number) => Uint8Array;
  readonly nowMs: number;
}

export interface OpenedHead {
  readonly head: Head;
  /** Numbers that were given and whose entries are gone: to be declared by a `gap` entry before anything else. */
  readonly lost: ChainGap | undefined;
}

/** Call within one transaction. @throws KioskError JOURNAL_BROKEN where the head is not ours or does not fit the entries */
export function openHead(parts: OpeningParts): OpenedHead {
  const found = parts.headRow.load();
  if (!found) return { head: begin(parts), lost: undefined };
  if (!found.isGenuine) throw new KioskError('JOURNAL_BROKEN', { detail: 'the head was altered' });
  return resume(found.head, parts);
}

function begin({ rows, headRow, checkpointRow, random, nowMs }: OpeningParts): Head {
  if (rows.held().entries > 0) throw new KioskError('JOURNAL_BROKEN', { detail: 'the head is gone' });
  const journalId = newId(random);
  const head = { journalId, lastSeq: GENESIS.seq, lastHash: GENESIS.hash, acknowledged: 0 };
  headRow.save(head);
  checkpointRow.save(journalId, GENESIS, nowMs);
  return head;
}

function resume(head: Head, { rows, checkpointRow }: OpeningParts): OpenedHead {
  const last = rows.pointAt(Number.MAX_SAFE_INTEGER) ?? checkpointRow.load();
  const fits = last && (last.seq < head.lastSeq || (last.seq === head.lastSeq && last.hash === head.lastHash));
  if (!fits) throw new KioskError('JOURNAL_BROKEN', { detail: 'the head does not fit the entries' });
  if (last.seq === head.lastSeq) return { head, lost: undefined };
  return { head: { ...head, lastHash: last.hash }, lost: { fromSeq: last.seq + 1, toSeq: head.lastSeq } };
}
