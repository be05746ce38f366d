// Jobs of the fleet's officers as they stand here: each order once, its standing with a number that rises, the last ones that are over.
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import {
  isFault,
  isOver,
  type JobStanding,
  jobReportSchema,
  KioskError,
  type OpenedOrder,
  orderSchema,
} from '../../../protocol/index.ts';
import { sealedColumn } from '../file/reseal.ts';
import type { Sealer } from '../file/sealer.ts';
import type { StoreFile } from '../file/store-file.ts';

export const JOBS_MIGRATIONS = [
  `CREATE TABLE job (
     place INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     kind TEXT NOT NULL,
     -- The order that this one takes back.
     cancels TEXT,
     is_over INTEGER NOT NULL,
     number INTEGER NOT NULL,
     -- As far as the fleet has heard.
     heard INTEGER NOT NULL,
     utc_ms INTEGER NOT NULL,
     -- In which run of the service, and on which boot of the machine, it began.
     run TEXT,
     boot TEXT,
     sealed_order BLOB NOT NULL,
     sealed_standing BLOB NOT NULL
   ) STRICT;
   CREATE INDEX job_untold ON job (place) WHERE number > heard;
   CREATE INDEX job_cancels ON job (cancels) WHERE cancels IS NOT NULL;
   -- Why nobody is served here; no row: people are.
   CREATE TABLE out_of_use (id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL) STRICT;`,
  `-- Orders that were given before then, UTC, were lost: any of them may have been carried out, or called off.
   CREATE TABLE orders_lost (id INTEGER PRIMARY KEY CHECK (id = 1), before_ms INTEGER NOT NULL) STRICT;`,
] as const;

/** An order that comes again is known by them. */
const MOST_OVER = 256;
/** Beyond it an order is not taken; it is sent again later. */
const MOST_OPEN = 64;

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly cancels: string | null;
  readonly is_over: 0 | 1;
  readonly number: number;
  readonly heard: number;
  readonly utc_ms: number;
  readonly run: string | null;
  readonly boot: string | null;
  readonly sealed_order: Buffer;
  readonly sealed_standing: Buffer;
}

/** Where a job began: whether that is over tells whether a restart has come. */
export interface Beginning {
  /** Names the run of the service. */
  readonly run: string;
  /** Names the boot of the machine; null where nobody can tell. */
  readonly boot: string | null;
}

export interface KeptJob {
  readonly opened: OpenedOrder;
  readonly standing: JobStanding;
  readonly number: number;
  readonly utcMs: number;
  /** Undefined before it began. */
  readonly began: Beginning | undefined;
}

const openedSchema = z.strictObject({ order: orderSchema, orderedBy: z.string(), approvedBy: z.string().nullable() });
const standingSchema = jobReportSchema.shape.standing;

const orderPlace = (id: string) => ['job-order', id] as const;
const standingPlace = (id: string, number: number) => ['job-standing', id, number] as const;

export const SEALED_JOBS = [
  sealedColumn('job', 'sealed_order', ({ id }: Row) => orderPlace(id)),
  sealedColumn('job', 'sealed_standing', ({ id, number }: Row) => standingPlace(id, number)),
];

export class JobStore {
  readonly #file: StoreFile;
  readonly #sealer: Sealer;
  readonly #insert: Statement<[Row]>;
  readonly #byId: Statement<[string], Row>;
  readonly #open: Statement<[], Row>;
  readonly #untold: Statement<[number], Row>;
  readonly #move: Statement<[Pick<Row, 'id' | 'is_over' | 'number' | 'utc_ms' | 'sealed_standing'>]>;

  constructor(file: StoreFile, sealer: Sealer) {
    this.#file = file;
    this.#sealer = sealer;
    const { db } = file;
    this.#insert = db.prepare(
      `INSERT INTO job (id, kind, cancels, is_over, number, heard, utc_ms, sealed_order, sealed_standing)
       VALUES (@id, @kind, @cancels, @is_over, @number, @heard, @utc_ms, @sealed_order, @sealed_standing)`,
    );
    this.#byId = db.prepare('SELECT * FROM job WHERE id = ?');
    this.#open = db.prepare('SELECT * FROM job WHERE is_over = 0 ORDER BY place');
    this.#untold = db.prepare('SELECT * FROM job WHERE number > heard ORDER BY place LIMIT ?');
    this.#move = db.prepare(
      `UPDATE job SET is_over = @is_over, number = @number, utc_ms = @utc_ms, sealed_standing = @sealed_standing
       WHERE id = @id`,
    );
  }

  /** On the disk when it returns. @throws KioskError STORE_FULL also where too many wait; of the store */
  add(opened: OpenedOrder, standing: JobStanding, utcMs: number): void {
    const { id, what } = opened.order;
    const number = 1;
    const row: Row = {
      ...{ id, kind: what.kind, cancels: what.kind === 'cancel' ? what.order : null },
      ...{ is_over: isOver(standing) ? 1 : 0, number, heard: 0, utc_ms: Math.round(utcMs), run: null, boot: null },
      sealed_order: this.#sealer.sealText(JSON.stringify(opened), orderPlace(id)),
      sealed_standing: this.#sealer.sealText(JSON.stringify(standing), standingPlace(id, number)),
    };
    this.#file.grow(() => {
      if (standing.state === 'waiting' && this.#open.all().length >= MOST_OPEN)
        throw new KioskError('STORE_FULL', { store: 'jobs', why: 'too many orders wait', most: MOST_OPEN });
      this.#insert.run(row);
      this.#letGo();
    });
  }

  /** What was told last is told again. False where no such order is known. @throws KioskError of the store */
  tellAgain(id: string): boolean {
    return this.#file.write(() => this.#file.db.prepare('UPDATE job SET heard = 0 WHERE id = ?').run(id)).changes > 0;
  }

  /** Undefined also where it does not open any more. */
  byId(id: string): KeptJob | undefined {
    const row = this.#file.read(() => this.#byId.get(id));
    return row && this.#opened(row);
  }

  /** Whether somebody has taken it back before it came. */
  isCancelled(id: string): boolean {
    return this.#file.read(() => this.#file.db.prepare('SELECT 1 FROM job WHERE cancels = ?').get(id)) !== undefined;
  }

  /** Those that are not over, in the order in which they came. @throws KioskError of the store */
  open(): readonly KeptJob[] {
    return this.#file.read(() => this.#open.all()).flatMap((row) => this.#opened(row) ?? []);
  }

  /** Of all that are kept, those that are about this person, by the fleet's name of them. @throws KioskError of the store */
  about(person: string): readonly KeptJob[] {
    const rows = this.#file.read(() => this.#file.db.prepare<[], Row>('SELECT * FROM job ORDER BY place').all());
    const jobs = rows.flatMap((row) => this.#opened(row) ?? []);
    return jobs.filter(({ opened: { order } }) => 'person' in order.what && order.what.person === person);
  }

  /** @throws KioskError of the store */
  untold(limit: number): readonly KeptJob[] {
    return this.#file.read(() => this.#untold.all(limit)).flatMap((row) => this.#opened(row) ?? []);
  }

  /** The next standing, on the disk when it returns. @throws KioskError of the store */
  move(id: string, standing: JobStanding, utcMs: number): void {
    this.#file.grow(() => {
      const row = this.#byId.get(id);
      if (row) this.#put(row, standing, { number: row.number + 1, utcMs });
      if (isOver(standing)) this.#letGo();
    });
  }

  /** As `move`, and where it begins is noted. @throws KioskError of the store */
  begin(id: string, standing: JobStanding, { utcMs, ...began }: Beginning & { readonly utcMs: number }): void {
    this.#file.grow(() => {
      this.#file.db.prepare('UPDATE job SET run = @run, boot = @boot WHERE id = @id').run({ ...began, id });
      this.move(id, standing, utcMs);
    });
  }

  /** The fleet has heard of it as far as this number; what came of a job is not kept beyond that. @throws KioskError of the store */
  heard(id: string, number: number): void {
    const isReduced = this.#file.write(() => {
      const row = this.#byId.get(id);
      if (!row || number > row.number || number <= row.heard) return false;
      this.#file.db.prepare('UPDATE job SET heard = ? WHERE id = ?').run(number, id);
      const standing = this.#opened(row)?.standing;
      if (number < row.number || standing?.state !== 'done') return false;
      this.#put(row, { state: 'done', answer: {} }, { number, utcMs: row.utc_ms });
      return true;
    });
    if (isReduced) this.#file.settle();
  }

  isHeard(id: string): boolean {
    const row = this.#file.read(() => this.#byId.get(id));
    return row !== undefined && row.heard >= row.number;
  }

  /** Rows that do not open any more are of no use to anybody, and would never be over. How many they were. @throws KioskError of the store */
  dropBroken(): number {
    return this.#file.write(() => {
      const broken = this.#open.all().filter((row) => !this.#opened(row));
      for (const { id } of broken) this.#file.db.prepare('DELETE FROM job WHERE id = ?').run(id);
      return broken.length;
    });
  }

  /** Those that were over before then, UTC, whether the fleet has heard or not. How many they were. @throws KioskError of the store */
  expire(beforeMs: number): number {
    const { changes } = this.#file.write(() =>
      this.#file.db.prepare('DELETE FROM job WHERE is_over = 1 AND utc_ms < ?').run(beforeMs),
    );
    if (changes > 0) this.#file.settle();
    return changes;
  }

  /** Nobody can say any more what became of orders that were given before then, UTC: none of them is carried out. @throws KioskError of the store */
  ordersLost(beforeMs: number): void {
    this.#file.write(() =>
      this.#file.db
        .prepare(
          `INSERT INTO orders_lost (id, before_ms) VALUES (1, ?)
           ON CONFLICT DO UPDATE SET before_ms = max(before_ms, excluded.before_ms)`,
        )
        .run(Math.round(beforeMs)),
    );
  }

  /** Whether an order of that time may be one of those that were lost. @throws KioskError of the store */
  isLost({ atMs }: Pick<OpenedOrder['order'], 'atMs'>): boolean {
    const select = this.#file.db.prepare<[], number>('SELECT before_ms FROM orders_lost').pluck();
    return atMs < (this.#file.read(() => select.get()) ?? 0);
  }

  #put(
    { id }: Row,
    standing: JobStanding,
    { number, utcMs }: { readonly number: number; readonly utcMs: number },
  ): void {
    this.#move.run({
      ...{ id, number, is_over: isOver(standing) ? 1 : 0, utc_ms: Math.round(utcMs) },
      sealed_standing: this.#sealer.sealText(JSON.stringify(standing), standingPlace(id, number)),
    });
  }

  /** Of those that are over the oldest go, first those of which the fleet has heard. */
  #letGo(): void {
    this.#file.db
      .prepare(
        `DELETE FROM job WHERE is_over = 1 AND place NOT IN
         (SELECT place FROM job WHERE is_over = 1 ORDER BY number > heard DESC, place DESC LIMIT ?)`,
      )
      .run(MOST_OVER);
  }

  #opened(row: Row): KeptJob | undefined {
    const { id, number, utc_ms: utcMs, run, boot } = row;
    try {
      const opened = openedSchema.parse(JSON.parse(this.#sealer.openText(row.sealed_order, orderPlace(id))));
      const standing = standingSchema.parse(
        JSON.parse(this.#sealer.openText(row.sealed_standing, standingPlace(id, number))),
      );
      return { opened, standing, number, utcMs, began: run === null ? undefined : { run, boot } };
    } catch (fault) {
      // Another version may have written what this one does not understand.
      if (isFault(fault, 'SEAL_BROKEN') || fault instanceof z.ZodError) return undefined;
      throw fault;
    }
  }
}
