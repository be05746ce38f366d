// The book of what managers say about time: nothing in it is ever changed; what is replaced or taken back stays, marked.
import type { Kysely, Selectable, Transaction } from 'kysely';
import { type Clock, canonicalJson, KioskError } from '../../../../protocol/index.ts';
import {
  type BookedRecord,
  type NewRecord,
  RECORD_BODIES,
  REQUEST_KINDS,
  type RecordKind,
  slotOf,
} from './record-kinds.ts';
import type { AttendanceRecordTable, AttendanceTables } from './tables.ts';

export interface Booked {
  readonly booked: number;
  /** The very same stood there already. */
  readonly unchanged: number;
  /** Numbers of those that were booked. */
  readonly numbers: readonly number[];
}

export type Decision = NonNullable<BookedRecord<RecordKind>['decision']>;

type Inside = Transaction<AttendanceTables>;

export class RecordBook {
  readonly #db: Kysely<AttendanceTables>;
  readonly #clock: Pick<Clock, 'nowMs'>;

  constructor(db: Kysely<AttendanceTables>, clock: Pick<Clock, 'nowMs'>) {
    this.#db = db;
    this.#clock = clock;
  }

  /** All of them or none. What says the same as a record that stands changes nothing; what says something else in its slot replaces it. */
  async book<K extends RecordKind>(records: readonly NewRecord<K>[], by: string): Promise<Booked> {
    return await this.#db.transaction().execute(async (inside) => {
      const numbers: number[] = [];
      let next = await nextNumber(inside);
      for (const record of records) {
        const body = canonicalJson(RECORD_BODIES[record.kind].parse(record.body));
        const standing = await inTheSlotOf(inside, record);
        if (standing.some((row) => row.body === body && row.decision !== 'declined')) continue;
        // A request replaces none: what somebody has approved is not undone by asking again.
        for (const { number } of slotOf(record) === null ? [] : standing)
          await this.#withdrawWithin(inside, { number, by });
        await inside
          .insertInto('attendance_record')
          .values(this.#rowOf(record, { number: next, body, by }))
          .execute();
        numbers.push(next);
        next += 1;
      }
      return { booked: numbers.length, unchanged: records.length - numbers.length, numbers };
    });
  }

  /** @throws KioskError USAGE where none of this kind stands under the number */
  async withdraw(kind: RecordKind, number: number, by: string): Promise<void> {
    await this.#db.transaction().execute(async (inside) => {
      const row = await standingAt(inside, number);
      if (row?.kind !== kind) throw wrong(`there is no ${kind} ${number}, or it was taken back already`);
      await this.#withdrawWithin(inside, { number, by });
    });
  }

  /**
   * Of a request that waits.
   * @param concerned names of the person whom it is about
   * @throws KioskError USAGE where none waits under the number, or whoever decides has asked for it, or is that person
   */
  async decide(
    number: number,
    decision: Decision,
    { by, concerned }: { readonly by: string; readonly concerned: readonly string[] },
  ): Promise<BookedRecord<RecordKind>> {
    return await this.#db.transaction().execute(async (inside) => {
      const row = await standingAt(inside, number);
      if (!row || !REQUEST_KINDS.some((kind) => kind === row.kind)) throw wrong(`there is no request ${number}`);
      if (row.decision !== null) throw wrong(`request ${number} was ${row.decision} by ${row.decided_by} already`);
      if (isSameName(row.booked_by, by)) throw wrong(`${by} has asked for ${number}: somebody else has to decide`);
      if (concerned.some((name) => isSameName(name, by)))
        throw wrong(`${number} is about ${by}: somebody else has to decide`);
      const decided = { decision, decided_by: by, decided_ms: this.#clock.nowMs() };
      await inside.updateTable('attendance_record').set(decided).where('number', '=', number).execute();
      return recordOf({ ...row, ...decided });
    });
  }

  /** Those that stand, in the order in which they were booked. */
  async all<K extends RecordKind>(kind: K, personId?: string): Promise<readonly BookedRecord<K>[]> {
    const ofKind = this.#db.selectFrom('attendance_record').selectAll().where('kind', '=', kind);
    const standing = ofKind.where('withdrawn_ms', 'is', null).orderBy('number');
    const rows = await (personId === undefined ? standing : standing.where('person_id', '=', personId)).execute();
    return rows.map(recordOf<K>);
  }

  /** @throws KioskError USAGE */
  async byNumber(number: number): Promise<BookedRecord<RecordKind>> {
    const row = await standingAt(this.#db, number);
    if (!row) throw wrong(`there is no record ${number}`);
    return recordOf(row);
  }

  async #withdrawWithin(inside: Inside, { number, by }: { readonly number: number; readonly by: string }) {
    const withdrawn = { withdrawn_by: by, withdrawn_ms: this.#clock.nowMs() };
    await inside.updateTable('attendance_record').set(withdrawn).where('number', '=', number).execute();
  }

  #rowOf<K extends RecordKind>(record: NewRecord<K>, entry: { number: number; body: string; by: string }) {
    return {
      ...{ number: entry.number, kind: record.kind, person_id: record.personId },
      ...{ from_date: record.from, until_date: record.until, slot: slotOf(record), body: entry.body },
      ...{ booked_by: entry.by, booked_ms: this.#clock.nowMs(), withdrawn_by: null, withdrawn_ms: null },
      ...{ decision: null, decided_by: null, decided_ms: null },
    };
  }
}

/** Within a transaction that nobody else writes beside. */
async function nextNumber(inside: Inside): Promise<number> {
  const { last } = await inside
    .selectFrom('attendance_record')
    .select(({ fn }) => fn.max('number').as('last'))
    .executeTakeFirstOrThrow();
  return Number(last ?? 0) + 1;
}

async function inTheSlotOf<K extends RecordKind>(inside: Inside, record: NewRecord<K>) {
  const slot = slotOf(record);
  return await inside
    .selectFrom('attendance_record')
    .select(['number', 'body', 'decision'])
    .where('kind', '=', record.kind)
    .where('person_id', record.personId === null ? 'is' : '=', record.personId)
    .where('from_date', '=', record.from)
    .where('until_date', record.until === null ? 'is' : '=', record.until)
    .where('slot', slot === null ? 'is' : '=', slot)
    .where('withdrawn_ms', 'is', null)
    .execute();
}

const standingAt = (db: Kysely<AttendanceTables> | Inside, number: number) =>
  db
    .selectFrom('attendance_record')
    .selectAll()
    .where('number', '=', number)
    .where('withdrawn_ms', 'is', null)
    .executeTakeFirst();

/** Blanks and capitals make nobody another person. */
const isSameName = (one: string, other: string): boolean => nameKey(one) === nameKey(other);

const nameKey = (name: string): string => name.normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase();

function recordOf<K extends RecordKind>(row: Selectable<AttendanceRecordTable>): BookedRecord<K> {
  const kind = row.kind as K; // the book writes no other
  const decision = row.decision as Decision | null; // nor another decision
  return {
    ...{ number: row.number, kind, personId: row.person_id, from: row.from_date, until: row.until_date },
    // What the schema of this very kind has just let through.
    body: RECORD_BODIES[kind].parse(JSON.parse(row.body)) as unknown as BookedRecord<K>['body'],
    ...{ bookedBy: row.booked_by, bookedMs: Number(row.booked_ms) },
    ...{ decision, decidedBy: row.decided_by, decidedMs: row.decided_ms === null ? null : Number(row.decided_ms) },
  };
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });
