// Whether anything in the register has changed: counted from what is there, so that nobody who changes it can forget to say so.
import type { Kysely, Transaction } from 'kysely';
import type { RegisterTables } from './tables.ts';

/** Of people (each change raises a version, leavers stay as rows), grants (numbers rise and are not given again), what is on record, and decisions. */
export async function stampOf(db: Kysely<RegisterTables> | Transaction<RegisterTables>): Promise<string> {
  const people = db
    .selectFrom('person')
    .select(({ fn }) => [fn.countAll().as('all'), fn.sum('version').as('versions'), fn.count('removed_ms').as('left')]);
  const grants = db.selectFrom('grants').select(({ fn }) => [fn.countAll().as('all'), fn.max('id').as('last')]);
  const captures = db
    .selectFrom('capture')
    .select(({ fn }) => [fn.countAll().as('all'), fn.count('decided_ms').as('decided')]);
  const collectives = db
    .selectFrom('collective')
    .select(({ fn }) => [fn.countAll().as('all'), fn.max('id').as('last'), fn.sum('version').as('versions')]);
  // One after the other: within a transaction there is one connection.
  return JSON.stringify([
    await people.execute(),
    await grants.execute(),
    await captures.execute(),
    await collectives.execute(),
  ]);
}
