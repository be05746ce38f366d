// What the commands read from the fleet's tables in PostgreSQL.
import type { SeqRange } from '../../../protocol/index.ts';
import {
  type EntryRecord,
  entryOf,
  gapsOf,
  type JournalRecord,
  MOST_RANGES,
  rowsOf,
  type TerminalRecord,
} from '../fleet-rows.ts';
import type {
  CountedIncident,
  EntryWindow,
  Flaw,
  IncidentKind,
  JournalGaps,
  StoredEntry,
  TerminalRow,
} from '../fleet-store.ts';
import { settledTo } from './arrival-order.ts';
import type { PostgresDatabase } from './database.ts';

const ENTRY = `SELECT e.id, j.terminal, j.journal_id AS "journalId", e.seq, e.class, e.boot_id AS "bootId", e.utc_ms AS "utcMs",
  e.monotonic_ms AS "monotonicMs", e.clock_state AS "clockState", e.payload, e.payload_hash AS "payloadHash",
  e.previous, e.hash, e.received_ms AS "receivedMs", e.historical::integer AS historical
  FROM entries e JOIN journals j ON j.id = e.journal`;
/** "site.terminal", or "terminal" alone where that is plain enough. */
const NAMED = "($1::text IS NULL OR j.terminal = $1 OR split_part(j.terminal, '.', 2) = $1)";

export async function terminalsIn(database: PostgresDatabase): Promise<readonly TerminalRow[]> {
  const { rows } = await database.ask<TerminalRecord>(
    `SELECT terminal, state, last_seen_ms, birth, health, health_journal, key, refused_key, refused_ms, refused_batches,
       (SELECT count(*) FROM incidents i WHERE i.terminal = t.terminal) AS incidents
     FROM terminals t ORDER BY terminal`,
  );
  return rowsOf(rows, await journalsIn(database));
}

async function journalsIn(database: PostgresDatabase, terminal?: string): Promise<readonly JournalRecord[]> {
  const { rows } = await database.ask<JournalRecord>(
    `SELECT id, terminal, journal_id, contiguous_seq, highest_seq, entries, first_seen_ms, follows, accepted_ms
     FROM journals j WHERE ${NAMED} ORDER BY id`,
    [terminal ?? null],
  );
  return rows;
}

export async function gapsIn(database: PostgresDatabase, terminal?: string): Promise<readonly JournalGaps[]> {
  const told: JournalGaps[] = [];
  for (const journal of await journalsIn(database, terminal)) {
    const gaps = gapsOf(journal, {
      missing: await missingIn(database, journal),
      lost: await lostIn(database, journal),
      flaws: await flawsIn(database, journal),
    });
    if (gaps) told.push(gaps);
  }
  return told;
}

async function missingIn(database: PostgresDatabase, journal: JournalRecord): Promise<readonly SeqRange[]> {
  // Most are whole, and would be read from end to end to find nothing.
  if (journal.contiguous_seq >= journal.highest_seq) return [];
  const { rows } = await database.ask<SeqRange>(
    `SELECT before + 1 AS "fromSeq", seq - 1 AS "toSeq" FROM (
       SELECT seq, lag(seq, 1, $2::bigint) OVER (ORDER BY seq) AS before FROM entries WHERE journal = $1 AND seq > $2) AS held
     WHERE seq > before + 1 ORDER BY seq LIMIT ${MOST_RANGES}`,
    [journal.id, journal.contiguous_seq],
  );
  return rows;
}

async function lostIn(database: PostgresDatabase, { id }: JournalRecord): Promise<readonly SeqRange[]> {
  const { rows } = await database.ask<SeqRange>(
    `SELECT from_seq AS "fromSeq", to_seq AS "toSeq" FROM lost WHERE journal = $1 ORDER BY from_seq LIMIT ${MOST_RANGES}`,
    [id],
  );
  return rows;
}

async function flawsIn(database: PostgresDatabase, { id }: JournalRecord): Promise<readonly Flaw[]> {
  const { rows } = await database.ask<Flaw>(
    `SELECT seq, kind FROM flaws WHERE journal = $1 ORDER BY seq, kind LIMIT ${MOST_RANGES}`,
    [id],
  );
  return rows;
}

export async function incidentsIn(
  database: PostgresDatabase,
  limit: number,
  kind?: IncidentKind,
): Promise<readonly CountedIncident[]> {
  const { rows } = await database.ask<CountedIncident>(
    `SELECT terminal, kind, detail, at_ms AS "atMs", count FROM incidents WHERE $2::text IS NULL OR kind = $2
     ORDER BY at_ms DESC, id DESC LIMIT $1`,
    [limit, kind ?? null],
  );
  return rows;
}

export async function entriesAfter(
  database: PostgresDatabase,
  after: number,
  { limit, terminal }: { readonly limit: number; readonly terminal?: string },
): Promise<readonly StoredEntry[]> {
  const settled = await settledTo(database);
  const { rows } = await database.ask<EntryRecord>(
    `${ENTRY}
     WHERE e.id > $2 AND e.id <= $3 AND ${NAMED} ORDER BY e.id LIMIT $4`,
    [terminal ?? null, after, settled, limit],
  );
  return rows.map(entryOf);
}

export async function entriesWithin(
  database: PostgresDatabase,
  { event, fromMs, untilMs, limit, after, terminal, about }: EntryWindow,
): Promise<readonly StoredEntry[]> {
  const { utcMs: afterMs, id: afterId } = after ?? { utcMs: fromMs, id: 0 };
  const { rows } = await database.ask<EntryRecord>(
    `${ENTRY}
     WHERE e.event = $2 AND (e.utc_ms, e.id) > ($3, $4) AND e.utc_ms < $5 AND ${NAMED}
       AND ($6::text[] IS NULL OR e.person = ANY ($6) OR e.subject = ANY ($6) OR e.claimed = ANY ($6))
     ORDER BY e.utc_ms, e.id LIMIT $7`,
    [terminal ?? null, event, afterMs, afterId, untilMs, about ?? null, limit],
  );
  return rows.map(entryOf);
}

export async function entriesAt(
  database: PostgresDatabase,
  terminal: string,
  seq: number,
): Promise<readonly StoredEntry[]> {
  const { rows } = await database.ask<EntryRecord>(`${ENTRY} WHERE j.terminal = $1 AND e.seq = $2 ORDER BY j.id`, [
    ...[terminal, seq],
  ]);
  return rows.map(entryOf);
}

export async function idBeforeLast(database: PostgresDatabase, last: number, terminal?: string): Promise<number> {
  const settled = await settledTo(database);
  const { rows } = await database.ask<{ id: number }>(
    `SELECT e.id FROM entries e JOIN journals j ON j.id = e.journal
     WHERE e.id <= $3 AND ${NAMED} ORDER BY e.id DESC LIMIT 1 OFFSET $2`,
    [terminal ?? null, last, settled],
  );
  return rows[0]?.id ?? 0;
}
