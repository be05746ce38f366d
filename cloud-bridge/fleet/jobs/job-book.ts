// Orders as officers have signed them, and how far each is at each of its terminals.
import type { Kysely } from 'kysely';
import {
  type Clock,
  type JobReport,
  KioskError,
  ORDER_RULES,
  type Order,
  readOrder,
  type SignedOrder,
} from '../../../protocol/index.ts';
import { pagesOf } from '../register/pages.ts';
import type { RegisterTables } from '../register/tables.ts';
import { ANSWER_KEPT_MS, type AnswerSafe, type JobName } from './answer-safe.ts';
import { type BookedJob, type BookedOrder, type Db, jobIn, jobOf, jobsIn, orderOf, setJob } from './job-rows.ts';
import { doesCount, type FleetJobState, isTooLate } from './job-table.ts';
import { type LastingAt, type LastingKind, lastingAt, mustBeNewest } from './lasting.ts';
import { nextStep } from './stages.ts';

/** To be given to a terminal that has not been heard of it yet. */
export interface DueJob extends JobName {
  readonly signed: SignedOrder;
}

export interface NewOrder {
  readonly signed: SignedOrder;
  /** Of each terminal, in the order in which it names them. */
  readonly stages: readonly number[];
  readonly abortAt: number;
}

export interface JobBookParts {
  readonly db: Kysely<RegisterTables>;
  readonly answers: AnswerSafe;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** So long a terminal is waited for that may have been given what lasts, and was stopped. */
const HEARD_WITHIN_MS = 86_400_000;
/** Of one statement. */
const ROWS_AT_ONCE = 500;

export class JobBook {
  readonly #parts: JobBookParts;

  constructor(parts: JobBookParts) {
    this.#parts = parts;
  }

  get answers(): AnswerSafe {
    return this.#parts.answers;
  }

  /** @throws KioskError FLEET_UNTRUSTED where it is no order; USAGE where its version was given by somebody else meanwhile; STORE_* */
  async add({ signed, stages, abortAt }: NewOrder): Promise<BookedOrder> {
    const { db, clock } = this.#parts;
    const order = readOrder(signed.order);
    const { id, what, terminals, untilMs } = order;
    const isPending = ORDER_RULES[what.kind].second && signed.approval === null;
    const nowMs = clock.nowMs();
    await db.transaction().execute(async (inside) => {
      await mustBeNewest(inside, order);
      const row = { id, jws: signed.order, approval: signed.approval, kind: what.kind, until_ms: untilMs, why: null };
      await inside
        .insertInto('job_order')
        .values({ ...row, state: isPending ? 'pending' : 'open', abort_at: abortAt, booked_ms: nowMs })
        .execute();
      const planned = { state: 'planned', number: 0, said_by: 'fleet', standing: null, utc_ms: null, given_ms: null };
      const jobs = terminals.map((terminal, at) => ({ order_id: id, terminal, stage: stages[at] ?? 0 }));
      const rows = jobs.map((job) => ({ ...job, ...planned, changed_ms: nowMs }));
      for (const page of pagesOf(rows, ROWS_AT_ONCE)) await inside.insertInto('job').values(page).execute();
      await this.#advance(inside, id);
    });
    return await this.order(id);
  }

  /** By another officer, whose signature the terminals look at. @throws KioskError USAGE where it does not wait for one, STORE_* */
  async approve(id: string, approval: string): Promise<BookedOrder> {
    const { state, order } = await this.order(id);
    if (state !== 'pending') throw usage(`order ${id} does not wait for an approval: it is ${state}`);
    if (order.untilMs !== null && order.untilMs < this.#parts.clock.nowMs())
      throw usage(`order ${id} is too old: it had to begin by ${new Date(order.untilMs).toISOString()}`);
    await this.#parts.db.transaction().execute(async (inside) => {
      const { numUpdatedRows } = await inside
        .updateTable('job_order')
        .set({ approval, state: 'open' })
        .where('id', '=', id)
        .where('state', '=', 'pending')
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) throw usage(`order ${id} was approved or called off meanwhile`);
      await this.#advance(inside, id);
    });
    return await this.order(id);
  }

  /** It is given to nobody any more; what was given goes on, or is called off by an order of its own. @throws KioskError USAGE where it is over, STORE_* */
  async stop(id: string, why: string): Promise<void> {
    if ((await this.order(id)).state === 'over') throw usage(`order ${id} is over already (ridgectl jobs show ${id})`);
    await this.#parts.db.transaction().execute((inside) => this.#stop(inside, id, why));
  }

  /** @throws KioskError USAGE where there is none such */
  async order(id: string): Promise<BookedOrder> {
    const row = await this.#parts.db.selectFrom('job_order').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) throw usage(`there is no order ${id} (ridgectl jobs list)`);
    return orderOf(row);
  }

  /** The newest first. */
  async orders(limit: number): Promise<readonly BookedOrder[]> {
    const rows = await this.#parts.db
      .selectFrom('job_order')
      .selectAll()
      .orderBy('booked_ms', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(orderOf);
  }

  /** Of what lasts: what was ordered last at a terminal. @throws KioskError STORE_* */
  lastingAt<K extends LastingKind>(kind: K, terminal: string): Promise<LastingAt<K>> {
    return lastingAt(this.#parts.db, kind, terminal);
  }

  /** In the order of their stages. */
  jobsOf(id: string): Promise<readonly BookedJob[]> {
    return jobsIn(this.#parts.db, id);
  }

  /** The oldest orders first. */
  async due(): Promise<readonly DueJob[]> {
    const rows = await this.#parts.db
      .selectFrom('job')
      .innerJoin('job_order', 'job_order.id', 'job.order_id')
      .select(['job.order_id', 'job.terminal', 'job_order.jws', 'job_order.approval'])
      .where('job.state', '=', 'queued')
      .where('job_order.state', '=', 'open')
      .orderBy('job_order.booked_ms')
      .execute();
    return rows.map(({ order_id, terminal, jws, approval }) => ({
      ...{ order: order_id, terminal },
      signed: { order: jws, approval },
    }));
  }

  /** Enrolments that are done and whose answer is kept still. @throws KioskError STORE_* */
  async enrolledAgain(): Promise<readonly { readonly job: BookedJob; readonly order: Order }[]> {
    const { db, clock } = this.#parts;
    const rows = await db
      .selectFrom('job')
      .innerJoin('job_order', 'job_order.id', 'job.order_id')
      .selectAll('job')
      .select('job_order.jws')
      .where('job_order.kind', '=', 'enrol')
      .where('job.state', '=', 'done')
      .where('job.changed_ms', '>', clock.nowMs() - ANSWER_KEPT_MS)
      .execute();
    return rows.map((row) => ({ job: jobOf(row), order: readOrder(row.jws) }));
  }

  /** False where it was called off meanwhile: then it must not be given. */
  async noteGiven({ order, terminal }: JobName): Promise<boolean> {
    const { db, clock } = this.#parts;
    const { numUpdatedRows } = await db
      .updateTable('job')
      .set(({ fn, val }) => ({ given_ms: fn.coalesce('given_ms', val(clock.nowMs())) }))
      .where('order_id', '=', order)
      .where('terminal', '=', terminal)
      .where('state', '=', 'queued')
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /**
   * What a terminal says of a job of its own. What came of it is kept first: what is cut off before the row is told again.
   * @returns false where there is no such job there
   */
  async hear(terminal: string, report: JobReport): Promise<boolean> {
    const { db, answers, clock } = this.#parts;
    const name = { order: report.job, terminal };
    const { answer, ...standing } = { answer: undefined, ...report.standing };
    if (answer !== undefined && (await this.#wants(name, report))) await answers.keep(name, answer);
    return await db.transaction().execute(async (inside) => {
      const job = await jobIn(inside, name, report.kind);
      if (!job) return false;
      if (!doesCount(job, report)) return true;
      await setJob(inside, name, {
        ...{ state: standing.state, number: report.number, said_by: 'terminal', utc_ms: report.utcMs },
        ...{ standing: JSON.stringify(standing), changed_ms: clock.nowMs() },
      });
      await this.#advance(inside, name.order);
      return true;
    });
  }

  /** What time alone changes: jobs that nobody has begun in theirs, and stages that begin. @throws KioskError STORE_* */
  async settle(): Promise<void> {
    const { db, clock } = this.#parts;
    // Not from the orders themselves: one that a later ridgectl has booked may be of a kind that is not known here.
    const late = await db
      .selectFrom('job_order')
      .select(['id', 'until_ms'])
      .where('state', '!=', 'over')
      .where('until_ms', '<', clock.nowMs())
      .execute();
    for (const { id, until_ms } of late) await this.#endLate(id, until_ms);
  }

  async #wants(name: JobName, report: JobReport): Promise<boolean> {
    const job = await jobIn(this.#parts.db, name, report.kind);
    return job !== undefined && doesCount(job, report);
  }

  async #endLate(id: string, untilMs: number | null): Promise<void> {
    const { db, clock } = this.#parts;
    const isLate = ({ state }: BookedJob): boolean => isTooLate(state, untilMs, clock.nowMs());
    if (!(await jobsIn(db, id)).some(isLate)) return;
    await db.transaction().execute(async (inside) => {
      for (const job of (await jobsIn(inside, id)).filter(isLate)) await this.#conclude(inside, job, 'timed-out');
      await this.#advance(inside, id);
    });
  }

  #conclude(db: Db, name: JobName, state: FleetJobState): Promise<void> {
    return setJob(db, name, { state, said_by: 'fleet', changed_ms: this.#parts.clock.nowMs() });
  }

  /** Within the transaction that has changed one of its jobs. */
  async #advance(db: Db, id: string): Promise<void> {
    const row = await db.selectFrom('job_order').selectAll().where('id', '=', id).executeTakeFirst();
    const jobs = await jobsIn(db, id);
    if (!row) return;
    const step = nextStep(jobs, row.abort_at);
    if (step.do === 'end') await db.updateTable('job_order').set({ state: 'over' }).where('id', '=', id).execute();
    if (row.state !== 'open') return;
    if (step.do === 'begin')
      for (const job of jobs.filter(({ stage }) => stage === step.stage)) await this.#conclude(db, job, 'queued');
    if (step.do === 'stop') await this.#stop(db, id, `${step.failed} of ${step.of} terminals went wrong in a stage`);
  }

  async #stop(db: Db, id: string, why: string): Promise<void> {
    const jobs = await jobsIn(db, id);
    // What lasts would be waited for as long: a terminal that was taken away says nothing more.
    const untilMs = this.#parts.clock.nowMs() + HEARD_WITHIN_MS;
    await db
      .updateTable('job_order')
      .set((row) => ({ state: 'stopped', why, until_ms: row.fn.coalesce('until_ms', row.val(untilMs)) }))
      .where('id', '=', id)
      .execute();
    const untouched = jobs.filter(
      ({ state, givenMs }) => state === 'planned' || (state === 'queued' && givenMs === null),
    );
    for (const job of untouched) await this.#conclude(db, job, 'cancelled');
    await this.#advance(db, id);
  }
}

const usage = (why: string): KioskError => new KioskError('USAGE', { why });
