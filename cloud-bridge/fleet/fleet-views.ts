// What the commands read from the fleet's tables.
import type { Database, Statement } from 'better-sqlite3';
import type { SeqRange } from '../../protocol/index.ts';
import {
  type EntryRecord,
  entryOf,
  gapsOf,
  type JournalRecord,
  MOST_RANGES,
  rowsOf,
  type TerminalRecord,
} from './fleet-rows.ts';
import type {
  CountedIncident,
  EntryWindow,
  Flaw,
  IncidentKind,
  JournalGaps,
  StoredEntry,
  TerminalRow,
} from './fleet-store.ts';

interface WithinParameters {
  readonly event: string;
  readonly afterMs: number;
  readonly afterId: number;
  readonly untilMs: number;
  readonly limit: number;
  readonly terminal: string | null;
  /** JSON. */
  readonly about: string | null;
}

/** "site.terminal", or "terminal" alone where that is plain enough. */
const NAMED =
  "(@terminal IS NULL OR j.terminal = @terminal OR substr(j.terminal, instr(j.terminal, '.') + 1) = @terminal)";
const ENTRY = `SELECT e.id, j.terminal, j.journal_id AS journalId, e.seq, e.class, e.boot_id AS bootId, e.utc_ms AS utcMs,
  e.monotonic_ms AS monotonicMs, e.clock_state AS clockState, e.payload, e.payload_hash AS payloadHash,
  e.previous, e.hash, e.received_ms AS receivedMs, e.historical
  FROM entries e JOIN journals j ON j.id = e.journal`;
/** As the index entries_of_event has it. */
const EVENT = "json_extract(e.payload, '$.event')";
const ABOUT = ['person', 'subject', 'claimed']
  .map((name) => `json_extract(e.payload, '$.${name}') IN (SELECT value FROM json_each(@about))`)
  .join(' OR ');

export class FleetViews {
  readonly #terminals: Statement<[], TerminalRecord>;
  readonly #journals: Statement<[{ terminal: string | null }], JournalRecord>;
  readonly #missing: Statement<[{ journal: number; contiguous: number; limit: number }], SeqRange>;
  readonly #lost: Statement<[number, number], SeqRange>;
  readonly #flaws: Statement<[number, number], Flaw>;
  readonly #incidents: Statement<[{ limit: number; kind: IncidentKind | null }], CountedIncident>;
  readonly #entries: Statement<[{ after: number; limit: number; terminal: string | null }], EntryRecord>;
  readonly #within: Statement<[WithinParameters], EntryRecord>;
  readonly #at: Statement<[string, number], EntryRecord>;
  readonly #before: Statement<[{ last: number; terminal: string | null }], { id: number }>;

  constructor(db: Database) {
    this.#terminals = db.prepare(
      `SELECT terminal, state, last_seen_ms, birth, health, health_journal, key, refused_key, refused_ms,
         refused_batches,
         (SELECT count(*) FROM incidents i WHERE i.terminal = t.terminal) AS incidents
       FROM terminals t ORDER BY terminal`,
    );
    this.#journals = db.prepare(
      `SELECT id, terminal, journal_id, contiguous_seq, highest_seq, entries, first_seen_ms, follows, accepted_ms
       FROM journals j WHERE ${NAMED} ORDER BY id`,
    );
    this.#missing = db.prepare(
      `SELECT before + 1 AS fromSeq, seq - 1 AS toSeq FROM (
         SELECT seq, lag(seq, 1, @contiguous) OVER (ORDER BY seq) AS before
         FROM entries WHERE journal = @journal AND seq > @contiguous)
       WHERE seq > before + 1 ORDER BY fromSeq LIMIT @limit`,
    );
    this.#lost = db.prepare(
      'SELECT from_seq AS fromSeq, to_seq AS toSeq FROM lost WHERE journal = ? ORDER BY from_seq LIMIT ?',
    );
    this.#flaws = db.prepare('SELECT seq, kind FROM flaws WHERE journal = ? ORDER BY seq, kind LIMIT ?');
    this.#incidents = db.prepare(
      `SELECT terminal, kind, detail, at_ms AS atMs, count FROM incidents WHERE @kind IS NULL OR kind = @kind
       ORDER BY at_ms DESC, id DESC LIMIT @limit`,
    );
    this.#entries = db.prepare(
      `${ENTRY}
       WHERE e.id > @after AND ${NAMED} ORDER BY e.id LIMIT @limit`,
    );
    this.#within = db.prepare(
      `${ENTRY}
       WHERE ${EVENT} = @event AND (e.utc_ms, e.id) > (@afterMs, @afterId) AND e.utc_ms < @untilMs AND ${NAMED}
         AND (@about IS NULL OR ${ABOUT})
       ORDER BY e.utc_ms, e.id LIMIT @limit`,
    );
    this.#at = db.prepare(`${ENTRY} WHERE j.terminal = ? AND e.seq = ? ORDER BY j.id`);
    this.#before = db.prepare(
      `SELECT e.id FROM entries e JOIN journals j ON j.id = e.journal
       WHERE ${NAMED} ORDER BY e.id DESC LIMIT 1 OFFSET @last`,
    );
  }

  terminals(): readonly TerminalRow[] {
    return rowsOf(this.#terminals.all(), this.#journals.all({ terminal: null }));
  }

  gaps(terminal?: string): readonly JournalGaps[] {
    return this.#journals
      .all({ terminal: terminal ?? null })
      .map((row) =>
        gapsOf(row, {
          missing: this.#missing.all({ journal: row.id, contiguous: row.contiguous_seq, limit: MOST_RANGES }),
          lost: this.#lost.all(row.id, MOST_RANGES),
          flaws: this.#flaws.all(row.id, MOST_RANGES),
        }),
      )
      .filter((gaps) => gaps !== undefined);
  }

  incidents(limit: number, kind: IncidentKind | null = null): readonly CountedIncident[] {
    return this.#incidents.all({ limit, kind });
  }

  entriesAfter(after: number, options: { limit: number; terminal?: string }): readonly StoredEntry[] {
    const { limit, terminal = null } = options;
    return this.#entries.all({ after, limit, terminal }).map(entryOf);
  }

  entriesWithin({ event, fromMs, untilMs, limit, after, terminal, about }: EntryWindow): readonly StoredEntry[] {
    const { utcMs: afterMs, id: afterId } = after ?? { utcMs: fromMs, id: 0 };
    const only = { terminal: terminal ?? null, about: about ? JSON.stringify(about) : null };
    return this.#within.all({ event, afterMs, afterId, untilMs, limit, ...only }).map(entryOf);
  }

  entriesAt(terminal: string, seq: number): readonly StoredEntry[] {
    return this.#at.all(terminal, seq).map(entryOf);
  }

  idBeforeLast(last: number, terminal?: string): number {
    return this.#before.get({ last, terminal: terminal ?? null })?.id ?? 0;
  }
}
