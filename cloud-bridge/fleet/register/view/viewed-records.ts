// What managers say about time, as an officer sees and says it: of their people, and of themselves only what somebody else decides.
import { HandOverBook } from '../../attendance/records/hand-over-book.ts';
import { type Booked, type Decision, RecordBook } from '../../attendance/records/record-book.ts';
import {
  type BookedRecord,
  type NewRecord,
  REQUEST_KINDS,
  type RecordKind,
} from '../../attendance/records/record-kinds.ts';
import { notTheirs } from './register-view.ts';
import type { ViewedParts } from './viewed-grants.ts';

export class ViewedRecords extends RecordBook {
  readonly #parts: ViewedParts;

  constructor(parts: ViewedParts) {
    super(parts.db, parts.clock);
    this.#parts = parts;
  }

  override async book<K extends RecordKind>(records: readonly NewRecord<K>[], by: string): Promise<Booked> {
    const seen = await this.#seenIds();
    const own = await this.#ownIds();
    for (const { kind, personId } of records) {
      mustBeAmong(seen, personId);
      // Somebody else has to approve of a request anyway.
      if (!isRequest(kind)) this.#mustNotBeOwn(own, personId, kind);
    }
    const booked = await super.book(records, by);
    const [kind = ''] = new Set(records.map((record) => record.kind));
    for (const number of booked.numbers)
      this.#parts.view.note({ kind, id: `${number}`, before: null, after: { state: 'booked' } });
    return booked;
  }

  override async withdraw(kind: RecordKind, number: number, by: string): Promise<void> {
    const { personId } = await this.byNumber(number);
    mustBeAmong(await this.#seenIds(), personId);
    this.#mustNotBeOwn(await this.#ownIds(), personId, kind);
    await super.withdraw(kind, number, by);
    this.#parts.view.note({ kind, id: `${number}`, before: { state: 'booked' }, after: null });
  }

  override async decide(
    number: number,
    decision: Decision,
    terms: { readonly by: string; readonly concerned: readonly string[] },
  ): Promise<BookedRecord<RecordKind>> {
    const { personId, bookedBy, kind } = await this.byNumber(number);
    if ((await this.#ownIds()).has(personId ?? '')) throw notTheirs(`${number} is about the officer who decides`);
    if (this.#parts.view.isOwnName(bookedBy)) throw notTheirs(`whoever decides has asked for ${number}`);
    const decided = await super.decide(number, decision, terms);
    this.#parts.view.note({ kind, id: `${number}`, before: { state: 'asked' }, after: { state: decision } });
    return decided;
  }

  override async all<K extends RecordKind>(kind: K, personId?: string): Promise<readonly BookedRecord<K>[]> {
    const records = await super.all(kind, personId);
    const ids = await this.#seenIds();
    return ids ? records.filter((record) => record.personId === null || ids.has(record.personId)) : records;
  }

  override async byNumber(number: number): Promise<BookedRecord<RecordKind>> {
    const record = await super.byNumber(number);
    if (record.personId !== null) mustBeAmong(await this.#seenIds(), record.personId);
    return record;
  }

  /** Undefined: everybody. */
  async #seenIds(): Promise<ReadonlySet<string> | undefined> {
    const { view, people } = this.#parts;
    return view.isWhole ? undefined : new Set((await people.ever()).map(({ id }) => id));
  }

  async #ownIds(): Promise<ReadonlySet<string>> {
    const { view, everybody } = this.#parts;
    return new Set((await everybody.ever()).filter(view.isSelf).map(({ id }) => id));
  }

  #mustNotBeOwn(own: ReadonlySet<string>, personId: string | null, kind: RecordKind): void {
    if (own.has(personId ?? '')) this.#parts.view.mustNotBeAlone(`it is a ${kind} of the officer's own`);
  }
}

/** @param seen undefined: everybody */
function mustBeAmong(seen: ReadonlySet<string> | undefined, personId: string | null): void {
  if (seen && !seen.has(personId ?? '')) throw notTheirs('it is about people beyond the units of this officer');
}

const isRequest = (kind: RecordKind): boolean => REQUEST_KINDS.some((one) => one === kind);

export class ViewedHandOvers extends HandOverBook {
  readonly #parts: ViewedParts;

  constructor(parts: ViewedParts) {
    super(parts.db, parts.clock);
    this.#parts = parts;
  }

  override async rowsOf(number: number): ReturnType<HandOverBook['rowsOf']> {
    const given = await super.rowsOf(number);
    const { view, people } = this.#parts;
    if (view.isWhole) return given;
    const codes = new Set((await people.ever()).map(({ code }) => code));
    if (given.rows.every(({ code = '' }) => codes.has(code))) return given;
    throw notTheirs(`hand-over ${number} holds people beyond the units of this officer`);
  }
}
