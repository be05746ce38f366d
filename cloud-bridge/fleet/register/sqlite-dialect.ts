// Kysely's dialect of SQLite, made to know that here, too, a transaction takes back what was done to tables.
import { SqliteAdapter, SqliteDialect } from 'kysely';

/** Without it several that open a new file at once each take the steps of a migration, and all but one stumble. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class TransactionalSqlite extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}
