// Rows of journals: found or begun, how far each has come, and which took the place of another.
import { GENESIS, type TerminalAddress, terminalName } from '../../../protocol/index.ts';
import { journalChanged } from '../complaints.ts';
import type { Incident, JournalStanding, ReceivedBatch } from '../fleet-store.ts';
import type { ChainPosition } from '../journal-chain.ts';
import type { Asked, PostgresDatabase } from './database.ts';

export interface OpenJournal {
  readonly id: number;
  position: ChainPosition;
  highestSeq: number;
  /** Entries that were not there before the transaction. */
  added: number;
}

/** A batch, and the journal that it belongs to: the same object for all batches of one. */
export interface PlacedBatch {
  readonly received: ReceivedBatch;
  readonly journal: OpenJournal;
  added: number;
}

/** Another terminal may have a journal of the same id. */
export type JournalName = Pick<JournalStanding, 'address' | 'journalId'>;

interface JournalRow {
  readonly id: number;
  readonly terminal: string;
  readonly journal_id: string;
  readonly contiguous_seq: number;
  readonly contiguous_hash: string;
  readonly highest_seq: number;
}

const keyOf = (terminal: string, journalId: string): string => `${terminal}/${journalId}`;

/** Their terminals are ours until the transaction is over. */
export async function placeBatches(
  client: Asked,
  group: readonly ReceivedBatch[],
  report: (incident: Incident) => void,
): Promise<readonly PlacedBatch[]> {
  const names = group.map(({ address, batch: { journalId } }) => ({ address, journalId }));
  const journals = await knownJournals(client, names);
  const placed: PlacedBatch[] = [];
  for (const received of group) {
    const key = keyOf(terminalName(received.address), received.batch.journalId);
    const journal = journals.get(key) ?? (await beginJournal(client, received, report));
    journals.set(key, journal);
    placed.push({ received, journal, added: 0 });
  }
  return placed;
}

async function knownJournals(client: Asked, names: readonly JournalName[]): Promise<Map<string, OpenJournal>> {
  const { rows } = await client.query<JournalRow>(
    `SELECT DISTINCT id, terminal, journal_id, contiguous_seq, contiguous_hash, highest_seq
     FROM unnest($1::text[], $2::text[]) AS wanted (terminal, journal_id) JOIN journals USING (terminal, journal_id)`,
    [names.map(({ address }) => terminalName(address)), names.map(({ journalId }) => journalId)],
  );
  return new Map(
    rows.map(({ id, terminal, journal_id, contiguous_seq: seq, contiguous_hash: hash, highest_seq: highestSeq }) => [
      keyOf(terminal, journal_id),
      { id, position: { seq, hash }, highestSeq, added: 0 },
    ]),
  );
}

async function beginJournal(
  client: Asked,
  received: ReceivedBatch,
  report: (incident: Incident) => void,
): Promise<OpenJournal> {
  const [terminal, { journalId }] = [terminalName(received.address), received.batch];
  const before = await client.query<{ journal_id: string }>(
    'SELECT journal_id FROM journals WHERE terminal = $1 ORDER BY id DESC LIMIT 1',
    [terminal],
  );
  const follows = before.rows[0]?.journal_id ?? null;
  if (follows !== null) report(journalChanged(follows, received));
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO journals (terminal, journal_id, first_seen_ms, contiguous_hash, follows) VALUES ($1, $2, $3, $4, $5)
     RETURNING id`,
    [terminal, journalId, received.receivedMs, GENESIS.hash, follows],
  );
  return { id: rows[0]?.id ?? 0, position: GENESIS, highestSeq: 0, added: 0 };
}

export async function saveJournals(client: Asked, journals: readonly OpenJournal[]): Promise<void> {
  await client.query(
    `UPDATE journals j SET contiguous_seq = come.seq, contiguous_hash = come.hash, highest_seq = come.highest,
       entries = j.entries + come.added
     FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[])
       AS come (id, seq, hash, highest, added) WHERE j.id = come.id`,
    [
      ...[journals.map(({ id }) => id), journals.map(({ position }) => position.seq)],
      ...[journals.map(({ position }) => position.hash), journals.map(({ highestSeq }) => highestSeq)],
      journals.map(({ added }) => added),
    ],
  );
}

/** One for each name, in their order; all 0 where nothing is. */
export async function standingsOf(client: Asked, names: readonly JournalName[]): Promise<readonly JournalStanding[]> {
  if (names.length === 0) return [];
  const journals = await knownJournals(client, names);
  return names.map((name) => {
    const journal = journals.get(keyOf(terminalName(name.address), name.journalId));
    return { ...name, contiguousSeq: journal?.position.seq ?? 0, highestSeq: journal?.highestSeq ?? 0, added: 0 };
  });
}

export async function standingOf(
  database: PostgresDatabase,
  address: TerminalAddress,
  journalId: string,
): Promise<JournalStanding> {
  const { rows } = await database.ask<Pick<JournalRow, 'contiguous_seq' | 'highest_seq'>>(
    'SELECT contiguous_seq, highest_seq FROM journals WHERE terminal = $1 AND journal_id = $2',
    [terminalName(address), journalId],
  );
  const [row] = rows;
  return { address, journalId, contiguousSeq: row?.contiguous_seq ?? 0, highestSeq: row?.highest_seq ?? 0, added: 0 };
}

export async function acceptJournal(
  database: PostgresDatabase,
  { terminal, journalId, atMs }: { readonly terminal: string; readonly journalId: string; readonly atMs: number },
): Promise<boolean> {
  const { rowCount } = await database.ask(
    `UPDATE journals SET accepted_ms = coalesce(accepted_ms, $3)
     WHERE terminal = $1 AND journal_id = $2 AND follows IS NOT NULL`,
    [terminal, journalId, atMs],
  );
  return rowCount === 1;
}
