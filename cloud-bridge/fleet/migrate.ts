// Takes the steps that a database behind Kysely lacks, all or none, also where two come at the same time.
import { type Kysely, type Migration, Migrator } from 'kysely';
import { isFault, KioskError } from '../../protocol/index.ts';

export interface MigrateOptions {
  /** For the fault: a file, or an address without who logs in. */
  readonly where: string;
  /** Of the tables of migrations. */
  readonly name: string;
  /** Where a database has several; it is made. */
  readonly schema?: string;
}

/** Destroys `db` where it fails. @throws KioskError STORE_* */
export async function migrateToLatest<T>(
  db: Kysely<T>,
  migrations: Readonly<Record<string, Migration>>,
  { where, name, schema }: MigrateOptions,
): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: `${name}_migration`,
    migrationLockTableName: `${name}_migration_lock`,
    ...(schema !== undefined && { migrationTableSchema: schema }),
  });
  const { error } = await migrator.migrateToLatest();
  if (!error) return;
  await db.destroy();
  throw isFault(error) ? error : new KioskError('STORE_CORRUPT', { file: where, what: name }, error);
}
