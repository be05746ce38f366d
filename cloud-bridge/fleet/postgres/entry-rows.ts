// Rows of entries: many in one statement, each once; what is there already is looked at beside what came.
import type { WireEntry } from '../../../protocol/index.ts';
import { isSameEntry, type StoredContent } from '../entry-check.ts';
import type { Asked } from './database.ts';
import type { PlacedBatch } from './journal-rows.ts';

/** One entry of a batch, as it came. */
export interface Arrival {
  readonly batch: PlacedBatch;
  readonly entry: WireEntry;
}

export interface Arrivals {
  /** Not there before, each once. */
  readonly added: readonly Arrival[];
  /** There already, or twice in what came. */
  readonly again: readonly Arrival[];
}

export const arrivalsOf = (placed: readonly PlacedBatch[]): readonly Arrival[] =>
  placed.flatMap((batch) => batch.received.batch.entries.map((entry) => ({ batch, entry })));

const placeOf = ({ batch, entry }: Arrival): string => `${batch.journal.id}/${entry.seq}`;

/** A word of the payload as text, which cannot hold a zero character in PostgreSQL. */
function wordOf({ payload }: WireEntry, name: string): string | null {
  const word: unknown = payload !== null && Object.hasOwn(payload, name) ? payload[name] : undefined;
  return typeof word === 'string' && !word.includes('\0') ? word : null;
}

type Column = readonly [name: string, type: string, value: (arrival: Arrival) => unknown];

const COLUMNS: readonly Column[] = [
  ['journal', 'bigint', ({ batch }) => batch.journal.id],
  ['seq', 'bigint', ({ entry }) => entry.seq],
  ['class', 'text', ({ entry }) => entry.class],
  ['boot_id', 'text', ({ entry }) => entry.bootId],
  ['utc_ms', 'bigint', ({ entry }) => entry.utcMs],
  ['monotonic_ms', 'bigint', ({ entry }) => entry.monotonicMs],
  ['clock_state', 'text', ({ entry }) => entry.clockState],
  ['payload', 'text', ({ entry }) => (entry.payload === null ? null : JSON.stringify(entry.payload))],
  ['payload_hash', 'text', ({ entry }) => entry.payloadHash],
  ['previous', 'text', ({ entry }) => entry.previous],
  ['hash', 'text', ({ entry }) => entry.hash],
  ['received_ms', 'bigint', ({ batch }) => batch.received.receivedMs],
  ['historical', 'boolean', ({ batch }) => batch.received.batch.historical],
  ...(['event', 'person', 'subject', 'claimed'] as const).map(
    (name): Column => [name, 'text', ({ entry }) => wordOf(entry, name)],
  ),
];

const INSERT = `INSERT INTO entries (${COLUMNS.map(([name]) => name).join(', ')})
  SELECT * FROM unnest(${COLUMNS.map(([, type], at) => `$${at + 1}::${type}[]`).join(', ')})
  ON CONFLICT (journal, seq) DO NOTHING RETURNING journal, seq`;

export async function addEntries(client: Asked, arrivals: readonly Arrival[]): Promise<Arrivals> {
  if (arrivals.length === 0) return { added: [], again: [] };
  const { rows } = await client.query<{ journal: number; seq: number }>(
    INSERT,
    COLUMNS.map(([, , value]) => arrivals.map(value)),
  );
  const isNew = new Set(rows.map(({ journal, seq }) => `${journal}/${seq}`));
  const added: Arrival[] = [];
  const again: Arrival[] = [];
  // Of two that came with the same number the first was written.
  for (const arrival of arrivals) (isNew.delete(placeOf(arrival)) ? added : again).push(arrival);
  return { added, again };
}

/** Those that are not what is there; they are kept beside it. */
export async function keepConflicts(client: Asked, again: readonly Arrival[]): Promise<readonly Arrival[]> {
  if (again.length === 0) return [];
  const { rows } = await client.query<StoredContent & { journal: number; seq: number }>(
    `SELECT e.journal, e.seq, class, boot_id AS "bootId", utc_ms AS "utcMs", monotonic_ms AS "monotonicMs",
       clock_state AS "clockState", payload, payload_hash AS "payloadHash", previous, hash
     FROM unnest($1::bigint[], $2::bigint[]) AS wanted (journal, seq)
       JOIN entries e ON e.journal = wanted.journal AND e.seq = wanted.seq`,
    [again.map(({ batch }) => batch.journal.id), again.map(({ entry }) => entry.seq)],
  );
  const stored = new Map(rows.map((row) => [`${row.journal}/${row.seq}`, row]));
  const conflicts = again.filter((arrival) => {
    const there = stored.get(placeOf(arrival));
    return there !== undefined && !isSameEntry(there, arrival.entry);
  });
  for (const { batch, entry } of conflicts)
    await client.query(
      `INSERT INTO conflicts (journal, seq, hash, entry, received_ms) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [batch.journal.id, entry.seq, entry.hash, JSON.stringify(entry), batch.received.receivedMs],
    );
  return conflicts;
}
