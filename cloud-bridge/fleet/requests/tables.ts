// What officers did about requests, as a table of the register: the same in SQLite and PostgreSQL.
import type { Migration } from 'kysely';
import type { ColumnKinds } from '../column-kinds.ts';

/** Of one entry, once; the entry itself stays as it came. */
export interface AnsweredRequestTable {
  /** SITE.TERMINAL. */
  terminal: string;
  journal_id: string;
  seq: number;
  reference: string;
  note: string;
  closed_by: string;
  closed_ms: number;
}

export interface RequestTables {
  answered_request: AnsweredRequestTable;
}

export const dataRequests = ({ text, integer }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('answered_request')
      .addColumn('terminal', text, (column) => column.notNull())
      .addColumn('journal_id', text, (column) => column.notNull())
      .addColumn('seq', integer, (column) => column.notNull())
      .addColumn('reference', text, (column) => column.notNull())
      .addColumn('note', text, (column) => column.notNull())
      .addColumn('closed_by', text, (column) => column.notNull())
      .addColumn('closed_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('answered_request_key', ['terminal', 'journal_id', 'seq'])
      .execute();
  },
});
