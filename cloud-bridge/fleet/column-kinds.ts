// Where SQLite and PostgreSQL differ in what a column is.
import { type ColumnDataType, type ColumnDefinitionBuilder, type Expression, sql } from 'kysely';

type ColumnKind = ColumnDataType | Expression<unknown>;

export interface ColumnKinds {
  /** Sorted by its bytes. */
  readonly text: ColumnKind;
  readonly integer: ColumnKind;
  readonly bytes: ColumnKind;
  /** A number that the database gives, never twice. */
  readonly numbered: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
}

export const SQLITE_COLUMNS: ColumnKinds = {
  ...{ text: 'text', integer: 'integer', bytes: 'blob' },
  numbered: (column) => column.primaryKey().autoIncrement(),
};

/** An integer of SQLite holds 64 bits; a collation of the database's own would sort codes otherwise. */
export const POSTGRES_COLUMNS: ColumnKinds = {
  ...{ text: sql`text collate "C"`, integer: 'bigint', bytes: 'bytea' },
  numbered: (column) => column.generatedAlwaysAsIdentity().primaryKey(),
};
