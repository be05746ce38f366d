// The table of labels; written once for SQLite and PostgreSQL.
import type { Migration } from 'kysely';
import type { ColumnKinds } from '../../column-kinds.ts';

export const labels = ({ text, integer }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('label')
      .addColumn('number', integer, (column) => column.primaryKey())
      .addColumn('what', text, (column) => column.notNull())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('terminal', text, (column) => column.notNull())
      .addColumn('journal_id', text)
      .addColumn('seq', integer)
      .addColumn('chosen', text, (column) => column.notNull())
      .addColumn('note', text, (column) => column.notNull())
      .addColumn('at_ms', 'bigint', (column) => column.notNull())
      .addColumn('closed_ms', 'bigint')
      .addColumn('closed_by', text)
      .addColumn('remedy', text, (column) => column.notNull())
      .addColumn('said_by', text, (column) => column.notNull())
      .addColumn('said_ms', 'bigint', (column) => column.notNull())
      .addColumn('withdrawn_by', text)
      .addColumn('withdrawn_ms', 'bigint')
      .execute();
    await db.schema.createIndex('label_of').on('label').columns(['terminal', 'seq']).execute();
  },
});
