// What is taken from entries in PostgreSQL when somebody is to be forgotten.
import { withoutPayload } from '../entry-erasure.ts';
import type { Forgotten } from '../fleet-store.ts';
import type { Asked } from './database.ts';

interface Conflict {
  readonly journal: number;
  readonly seq: number;
  readonly hash: string;
  readonly entry: string;
}

/** Within a transaction of the caller. How many entries told something. */
export async function eraseEntries(client: Asked, forgotten: Forgotten): Promise<number> {
  const { rows } = await client.query<Conflict>(
    `SELECT journal, seq, hash, entry FROM conflicts
     WHERE EXISTS (SELECT 1 FROM unnest($1::text[]) AS name WHERE strpos(entry, name) > 0)`,
    [forgotten.names],
  );
  for (const { journal, seq, hash, entry } of rows) {
    const kept = withoutPayload(entry, forgotten);
    if (kept !== undefined)
      await client.query('UPDATE conflicts SET entry = $1 WHERE journal = $2 AND seq = $3 AND hash = $4', [
        ...[kept, journal, seq, hash],
      ]);
  }
  const { rowCount } = await client.query(
    `UPDATE entries SET payload = NULL, event = NULL, person = NULL, subject = NULL, claimed = NULL
     WHERE class = $1 AND payload IS NOT NULL AND (person = ANY ($2) OR subject = ANY ($2) OR claimed = ANY ($2))`,
    [forgotten.class, forgotten.names],
  );
  return rowCount ?? 0;
}
