// Rows of terminals: taken in turn by whoever stores for them, their pinned keys, their presence.
import { type Birth, type Health, terminalName } from '../../../protocol/index.ts';
import type { ReceivedBatch } from '../fleet-store.ts';
import type { Asked, PostgresDatabase } from './database.ts';

export interface Admission {
  readonly received: ReceivedBatch;
  /** The key that speaks for the terminal. */
  readonly pinned: string;
}

/**
 * Nobody else stores for these terminals until the transaction is over. Always in the order of their names: two who want
 * the same ones never wait for each other.
 */
export async function admit(client: Asked, group: readonly ReceivedBatch[]): Promise<readonly Admission[]> {
  const firstSeen = new Map(group.map(({ address, receivedMs }) => [terminalName(address), receivedMs]));
  const { rows } = await client.query<{ terminal: string; key: string | null }>(
    `INSERT INTO terminals (terminal, last_seen_ms)
     SELECT * FROM unnest($1::text[], $2::bigint[]) AS wanted (terminal, at_ms) ORDER BY terminal COLLATE "C"
     ON CONFLICT (terminal) DO UPDATE SET terminal = excluded.terminal RETURNING terminal, key`,
    [[...firstSeen.keys()], [...firstSeen.values()]],
  );
  const keys = new Map(rows.map(({ terminal, key }) => [terminal, key]));
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

interface Name {
  readonly terminal: string;
  readonly atMs: number;
  /** Names that are kept although they never sent a batch: anybody can say that he is there. */
  readonly mostUnheard: number;
}

const ADMITTED = `EXISTS (SELECT 1 FROM terminals WHERE terminal = $1) OR (SELECT count(*) FROM terminals t
  WHERE NOT EXISTS (SELECT 1 FROM journals j WHERE j.terminal = t.terminal)) < $3`;

/** False where the name is new, and as many as may be have never sent a batch. */
export async function born(database: PostgresDatabase, name: Name, birth: Birth): Promise<boolean> {
  const { rowCount } = await database.ask(
    `INSERT INTO terminals (terminal, last_seen_ms, state, connection, birth, birth_journal)
     SELECT $1::text, $2::bigint, 'online', $4::text, $5::text, $6::text WHERE ${ADMITTED}
     ON CONFLICT (terminal) DO UPDATE SET last_seen_ms = excluded.last_seen_ms, state = 'online',
       connection = excluded.connection, birth = excluded.birth, birth_journal = excluded.birth_journal`,
    [...valuesOf(name), birth.connection, JSON.stringify(birth), birth.journal.journalId],
  );
  return rowCount === 1;
}

/** False where it speaks of an earlier connection than the one that is known. */
export async function gone(database: PostgresDatabase, terminal: string, connection: string): Promise<boolean> {
  const { rowCount } = await database.ask(
    "UPDATE terminals SET state = 'offline' WHERE terminal = $1 AND connection = $2",
    [terminal, connection],
  );
  return rowCount === 1;
}

/** False as for `born`. */
export async function healthy(database: PostgresDatabase, name: Name, health: Health): Promise<boolean> {
  const { rowCount } = await database.ask(
    `INSERT INTO terminals (terminal, last_seen_ms, health) SELECT $1::text, $2::bigint, $4::text WHERE ${ADMITTED}
     ON CONFLICT (terminal) DO UPDATE SET last_seen_ms = excluded.last_seen_ms, health = excluded.health,
       health_journal = terminals.birth_journal`,
    [...valuesOf(name), JSON.stringify(health)],
  );
  return rowCount === 1;
}

const valuesOf = ({ terminal, atMs, mostUnheard }: Name): readonly unknown[] => [terminal, atMs, mostUnheard];
