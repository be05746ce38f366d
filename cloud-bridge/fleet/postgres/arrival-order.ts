// Up to which arrival number everything that will ever be there is there, although several write at the same time.
//
// Numbers are given when an entry is written, and seen when its transaction is committed: a later number may be seen before
// an earlier one. Whoever reads on from the highest that was seen would leave out the earlier one for ever. So every
// writer holds, for as long as its transaction, a lock that is named after the last number given before it began; nobody
// waits for it, but readers see it and stop before it.
import type { Asked, PostgresDatabase } from './database.ts';

/** "RDG" above 40 bits of a number: apart from whatever else takes advisory locks in this database. */
const SPACE = (0x524447n << 40n).toString();
const SPAN = (1n << 40n).toString();
const LAST_GIVEN = '(SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM entries_id_seq)';

/** Before the first entry of a transaction. */
export async function announceArrivals(client: Asked): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock_shared(${SPACE}::bigint + ${LAST_GIVEN})`);
}

/**
 * Nothing at or below it is still under way. The last number first, then the locks, then, by the caller, the entries, each
 * in a statement of its own: whoever was given a number by the first holds its lock at the second, or its entries are
 * seen by the third.
 */
export async function settledTo(database: PostgresDatabase): Promise<number> {
  const given = await database.ask<{ last: number }>(`SELECT ${LAST_GIVEN} AS last`);
  const held = await database.ask<{ before: number | null }>(
    `SELECT min(key - ${SPACE}::bigint) AS before FROM (
       SELECT (classid::bigint << 32) | objid::bigint AS key FROM pg_locks
       WHERE locktype = 'advisory' AND objsubid = 1
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS advisory
     WHERE key >= ${SPACE}::bigint AND key < ${SPACE}::bigint + ${SPAN}::bigint`,
  );
  return Math.min(given.rows[0]?.last ?? 0, held.rows[0]?.before ?? Number.POSITIVE_INFINITY);
}
