// Officers and their keys, the audit of what they did, and what waits for a second of them; the same in SQLite and PostgreSQL.
import type { Kysely, Migration } from 'kysely';
import type { ColumnKinds } from '../column-kinds.ts';

type UtcMs = number;

export interface OfficerTable {
  /** As it was given, byte for byte. */
  name: string;
  /** Its canonical form: equal spellings are one name, also of whoever has left. */
  name_key: string;
  role: string;
  /** JSON: names of units; empty: all of them. */
  units: string;
  /** Who they are in the register. */
  person_id: string | null;
  person_code: string | null;
  since_ms: UtcMs;
  made_by: string | null;
  retired_ms: UtcMs | null;
  retired_by: string | null;
}

export interface OfficerKeyTable {
  kid: string;
  officer: string;
  /** Of the public key. */
  x: string;
  /** 0 or 1: whether it is theirs now. */
  live: 0 | 1;
}

export interface AuditTable {
  seq: number;
  /** Canonical JSON. */
  entry: string;
  hash: string;
  /** Compact JWS without its payload; null where nobody could sign. */
  signature: string | null;
}

export interface PendingTable {
  id: string;
  /** JWS of whoever asked. */
  asked: string;
  /** `waits`, `approved`, `done`, `failed` or `refused`. */
  state: string;
  /** JWS of whoever decided. */
  decided: string | null;
  /** What came of it, in words. */
  why: string | null;
  changed_ms: UtcMs;
}

export interface OfficeTables {
  officer: OfficerTable;
  officer_key: OfficerKeyTable;
  audit: AuditTable;
  pending: PendingTable;
}

const office = ({ text, integer }: ColumnKinds): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('officer')
      .addColumn('name', text, (column) => column.primaryKey())
      .addColumn('name_key', text, (column) => column.notNull().unique())
      .addColumn('role', text, (column) => column.notNull())
      .addColumn('units', text, (column) => column.notNull())
      .addColumn('person_id', text)
      .addColumn('person_code', text)
      .addColumn('since_ms', 'bigint', (column) => column.notNull())
      .addColumn('made_by', text)
      .addColumn('retired_ms', 'bigint')
      .addColumn('retired_by', text)
      .execute();
    await db.schema
      .createTable('officer_key')
      .addColumn('kid', text, (column) => column.primaryKey())
      .addColumn('officer', text, (column) => column.notNull())
      .addColumn('x', text, (column) => column.notNull())
      .addColumn('live', integer, (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('audit')
      .addColumn('seq', integer, (column) => column.primaryKey())
      .addColumn('entry', text, (column) => column.notNull())
      .addColumn('hash', text, (column) => column.notNull())
      .addColumn('signature', text)
      .execute();
    await db.schema
      .createTable('pending')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('asked', text, (column) => column.notNull())
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('decided', text)
      .addColumn('why', text)
      .addColumn('changed_ms', 'bigint', (column) => column.notNull())
      .execute();
  },
});

export const officeMigrations = (kinds: ColumnKinds): Readonly<Record<string, Migration>> => ({
  '0001-office': office(kinds),
});
