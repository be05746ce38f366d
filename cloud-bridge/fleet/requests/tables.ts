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

/** Of one request, what an officer has granted. */
export interface ErasureTable {
  order_id: string;
  /** Of the request: SITE.TERMINAL. */
  terminal: string;
  journal_id: string;
  seq: number;
  reference: string;
  /** JSON: random names of one person. */
  names: string;
  /** JSON. */
  keep: string;
  granted_by: string;
  granted_ms: number;
  erased: number;
  /** 0 or 1. */
  over: number;
  kept_until_ms: number;
}

export interface ErasureReceiptTable {
  order_id: string;
  terminal: string;
  /** Compact JWS. */
  receipt: string;
}

export interface RequestTables {
  answered_request: AnsweredRequestTable;
  erasure: ErasureTable;
  erasure_receipt: ErasureReceiptTable;
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

export const erasures = ({ text, integer }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('erasure')
      .addColumn('order_id', text, (column) => column.primaryKey())
      .addColumn('terminal', text, (column) => column.notNull())
      .addColumn('journal_id', text, (column) => column.notNull())
      .addColumn('seq', integer, (column) => column.notNull())
      .addColumn('reference', text, (column) => column.notNull())
      .addColumn('names', text, (column) => column.notNull())
      .addColumn('keep', text, (column) => column.notNull())
      .addColumn('granted_by', text, (column) => column.notNull())
      .addColumn('granted_ms', 'bigint', (column) => column.notNull())
      .addColumn('erased', integer, (column) => column.notNull())
      .addColumn('over', integer, (column) => column.notNull())
      .addColumn('kept_until_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('erasure_receipt')
      .addColumn('order_id', text, (column) => column.notNull())
      .addColumn('terminal', text, (column) => column.notNull())
      .addColumn('receipt', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('erasure_receipt_key', ['order_id', 'terminal'])
      .execute();
  },
});
