// Rows of terminals: taken in turn by whoever writes of them, and their pinned keys.
import { terminalName } from '../../../protocol/index.ts';
import type { ReceivedBatch } from '../fleet-store.ts';
import type { Asked, PostgresDatabase } from './database.ts';

export interface Admission {
  readonly received: ReceivedBatch;
  /** The key that speaks for the terminal. */
  readonly pinned: string;
}

export interface TakenTerminal {
  readonly key: string | null;
  readonly connection: string | null;
  readonly birthJournal: string | null;
}

/**
 * Nobody else writes of these terminals until the transaction is over; who is new is taken down. Always in the order of their
 * names: two who want the same ones never wait for each other.
 */
export async function takeTerminals(
  client: Asked,
  firstSeenMs: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, TakenTerminal>> {
  const { rows } = await client.query<TakenTerminal & { terminal: string }>(
    `INSERT INTO terminals (terminal, last_seen_ms)
     SELECT * FROM unnest($1::text[], $2::bigint[]) AS wanted (terminal, at_ms) ORDER BY terminal COLLATE "C"
     ON CONFLICT (terminal) DO UPDATE SET terminal = excluded.terminal
     RETURNING terminal, key, connection, birth_journal AS "birthJournal"`,
    [[...firstSeenMs.keys()], [...firstSeenMs.values()]],
  );
  return new Map(rows.map(({ terminal, ...taken }) => [terminal, taken]));
}

/** The terminals are ours until the transaction is over. */
export async function admit(client: Asked, group: readonly ReceivedBatch[]): Promise<readonly Admission[]> {
  const firstSeenMs = new Map(group.map(({ address, receivedMs }) => [terminalName(address), receivedMs]));
  const taken = await takeTerminals(client, firstSeenMs);
  const keys = new Map([...taken].map(([terminal, { key }]) => [terminal, key]));
  return group.map((received) => {
    const terminal = terminalName(received.address);
    const pinned = keys.get(terminal) ?? received.signedBy;
    keys.set(terminal, pinned);
    return { received, pinned };
  });
}

/** The first key of a terminal is pinned with the first batch that is stored of it. */
export async function keepAdmitted(client: Asked, admitted: readonly Admission[]): Promise<void> {
  const latest = new Map(
    admitted.map(({ received, pinned }) => [terminalName(received.address), { received, pinned }]),
  );
  const all = [...latest.values()];
  await client.query(
    `UPDATE terminals t SET key = seen.key, last_seen_ms = seen.at_ms
     FROM unnest($1::text[], $2::text[], $3::bigint[]) AS seen (terminal, key, at_ms) WHERE t.terminal = seen.terminal`,
    [[...latest.keys()], all.map(({ pinned }) => pinned), all.map(({ received }) => received.receivedMs)],
  );
}

/** Beside the terminal: not among the incidents alone, whose number is bounded. */
export async function countRefusal(client: Asked, { address, signedBy, receivedMs }: ReceivedBatch): Promise<void> {
  await client.query(
    `UPDATE terminals SET refused_key = $2, refused_ms = $3, refused_batches = refused_batches + 1 WHERE terminal = $1`,
    [terminalName(address), signedBy, receivedMs],
  );
}

/** Somebody vouches for it. */
export async function expectTerminal(database: PostgresDatabase, terminal: string): Promise<void> {
  await database.ask('INSERT INTO terminals (terminal, last_seen_ms) VALUES ($1, 0) ON CONFLICT DO NOTHING', [
    terminal,
  ]);
}

export async function pinnedKey(database: PostgresDatabase, terminal: string): Promise<string | null> {
  const { rows } = await database.ask<{ key: string | null }>('SELECT key FROM terminals WHERE terminal = $1', [
    terminal,
  ]);
  return rows[0]?.key ?? null;
}

/** From now on `thumbprint`, or, where it is null, the next that is seen. What was refused before is settled by it. */
export async function trustKey(
  database: PostgresDatabase,
  terminal: string,
  thumbprint: string | null,
): Promise<boolean> {
  const { rowCount } = await database.ask(
    `UPDATE terminals SET key = $2, refused_key = NULL, refused_ms = NULL, refused_batches = 0 WHERE terminal = $1`,
    [terminal, thumbprint],
  );
  return rowCount === 1;
}
