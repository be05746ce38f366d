// Who clocked last and how: for the IN/OUT proposal and for marking a repeated punch. Rebuilt from the journal at start.

import type { JournalEntry, JournalPayload } from '../../../protocol/index.ts';
import type { LastPunch } from '../direction.ts';

/** Nobody's proposal depends on more than the last day and a half; a terminal sees no more punches than this in it. */
const HORIZON_MS = 36 * 3_600_000;
const MOST_ENTRIES = 20_000;
const PAGE = 500;

interface JournalReader {
  readonly lastSeq: number;
  read(fromSeq: number, limit: number): readonly JournalEntry[];
}

export class RecentPunches {
  readonly #last = new Map<string, LastPunch>();

  lastOf(subject: string): LastPunch | undefined {
    return this.#last.get(subject);
  }

  note(payload: JournalPayload): void {
    if (payload.event !== 'clock' || payload.outcome !== 'accepted') return;
    if (payload.subject === null || payload.direction === null) return;
    this.#last.set(payload.subject, { direction: payload.direction, atMs: payload.captureStartMs });
  }

  forget(subject: string): void {
    this.#last.delete(subject);
  }

  /** Reads the journal's last day and a half, oldest first. */
  rebuild(journal: JournalReader, nowMs: number): void {
    const first = Math.max(1, journal.lastSeq - MOST_ENTRIES + 1);
    for (let from = first; from <= journal.lastSeq; from += PAGE)
      for (const { utcMs, payload } of journal.read(from, PAGE))
        if (payload && utcMs > nowMs - HORIZON_MS) this.note(payload);
  }
}
