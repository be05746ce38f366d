// The tables of attendance; written once for SQLite and PostgreSQL.
import type { Migration } from 'kysely';
import type { ColumnKinds } from '../../column-kinds.ts';

export const attendance = ({ text, integer }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('attendance_record')
      .addColumn('number', integer, (column) => column.primaryKey())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('person_id', text)
      .addColumn('from_date', text, (column) => column.notNull())
      .addColumn('until_date', text)
      .addColumn('slot', text)
      .addColumn('body', text, (column) => column.notNull())
      .addColumn('booked_by', text, (column) => column.notNull())
      .addColumn('booked_ms', 'bigint', (column) => column.notNull())
      .addColumn('withdrawn_by', text)
      .addColumn('withdrawn_ms', 'bigint')
      .addColumn('decision', text)
      .addColumn('decided_by', text)
      .addColumn('decided_ms', 'bigint')
      .execute();
    await db.schema
      .createIndex('attendance_record_of')
      .on('attendance_record')
      .columns(['kind', 'person_id', 'from_date'])
      .execute();
    await db.schema
      .createTable('attendance_export')
      .addColumn('number', integer, (column) => column.primaryKey())
      .addColumn('from_date', text, (column) => column.notNull())
      .addColumn('until_date', text, (column) => column.notNull())
      .addColumn('entries', integer, (column) => column.notNull())
      .addColumn('sha256', text, (column) => column.notNull())
      .addColumn('made_by', text, (column) => column.notNull())
      .addColumn('made_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('attendance_exported')
      .addColumn('entry_key', text, (column) => column.primaryKey())
      .addColumn('export_number', integer, (column) => column.notNull())
      .addColumn('place', integer, (column) => column.notNull())
      .addColumn('row', text, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('attendance_exported_in')
      .on('attendance_exported')
      .columns(['export_number', 'place'])
      .unique()
      .execute();
  },
});
