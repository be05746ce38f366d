// Rows of orders and jobs, and what they are to everybody else.
import type { Kysely, Selectable, Transaction } from 'kysely';
import { type Order, readOrder, type SignedOrder } from '../../../protocol/index.ts';
import type { RegisterTables } from '../register/tables.ts';
import type { JobName } from './answer-safe.ts';
import { isFleetJobState, type JobStanding } from './job-table.ts';
import type { JobTable, OrderTable } from './tables.ts';

export const ORDER_STATES = ['pending', 'open', 'stopped', 'over'] as const;
/** `pending`: a second officer has to approve it; `stopped`: it is given to no further terminal. */
export type OrderState = (typeof ORDER_STATES)[number];

export interface BookedOrder {
  readonly signed: SignedOrder;
  readonly order: Order;
  readonly state: OrderState;
  readonly why: string | null;
  /** Per cent of a stage. */
  readonly abortAt: number;
}

export interface BookedJob extends JobName, JobStanding {
  readonly stage: number;
  /** What the terminal says of it, as it says it; null before. What came of it is sealed, apart. */
  readonly standing: Readonly<Record<string, unknown>> | null;
  readonly utcMs: number | null;
  readonly changedMs: number;
  readonly givenMs: number | null;
}

export type Db = Kysely<RegisterTables> | Transaction<RegisterTables>;

/** In the order of their stages. */
export const jobsIn = async (db: Db, id: string): Promise<readonly BookedJob[]> =>
  (
    await db.selectFrom('job').selectAll().where('order_id', '=', id).orderBy('stage').orderBy('terminal').execute()
  ).map(jobOf);

/** Undefined too where the order is of another kind: no answer is read as that of something else. */
export async function jobIn(db: Db, { order, terminal }: JobName, kind: string): Promise<BookedJob | undefined> {
  const row = await db
    .selectFrom('job')
    .innerJoin('job_order', 'job_order.id', 'job.order_id')
    .selectAll('job')
    .where('job.order_id', '=', order)
    .where('job.terminal', '=', terminal)
    .where('job_order.kind', '=', kind)
    .executeTakeFirst();
  return row && jobOf(row);
}

export async function setJob(db: Db, { order, terminal }: JobName, change: Partial<JobTable>): Promise<void> {
  await db.updateTable('job').set(change).where('order_id', '=', order).where('terminal', '=', terminal).execute();
}

export const orderOf = (row: Selectable<OrderTable>): BookedOrder => ({
  signed: { order: row.jws, approval: row.approval },
  order: readOrder(row.jws),
  state: ORDER_STATES.find((state) => state === row.state) ?? 'over',
  why: row.why,
  abortAt: row.abort_at,
});

export const jobOf = (row: Selectable<JobTable>): BookedJob => ({
  ...{ order: row.order_id, terminal: row.terminal, stage: row.stage, number: row.number },
  state: isFleetJobState(row.state) ? row.state : 'failed',
  saidBy: row.said_by === 'terminal' ? 'terminal' : 'fleet',
  standing: row.standing === null ? null : JSON.parse(row.standing),
  ...{ utcMs: row.utc_ms, changedMs: row.changed_ms, givenMs: row.given_ms },
});
