// Whether anything in the register has changed: counted from what is there, so that nobody who changes it can forget to say so.
import type { Kysely, Transaction } from 'kysely';
import type { RegisterTables } from './tables.ts';
import { oldestToldDay } from './told-methods.ts';

type Db = Kysely<RegisterTables> | Transaction<RegisterTables>;

/**
 * Of people (each change raises a version, leavers stay as rows), grants (numbers rise and are not given again), what is on record, decisions,
 * and what somebody clocks with instead of a finger (records stay as rows; one that is over is told no more).
 */
export async function stampOf(db: Db, nowMs: number): Promise<string> {
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
  const methods = db.selectFrom('attendance_record').where('kind', '=', 'method');
  const booked = methods.select(({ fn }) => [fn.countAll().as('all'), fn.count('withdrawn_ms').as('withdrawn')]);
  const over = methods.where('until_date', '<', oldestToldDay(nowMs)).select(({ fn }) => fn.countAll().as('over'));
  // One after the other: within a transaction there is one connection.
  return JSON.stringify([
    ...[await people.execute(), await grants.execute(), await captures.execute(), await collectives.execute()],
    ...[await booked.execute(), await over.execute()],
  ]);
}
