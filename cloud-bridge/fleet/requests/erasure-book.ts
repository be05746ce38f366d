// The book of erasures that officers have granted: whom each is about, by which order, and the receipts that came back.
import type { Kysely, Selectable } from 'kysely';
import { JOURNAL_CLASSES, type JournalClass } from '../../../protocol/index.ts';
import type { JobName } from '../jobs/answer-safe.ts';
import { keyOfRequest, type RequestKey } from './request-book.ts';
import type { ErasureTable, RequestTables } from './tables.ts';

export interface GrantedErasure extends RequestKey {
  /** By which terminals are told. */
  readonly order: string;
  /** Of the request. */
  readonly reference: string;
  /** As entries have them; none once nothing of them can come any more. */
  readonly names: readonly string[];
  readonly keep: readonly JournalClass[];
  readonly grantedBy: string;
  readonly grantedMs: number;
}

export interface Erasure extends GrantedErasure {
  /** Entries of the fleet's store, by this order and by those in whose place it is. */
  readonly erased: number;
  /** The request is answered by it, or another was granted in its place. */
  readonly isOver: boolean;
  /** Until then what stays of them is kept here. */
  readonly keptUntilMs: number;
}

export interface KeptReceipt {
  /** SITE.TERMINAL. */
  readonly terminal: string;
  /** Compact JWS. */
  readonly receipt: string;
}

/** What shows that all was lawful is kept so long at least: as the policy that is built into terminals has it. */
const KEPT_MS = 365 * 86_400_000;

export class ErasureBook {
  readonly #db: Kysely<RequestTables>;

  constructor(db: Kysely<RequestTables>) {
    this.#db = db;
  }

  /** In the place of those of the same request. @throws KioskError STORE_* */
  async begin({ order, names, keep, grantedBy, grantedMs, ...request }: GrantedErasure): Promise<void> {
    const { terminal, journalId, seq, reference } = request;
    await this.#db.transaction().execute(async (inside) => {
      const ended = await inside
        .updateTable('erasure')
        .set({ over: 1 })
        .where('terminal', '=', terminal)
        .where('journal_id', '=', journalId)
        .where('seq', '=', seq)
        .returning('erased')
        .execute();
      const row = { order_id: order, terminal, journal_id: journalId, seq, reference };
      const texts = { names: JSON.stringify(names), keep: JSON.stringify(keep) };
      const times = { granted_by: grantedBy, granted_ms: grantedMs, kept_until_ms: grantedMs + KEPT_MS };
      await inside
        .insertInto('erasure')
        .values({
          ...row,
          ...texts,
          ...times,
          erased: Math.max(0, ...ended.map(({ erased }) => Number(erased))),
          over: 0,
        })
        .execute();
    });
  }

  /** The latest last. @throws KioskError STORE_* */
  async all(): Promise<readonly Erasure[]> {
    const rows = await this.#db.selectFrom('erasure').selectAll().orderBy('granted_ms').orderBy('order_id').execute();
    return rows.map(erasureOf);
  }

  /** Undefined where none was granted. @throws KioskError STORE_* */
  async latestOf(request: RequestKey): Promise<Erasure | undefined> {
    return (await this.all()).findLast((one) => keyOfRequest(one) === keyOfRequest(request));
  }

  /** Terminals are still to answer. @throws KioskError STORE_* */
  async open(): Promise<readonly Erasure[]> {
    const rows = await this.#db.selectFrom('erasure').selectAll().where('over', '=', 0).execute();
    return rows.map(erasureOf);
  }

  /** @throws KioskError STORE_* */
  async count(order: string, erased: number): Promise<void> {
    await this.#db
      .updateTable('erasure')
      .set((row) => ({ erased: row('erased', '+', erased) }))
      .where('order_id', '=', order)
      .execute();
  }

  /** The request is answered. @param keptUntilMs as the terminals say @throws KioskError STORE_* */
  async end(order: string, keptUntilMs: number): Promise<void> {
    await this.#db
      .updateTable('erasure')
      .set((row) => ({
        over: 1,
        kept_until_ms: row
          .case()
          .when('kept_until_ms', '<', keptUntilMs)
          .then(keptUntilMs)
          .else(row.ref('kept_until_ms'))
          .end(),
      }))
      .where('order_id', '=', order)
      .execute();
  }

  /** @throws KioskError STORE_* */
  async forgetNames(orders: readonly string[]): Promise<void> {
    for (const order of orders)
      await this.#db.updateTable('erasure').set({ names: '[]' }).where('order_id', '=', order).execute();
  }

  /** @throws KioskError STORE_* */
  async keepReceipt({ order, terminal }: JobName, receipt: string): Promise<void> {
    await this.#db
      .insertInto('erasure_receipt')
      .values({ order_id: order, terminal, receipt })
      .onConflict((conflict) => conflict.columns(['order_id', 'terminal']).doNothing())
      .execute();
  }

  /** By the names of the terminals. @throws KioskError STORE_* */
  async receiptsOf(order: string): Promise<readonly KeptReceipt[]> {
    return await this.#db
      .selectFrom('erasure_receipt')
      .select(['terminal', 'receipt'])
      .where('order_id', '=', order)
      .orderBy('terminal')
      .execute();
  }
}

const erasureOf = (row: Selectable<ErasureTable>): Erasure => ({
  ...{ order: row.order_id, terminal: row.terminal, journalId: row.journal_id, seq: Number(row.seq) },
  ...{ reference: row.reference, names: JSON.parse(row.names) },
  keep: JOURNAL_CLASSES.filter((kind) => JSON.parse(row.keep).includes(kind)),
  ...{ grantedBy: row.granted_by, grantedMs: Number(row.granted_ms) },
  ...{ erased: Number(row.erased), isOver: row.over === 1, keptUntilMs: Number(row.kept_until_ms) },
});
