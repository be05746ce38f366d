// Which terminals may join the fleet, and what certifies those that did; the same in SQLite and PostgreSQL.
import type { Kysely, Migration } from 'kysely';
import type { ColumnKinds } from '../column-kinds.ts';

type UtcMs = number;

export interface TerminalTable {
  /** SITE.TERMINAL. */
  name: string;
  added_by: string;
  added_ms: UtcMs;
  /** SHA-256 in hex of the code by which it may join; null once it has. */
  code_hash: string | null;
  code_until_ms: UtcMs | null;
  /** Times that somebody had no right code for it. */
  refused: number;
  refused_ms: UtcMs | null;
  /** Thumbprint of the key by which it signs. */
  key: string | null;
  claimed_ms: UtcMs | null;
  retired_by: string | null;
  retired_ms: UtcMs | null;
}

export interface CertificateTable {
  /** Hex. */
  serial: string;
  terminal: string;
  issued_ms: UtcMs;
  expires_ms: UtcMs;
  revoked_ms: UtcMs | null;
  /** Of a renewal, as the two below: SHA-256 in hex of the key that it certifies. None is certified twice. */
  key_hash: string | null;
  /** For a terminal that did not hear it the first time. */
  pem: string | null;
  /** Serial of the one that it follows. */
  follows: string | null;
}

export interface TrustTables {
  terminal: TerminalTable;
  certificate: CertificateTable;
}

const terminals = ({ text, integer }: ColumnKinds): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('terminal')
      .addColumn('name', text, (column) => column.primaryKey())
      .addColumn('added_by', text, (column) => column.notNull())
      .addColumn('added_ms', 'bigint', (column) => column.notNull())
      .addColumn('code_hash', text)
      .addColumn('code_until_ms', 'bigint')
      .addColumn('refused', integer, (column) => column.notNull())
      .addColumn('refused_ms', 'bigint')
      .addColumn('key', text)
      .addColumn('claimed_ms', 'bigint')
      .addColumn('retired_by', text)
      .addColumn('retired_ms', 'bigint')
      .execute();
    await db.schema
      .createTable('certificate')
      .addColumn('serial', text, (column) => column.primaryKey())
      .addColumn('terminal', text, (column) => column.notNull())
      .addColumn('issued_ms', 'bigint', (column) => column.notNull())
      .addColumn('expires_ms', 'bigint', (column) => column.notNull())
      .addColumn('revoked_ms', 'bigint')
      .execute();
  },
});

const renewals = ({ text }: ColumnKinds): Migration => ({
  up: async (db: Kysely<unknown>) => {
    for (const column of ['key_hash', 'pem', 'follows'])
      await db.schema.alterTable('certificate').addColumn(column, text).execute();
    await db.schema.createIndex('certificate_key').on('certificate').column('key_hash').unique().execute();
  },
});

export const trustMigrations = (kinds: ColumnKinds): Readonly<Record<string, Migration>> => ({
  '0001-terminals': terminals(kinds),
  '0002-renewals': renewals(kinds),
});
