// How far each terminal is with its table: what its own signed reports say, and what has to be sent next.
import { type Kysely, sql, type Transaction } from 'kysely';
import {
  changeBetween,
  hashOfTable,
  NOT_AS_SENT,
  type PeopleReport,
  peopleReportSchema,
  type TableState,
} from '../../../protocol/index.ts';
import type { Place } from './grants.ts';
import type { RegisterTables } from './tables.ts';
import { digestsIn, dropOffers, replaceRows, tableSaid } from './terminal-tables.ts';

export interface Delivery {
  readonly place: Place;
  /** What it is to have; revision 0: nobody is sent to it yet. */
  readonly wants: TableState;
  readonly changedMs: number;
  /** The latest; null where it never reported. */
  readonly report: PeopleReport | null;
  readonly reportedMs: number | null;
  /** Usable is proven: its own signed report has the revision and the hash of what it is to have. */
  readonly isProven: boolean;
  /** Photos that have to follow, a few at a time, once it has what it is to have now. */
  readonly photosWaiting: number;
}

export interface TablePerson {
  readonly person: string;
  readonly state: 'proven' | 'wanted' | 'leaving';
}

/** What a terminal lacks. */
export interface NextChange {
  /** The revision that it changes; null: everything anew. */
  readonly from: number | null;
  readonly to: TableState;
  readonly put: readonly string[];
  readonly remove: readonly string[];
}

export interface Hearing {
  readonly atMs: number;
  readonly isAnswer: boolean;
}

/** Of a terminal that was heard of before anybody was sent to it. */
const NO_TABLE = {
  ...{ revision: 0, hash: '', people: 0, changed_ms: 0, photos_waiting: 0 },
  ...{ report_number: 0, reported_ms: null, report: null },
};

export class Deliveries {
  readonly #db: Kysely<RegisterTables>;

  constructor(db: Kysely<RegisterTables>) {
    this.#db = db;
  }

  async all(): Promise<readonly Delivery[]> {
    const rows = await this.#db.selectFrom('delivery').selectAll().orderBy('terminal').execute();
    return rows.map(deliveryOf);
  }

  async of(terminal: string): Promise<Delivery | undefined> {
    const row = await this.#db.selectFrom('delivery').selectAll().where('terminal', '=', terminal).executeTakeFirst();
    return row && deliveryOf(row);
  }

  /**
   * @param isAnswer it answers a question that was asked just now: it is no older one, whatever its number. A terminal that was set up anew, or lost
   *   its store, begins to count anew.
   * @returns false where it was heard before, or is older than what is known: somebody plays it again
   */
  async note({ terminal, site }: Place, report: PeopleReport, { atMs, isAnswer }: Hearing): Promise<boolean> {
    return await this.#db.transaction().execute(async (db) => {
      const before = await db.selectFrom('delivery').selectAll().where('terminal', '=', terminal).executeTakeFirst();
      const row = before ?? { ...NO_TABLE, terminal, site };
      if (report.number <= row.report_number && !isAnswer) return false;
      if (!before) await db.insertInto('delivery').values(row).execute();
      const has = report.table;
      // A fleet that was set back to an older copy of itself goes on above what the terminals have.
      const isAhead = has !== null && has.revision >= row.revision && has.hash !== row.hash;
      await db
        .updateTable('delivery')
        .set({
          ...{ report_number: report.number, reported_ms: atMs, report: JSON.stringify(report) },
          ...(isAhead && { revision: has.revision + 1 }),
        })
        .where('terminal', '=', terminal)
        .execute();
      if (has?.hash === row.hash) await confirmDesired(db, terminal);
      else await this.#confirmSaid(db, terminal, report);
      return true;
    });
  }

  async #confirmSaid(db: Transaction<RegisterTables>, terminal: string, report: PeopleReport): Promise<void> {
    const rows = await tableSaid(db, terminal, report);
    if (!rows) return;
    await replaceRows(db, 'confirmed', { terminal, rows });
    await dropOffers(db, terminal);
  }

  /** Whom a terminal is to know, or is still to forget; what it knows is what it had when it last proved to be up to date. */
  async tableOf(terminal: string): Promise<readonly TablePerson[]> {
    const [wants, has] = await Promise.all([
      digestsIn(this.#db, 'desired', terminal),
      digestsIn(this.#db, 'confirmed', terminal),
    ]);
    const wanted = [...wants].map(([person, digest]) => ({
      person,
      state: has.get(person) === digest ? ('proven' as const) : ('wanted' as const),
    }));
    const leaving = [...has.keys()].filter((person) => !wants.has(person));
    return [...wanted, ...leaving.map((person) => ({ person, state: 'leaving' as const }))];
  }

  /** Whom each of these has proven to have. */
  async proven(terminals: readonly string[]): Promise<readonly ReadonlySet<string>[]> {
    const tables = [];
    for (const terminal of terminals) {
      const has = await digestsIn(this.#db, 'confirmed', terminal);
      tables.push(new Set([...has].flatMap(([id, digest]) => (digest === NOT_AS_SENT ? [] : id))));
    }
    return tables;
  }

  /** Another device is in its place: nothing that was known of the one before counts any more. */
  async forget(terminal: string): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      const unknown = { report: null, reported_ms: null, report_number: 0 };
      await db.updateTable('delivery').set(unknown).where('terminal', '=', terminal).execute();
      await db.deleteFrom('confirmed').where('terminal', '=', terminal).execute();
      await dropOffers(db, terminal);
    });
  }

  /** Undefined where nothing is to be sent. */
  async next(terminal: string): Promise<NextChange | undefined> {
    const delivery = await this.of(terminal);
    if (!delivery || delivery.isProven || delivery.wants.revision === NO_TABLE.revision) return undefined;
    const { wants: to, report } = delivery;
    const [wants, confirmed] = await Promise.all([
      digestsIn(this.#db, 'desired', terminal),
      digestsIn(this.#db, 'confirmed', terminal),
    ]);
    const has = report?.table;
    const isKnown = has && report.needs?.what !== 'snapshot' && has.hash === hashOfTable(confirmed.values());
    if (!isKnown) return { from: null, to, put: [...wants.keys()], remove: [] };
    return { from: has.revision, to, ...changeBetween(confirmed, wants) };
  }
}

async function confirmDesired(db: Transaction<RegisterTables>, terminal: string): Promise<void> {
  await db.deleteFrom('confirmed').where('terminal', '=', terminal).execute();
  await sql`INSERT INTO confirmed SELECT terminal, person_id, digest FROM desired WHERE terminal = ${terminal}`.execute(
    db,
  );
  await dropOffers(db, terminal);
}

function deliveryOf(row: RegisterTables['delivery']): Delivery {
  const { terminal, site, revision, hash, people } = row;
  // One of an earlier version says nothing any more: the terminal is asked again.
  const report = row.report === null ? null : (peopleReportSchema.safeParse(JSON.parse(row.report)).data ?? null);
  const has = report?.table;
  return {
    place: { terminal, site },
    wants: { revision, hash, people },
    changedMs: row.changed_ms,
    photosWaiting: row.photos_waiting,
    report,
    reportedMs: row.reported_ms,
    // The hash alone may be that of before: what is still under way would change it.
    isProven: has?.hash === hash && has.revision >= revision,
  };
}
