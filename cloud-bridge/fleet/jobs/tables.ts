// Orders and jobs as tables; answers lie with the templates, sealed. The same in SQLite and PostgreSQL.
import type { Migration } from 'kysely';
import type { ColumnKinds } from '../column-kinds.ts';

type UtcMs = number;

export interface OrderTable {
  id: string;
  /** As the officer has signed it. */
  jws: string;
  approval: string | null;
  kind: string;
  /** `pending` (a second officer), `open`, `stopped`, `over`. */
  state: string;
  /** Of one that was stopped. */
  why: string | null;
  /** Also within the order; null: it lasts. Once that was stopped: until when its terminals are waited for. */
  until_ms: UtcMs | null;
  /** Per cent. */
  abort_at: number;
  booked_ms: UtcMs;
}

export interface JobTable {
  order_id: string;
  terminal: string;
  stage: number;
  state: string;
  number: number;
  said_by: string;
  /** JSON, without the answer. */
  standing: string | null;
  /** By the terminal's clock. */
  utc_ms: UtcMs | null;
  /** By ours: of its latest change. */
  changed_ms: UtcMs;
  given_ms: UtcMs | null;
}

export interface JobTables {
  job_order: OrderTable;
  job: JobTable;
}

/** In the database of the templates. */
export interface AnswerTable {
  order_id: string;
  terminal: string;
  sealed: Buffer;
  until_ms: UtcMs;
}

export const jobs = ({ text, integer }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('job_order')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('jws', text, (column) => column.notNull())
      .addColumn('approval', text)
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('why', text)
      .addColumn('until_ms', 'bigint')
      .addColumn('abort_at', integer, (column) => column.notNull())
      .addColumn('booked_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('job')
      .addColumn('order_id', text, (column) => column.notNull())
      .addColumn('terminal', text, (column) => column.notNull())
      .addColumn('stage', integer, (column) => column.notNull())
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('number', integer, (column) => column.notNull())
      .addColumn('said_by', text, (column) => column.notNull())
      .addColumn('standing', text)
      .addColumn('utc_ms', 'bigint')
      .addColumn('changed_ms', 'bigint', (column) => column.notNull())
      .addColumn('given_ms', 'bigint')
      .addPrimaryKeyConstraint('job_key', ['order_id', 'terminal'])
      .execute();
  },
});

export const answers = ({ text, bytes }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('answer')
      .addColumn('order_id', text, (column) => column.notNull())
      .addColumn('terminal', text, (column) => column.notNull())
      .addColumn('sealed', bytes, (column) => column.notNull())
      .addColumn('until_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('answer_key', ['order_id', 'terminal'])
      .execute();
  },
});
