// Kysely on one schema of PostgreSQL, brought up to date; its errors are faults of ours.
import { CompiledQuery, Kysely, type Migration, PostgresDialect } from 'kysely';
import { type Clock, KioskError } from '../../../protocol/index.ts';
import { migrateToLatest } from '../migrate.ts';
import { withFaults } from '../register/faulting-dialect.ts';
import { shownAddress } from './address.ts';
import { tryAgain } from './again.ts';
import { openPool } from './pool.ts';
import { postgresFault } from './postgres-faults.ts';

export interface SchemaOptions {
  readonly url: string;
  readonly schema: string;
  /** Of its tables of migrations. */
  readonly name: string;
  readonly migrations: Readonly<Record<string, Migration>>;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** "RDR": what reads and then writes takes its turn, as SQLite's `begin immediate` has it. Apart from other advisory locks. */
const TURN = 0x524452;
const begin = CompiledQuery.raw(`BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(${TURN})`);

/** @throws KioskError STORE_*; STORE_NEWER where a later ridgectl has been there */
export async function kyselyOn<T>({ url, schema, name, migrations, clock }: SchemaOptions): Promise<Kysely<T>> {
  const where = shownAddress(url);
  const faultOf = (error: unknown): unknown => postgresFault(error, where);
  const pool = await openPool({ url, schema });
  const acquire = <R>(work: () => Promise<R>): Promise<R> => tryAgain(work, clock, new AbortController().signal);
  const db = new Kysely<T>({ dialect: withFaults(new PostgresDialect({ pool }), { begin, faultOf, acquire }) });
  try {
    const taken = (await takenSteps(db, { schema, name })) ?? [];
    const unknown = taken.find((step) => !(step in migrations));
    if (unknown !== undefined) throw new KioskError('STORE_NEWER', { store: where, step: unknown });
    if (taken.length < Object.keys(migrations).length) await migrateToLatest(db, migrations, { where, name, schema });
    return db;
  } catch (reason) {
    await db.destroy();
    throw reason;
  }
}

/** Whether there is this SCHEMA.TABLE; nothing is made. @throws KioskError STORE_* */
export async function isThere(url: string, table: string): Promise<boolean> {
  const where = shownAddress(url);
  const pool = await openPool({ url, schema: 'public' });
  const dialect = withFaults(new PostgresDialect({ pool }), { faultOf: (error) => postgresFault(error, where) });
  const db = new Kysely<unknown>({ dialect });
  try {
    return await foundIn(db, table);
  } finally {
    await db.destroy();
  }
}

async function foundIn<T>(db: Kysely<T>, table: string): Promise<boolean> {
  const { rows } = await db.executeQuery<{ found: string | null }>(
    CompiledQuery.raw('SELECT to_regclass($1)::text AS found', [table]),
  );
  return rows[0]?.found !== null;
}

/** Undefined where there is no such schema yet. */
async function takenSteps<T>(
  db: Kysely<T>,
  { schema, name }: Pick<SchemaOptions, 'schema' | 'name'>,
): Promise<readonly string[] | undefined> {
  const table = `${schema}.${name}_migration`;
  if (!(await foundIn(db, table))) return undefined;
  const { rows } = await db.executeQuery<{ name: string }>(CompiledQuery.raw(`SELECT name FROM ${table}`));
  return rows.map((row) => row.name);
}
