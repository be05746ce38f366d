// What the commands read from the fleet's tables.
import type { Database, Statement } from 'better-sqlite3';
import {
  birthSchema,
  healthSchema,
  MOST_UNACKNOWLEDGED,
  type SeqRange,
  wireEntrySchema,
} from '../../protocol/index.ts';
import type {
  CountedIncident,
  EntryWindow,
  Flaw,
  IncidentKind,
  JournalChange,
  JournalGaps,
  StoredEntry,
  TerminalRow,
} from './fleet-store.ts';

interface TerminalRecord {
  readonly terminal: string;
  readonly state: TerminalRow['state'];
  readonly last_seen_ms: number;
  readonly birth: string | null;
  readonly health: string | null;
  readonly health_journal: string | null;
  readonly incidents: number;
  readonly key: string | null;
  readonly refused_key: string | null;
  readonly refused_ms: number | null;
  readonly refused_batches: number;
}

interface JournalRecord {
  readonly id: number;
  readonly terminal: string;
  readonly journal_id: string;
  readonly contiguous_seq: number;
  readonly highest_seq: number;
  readonly entries: number;
  readonly first_seen_ms: number;
  readonly follows: string | null;
  readonly accepted_ms: number | null;
}

type EntryRecord = Readonly<Record<string, unknown>> & {
  readonly id: number;
  readonly terminal: string;
  readonly payload: string | null;
  readonly receivedMs: number;
  readonly historical: number;
};

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
const MOST_RANGES = 100;
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
    this.#before = db.prepare(
      `SELECT e.id FROM entries e JOIN journals j ON j.id = e.journal
       WHERE ${NAMED} ORDER BY e.id DESC LIMIT 1 OFFSET @last`,
    );
  }

  terminals(): readonly TerminalRow[] {
    const journals = this.#journals.all({ terminal: null });
    return this.#terminals.all().map((row) =>
      rowOf(
        row,
        journals.filter(({ terminal }) => terminal === row.terminal),
      ),
    );
  }

  gaps(terminal?: string): readonly JournalGaps[] {
    return this.#journals
      .all({ terminal: terminal ?? null })
      .map((row) => ({
        terminal: row.terminal,
        journalId: row.journal_id,
        missing: this.#missing.all({ journal: row.id, contiguous: row.contiguous_seq, limit: MOST_RANGES }),
        lost: joined(this.#lost.all(row.id, MOST_RANGES)),
        flaws: this.#flaws.all(row.id, MOST_RANGES),
        change: changeOf(row),
      }))
      .filter(({ missing, lost, flaws, change }) => missing.length + lost.length + flaws.length > 0 || change !== null);
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

  idBeforeLast(last: number, terminal?: string): number {
    return this.#before.get({ last, terminal: terminal ?? null })?.id ?? 0;
  }
}

/** Ranges that touch or overlap are one; they come sorted. */
function joined(ranges: readonly SeqRange[]): readonly SeqRange[] {
  const whole: SeqRange[] = [];
  for (const range of ranges) {
    const last = whole.at(-1);
    if (last && range.fromSeq <= last.toSeq + 1)
      whole.splice(-1, 1, { fromSeq: last.fromSeq, toSeq: Math.max(last.toSeq, range.toSeq) });
    else whole.push(range);
  }
  return whole;
}

function entryOf({ id, terminal, payload, receivedMs, historical, ...header }: EntryRecord): StoredEntry {
  const entry = wireEntrySchema.parse({ ...header, payload: payload === null ? null : JSON.parse(payload) });
  return { ...entry, id, terminal, receivedMs, historical: historical === 1 };
}

const changeOf = ({ follows, accepted_ms, first_seen_ms: atMs }: JournalRecord): JournalChange | null =>
  follows === null || accepted_ms !== null ? null : { follows, atMs };

const refusedOf = ({ refused_key: thumbprint, refused_ms: lastMs, refused_batches: batches }: TerminalRecord) =>
  thumbprint === null || lastMs === null ? null : { thumbprint, batches, lastMs };

interface Claim {
  readonly lastSeq: number;
  readonly acknowledgedSeq: number;
}

/** By its own figures, not by what is stored here: a fleet that lost its store still knows its terminals. */
const isPlausible = ({ lastSeq, acknowledgedSeq }: Claim): boolean => lastSeq - acknowledgedSeq <= MOST_UNACKNOWLEDGED;

const highest = (seqs: readonly number[]): number | null => (seqs.length === 0 ? null : Math.max(...seqs));

function rowOf(record: TerminalRecord, journals: readonly JournalRecord[]): TerminalRow {
  const birth = record.birth === null ? null : birthSchema.parse(JSON.parse(record.birth));
  const health = record.health === null ? null : healthSchema.parse(JSON.parse(record.health));
  const current = journals.find((row) => row.journal_id === birth?.journal.journalId) ?? journals.at(-1);
  const highestSeq = current?.highest_seq ?? 0;
  const contiguousSeq = current?.contiguous_seq ?? 0;
  // A health names no journal; one that came before the journal of the birth counted another one.
  const isOfThisJournal = record.health_journal === (birth?.journal.journalId ?? null);
  const claims = [birth?.journal, isOfThisJournal ? health?.queue : undefined].filter((claim) => claim !== undefined);
  return {
    terminal: record.terminal,
    state: record.state,
    lastSeenMs: record.last_seen_ms,
    journalId: current?.journal_id ?? birth?.journal.journalId ?? null,
    entries: journals.reduce((sum, { entries }) => sum + entries, 0),
    contiguousSeq,
    lastSeq: Math.max(highestSeq, ...claims.filter(isPlausible).map(({ lastSeq }) => lastSeq)),
    implausibleSeq: highest(claims.filter((claim) => !isPlausible(claim)).map(({ lastSeq }) => lastSeq)),
    believedSeq: highest(claims.map(({ acknowledgedSeq }) => acknowledgedSeq).filter((seq) => seq > contiguousSeq)),
    incidents: record.incidents,
    keyThumbprint: record.key,
    refusedKey: refusedOf(record),
    birth,
    health,
  };
}
