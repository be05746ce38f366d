// Whoever works at terminals themselves, and their keys; written once for SQLite and PostgreSQL.
import { type Kysely, type Migration, sql } from 'kysely';
import type { ColumnKinds } from '../column-kinds.ts';

type UtcMs = number;

export interface SiteOperatorTable {
  id: string;
  /** As it was given, byte for byte. */
  name: string;
  /** Its canonical form: equal spellings are one name. */
  name_key: string;
  role: string;
  valid_until_ms: UtcMs | null;
  /** JSON: where they work. */
  places: string;
  added_ms: UtcMs;
  added_by: string | null;
  /** Whoever works nowhere any more stays as a name for what they did; nothing else of them does. */
  removed_ms: UtcMs | null;
  removed_by: string | null;
}

export interface SiteOperatorKeyTable {
  operator_id: string;
  label: string;
  /** `security-key` or `card`. */
  kind: string;
  /** By what a terminal tells it from others: the id of the credential, or the card's public key. */
  identity: string;
  public_key: string;
  added_ms: UtcMs;
  added_by: string | null;
}

export interface SiteOperatorTables {
  site_operator: SiteOperatorTable;
  site_operator_key: SiteOperatorKeyTable;
}

export const siteOperators = ({ text }: ColumnKinds): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('site_operator')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('name_key', text, (column) => column.notNull())
      .addColumn('role', text, (column) => column.notNull())
      .addColumn('valid_until_ms', 'bigint')
      .addColumn('places', text, (column) => column.notNull())
      .addColumn('added_ms', 'bigint', (column) => column.notNull())
      .addColumn('added_by', text)
      .addColumn('removed_ms', 'bigint')
      .addColumn('removed_by', text)
      .execute();
    // A name may be given again once its owner has left.
    await db.schema
      .createIndex('site_operator_name')
      .on('site_operator')
      .column('name_key')
      .unique()
      .where(sql.ref('removed_ms'), 'is', null)
      .execute();
    await db.schema
      .createTable('site_operator_key')
      .addColumn('operator_id', text, (column) => column.notNull())
      .addColumn('label', text, (column) => column.notNull())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('identity', text, (column) => column.notNull())
      .addColumn('public_key', text, (column) => column.notNull())
      .addColumn('added_ms', 'bigint', (column) => column.notNull())
      .addColumn('added_by', text)
      .addPrimaryKeyConstraint('site_operator_key_key', ['operator_id', 'label'])
      .addUniqueConstraint('site_operator_key_identity', ['kind', 'identity'])
      .execute();
  },
});
