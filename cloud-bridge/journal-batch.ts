// One batch of the journal: what is held of a range, as much of it as a batch may weigh.
import { type JournalBatch, KioskError, type TerminalAddress, topicRoot, type WireEntry } from '../protocol/index.ts';
import type { DrainStep } from './drain-plan.ts';
import type { Outbox } from './outbox.ts';

export type SendStep = Exclude<DrainStep, { kind: 'wait' }>;

/** A batch ends before it grows beyond this; a single entry may. */
const MAX_BATCH_CHARACTERS = 192 * 1024;
const HEADER_CHARACTERS = 500;

/** @throws KioskError JOURNAL_BROKEN where it holds nothing of what the fleet has not; STORE_* */
export function makeBatch(
  outbox: Outbox,
  address: TerminalAddress,
  { kind, fromSeq, toSeq, historical }: SendStep,
): JournalBatch {
  const limit = toSeq - fromSeq + 1;
  const isNewest = kind === 'ahead' && toSeq === outbox.lastSeq;
  const held = isNewest ? outbox.readNewest(limit) : outbox.read(fromSeq, limit);
  // A number without an entry is declared as no longer held. Never so because the journal could not be read.
  if (held.length === 0 && toSeq > outbox.acknowledgedSeq) throw new KioskError('JOURNAL_BROKEN', { fromSeq, toSeq });
  const end = kind === 'in-order' ? Number.POSITIVE_INFINITY : toSeq;
  const entries = lightEnough(held.filter(({ seq }) => seq >= fromSeq && seq <= end));
  return {
    from: topicRoot(address),
    journalId: outbox.journalId,
    fromSeq,
    toSeq: entries.at(-1)?.seq ?? toSeq,
    historical,
    ahead: kind === 'ahead',
    entries,
  };
}

/** As many of the first as a batch may weigh, and at least one. */
function lightEnough(entries: readonly WireEntry[]): WireEntry[] {
  let characters = 0;
  const heavy = entries.findIndex(({ payload }) => {
    characters += HEADER_CHARACTERS + JSON.stringify(payload).length;
    return characters > MAX_BATCH_CHARACTERS;
  });
  return heavy < 0 ? [...entries] : entries.slice(0, Math.max(1, heavy));
}
