// Who clocked last and how: for the IN/OUT proposal and for marking a repeated punch. Rebuilt from the journal at start.

import type { JournalEntry, JournalPayload } from '../../../protocol/index.ts';
import type { LastPunch } from '../direction.ts';

/** Nobody's proposal depends on more than the last day and a half. */
const HORIZON_MS = 36 * 3_600_000;
/** Two and a half times the people of a full terminal: whoever is dropped for want of room has not clocked for long. */
const MOST_PEOPLE = 20_000;
/** Refusals and everything else included; some seconds of a start. */
const MOST_READ = 100_000;
const PAGE = 500;

interface JournalReader {
  readonly lastSeq: number;
  read(fromSeq: number, limit: number): readonly JournalEntry[];
}

interface Punch {
  readonly subject: string;
  readonly punch: LastPunch;
}

export class RecentPunches {
  /** Who clocked longest ago comes first. */
  readonly #last = new Map<string, LastPunch>();

  get people(): number {
    return this.#last.size;
  }

  lastOf(subject: string): LastPunch | undefined {
    return this.#last.get(subject);
  }

  /** What is older than the horizon, seen from this punch, gives way, and who clocked longest ago where there is no room. */
  note(payload: JournalPayload): void {
    const clocked = punchOf(payload);
    if (!clocked) return;
    this.#keep(clocked);
    this.#evict(clocked.punch.atMs);
  }

  forget(subject: string): void {
    this.#last.delete(subject);
  }

  /** Reads the journal backwards until the horizon, or until there is no more room. */
  rebuild(journal: JournalReader, nowMs: number): void {
    const found = new Map<string, Punch>();
    const oldest = Math.max(1, journal.lastSeq - MOST_READ + 1);
    for (let to = journal.lastSeq; to >= oldest && found.size < MOST_PEOPLE; to -= PAGE) {
      const from = Math.max(oldest, to - PAGE + 1);
      // Where entries have given way a page begins later than it was asked to.
      const page = journal.read(from, PAGE).filter(({ seq }) => seq <= to);
      const recent = page.filter(({ utcMs }) => utcMs > nowMs - HORIZON_MS);
      for (const { payload } of recent.reverse()) {
        const clocked = payload && punchOf(payload);
        if (clocked && !found.has(clocked.subject)) found.set(clocked.subject, clocked);
      }
      if (recent.length === 0) break;
    }
    for (const clocked of [...found.values()].reverse()) this.#keep(clocked);
    this.#evict(nowMs);
  }

  #keep({ subject, punch }: Punch): void {
    this.#last.delete(subject);
    this.#last.set(subject, punch);
  }

  #evict(nowMs: number): void {
    for (const [subject, { atMs }] of this.#last) {
      if (this.#last.size <= MOST_PEOPLE && atMs > nowMs - HORIZON_MS) return;
      this.#last.delete(subject);
    }
  }
}

function punchOf(payload: JournalPayload): Punch | undefined {
  if (payload.event !== 'clock' || payload.outcome !== 'accepted') return undefined;
  const { claimed, direction, captureStartMs } = payload;
  // Where a card or a number is enough, whoever was claimed has clocked.
  const subject = payload.subject ?? claimed;
  if (subject === undefined || direction === null) return undefined;
  return { subject, punch: { direction, atMs: captureStartMs } };
}
