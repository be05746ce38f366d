// People: their records sealed, found by code or pseudonym, each with a number that is never given again.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Statement } from 'better-sqlite3';
import { KioskError } from '../../../protocol/index.ts';
import type { StoreFile } from '../file/store-file.ts';
import { CardIndex, type LinkedCard } from './card-index.ts';
import { changePeople } from './change-people.ts';
import {
  type CardKind,
  type CardNumber,
  type NewCard,
  type NewPerson,
  newPersonSchema,
  type Person,
  type PersonPatch,
  personPatchSchema,
  personSchema,
} from './person.ts';
import { type PersonRow, PersonRows, type RowKeys } from './person-rows.ts';

/** Records whose seals are looked at before whoever waits has their turn: two milliseconds. */
const LOOKED_AT_ONCE = 128;

export interface PeopleKeys extends RowKeys {
  /** The same for the numbers of cards. */
  readonly cards: Uint8Array;
}

export interface AddOptions {
  readonly journalEndsAt?: number;
  readonly cards?: readonly NewCard[];
}

export interface Unjournaled {
  readonly pseudonym: string;
  /** The entry, if there is one, has a higher number. 0 also where this was not noted. */
  readonly afterSeq: number;
}

export class PeopleStore {
  readonly #file: StoreFile;
  readonly #rows: PersonRows;
  readonly #cards: CardIndex;
  /** Forgotten, though the file still has them. */
  readonly #leaving = new Set<string>();
  readonly #mark: Statement<[string, number]>;
  readonly #unmark: Statement<[string]>;
  readonly #marked: Statement<[], Unjournaled>;

  constructor(file: StoreFile, keys: PeopleKeys) {
    this.#file = file;
    this.#cards = new CardIndex(file, keys.cards);
    const { db } = file;
    this.#rows = new PersonRows(db, keys);
    this.#mark = db.prepare('INSERT OR REPLACE INTO unjournaled (pseudonym, after_seq) VALUES (?, ?)');
    this.#unmark = db.prepare('DELETE FROM unjournaled WHERE pseudonym = ?');
    this.#marked = db.prepare('SELECT pseudonym, after_seq AS afterSeq FROM unjournaled');
  }

  /**
   * @param options `journalEndsAt`: its last number now; until `journaled` is called, `unjournaled` names this person
   * @throws KioskError PERSON_EXISTS where the code, the pseudonym or a card is taken; of the store
   */
  add(given: NewPerson, { journalEndsAt, cards = [] }: AddOptions = {}): Person {
    const checked = newPersonSchema.parse(given);
    return this.#file.grow(() => {
      this.#mustBeFree(checked.code);
      if (this.#rows.byPseudonym(checked.pseudonym)) throw new KioskError('PERSON_EXISTS', { by: 'pseudonym' });
      const links = cards.map((card) => this.#cards.linkOf(card));
      if (links.some((link) => this.#cards.holderOf(link) !== undefined)) throw cardTaken();
      const person = this.#rows.insert({ ...checked, cards: links });
      this.#cards.set(person);
      if (journalEndsAt !== undefined) this.#mark.run(person.pseudonym, journalEndsAt);
      return person;
    });
  }

  /** Case and leading zeros count. @throws KioskError SEAL_BROKEN; of the store */
  byCode(code: string): Person | undefined {
    const row = this.#file.read(() => this.#rows.byCode(code));
    return this.#isKnown(row) ? this.#rows.open(row) : undefined;
  }

  /** @throws KioskError SEAL_BROKEN; of the store */
  byPseudonym(pseudonym: string): Person | undefined {
    const row = this.#file.read(() => this.#rows.byPseudonym(pseudonym));
    return this.#isKnown(row) ? this.#rows.open(row) : undefined;
  }

  /** As `byPseudonym`; undefined also where the record does not open any more. @throws KioskError of the store */
  readable(pseudonym: string): Person | undefined {
    const row = this.#file.read(() => this.#rows.byPseudonym(pseudonym));
    return this.#isKnown(row) ? this.#rows.opened(row) : undefined;
  }

  /** Whoever this card is linked to. @throws KioskError SEAL_BROKEN; of the store */
  byCard(card: CardNumber): Person | undefined {
    const link = this.#cards.linkOf(card);
    const pseudonym = this.#file.read(() => this.#cards.holderOf(link));
    const person = pseudonym === undefined ? undefined : this.byPseudonym(pseudonym);
    // A row that was moved in the file points at somebody whose record does not name the card.
    return person && holds(person, link) ? person : undefined;
  }

  /** Whether this is the photo that a card of theirs had when it was linked. */
  isPhotoOf({ cards }: Person, jpeg: Uint8Array): boolean {
    const mac = this.#cards.photoMacOf(jpeg);
    return cards.some(({ photoMac }) => photoMac === mac);
  }

  /** Whether any card of this kind is linked: where none is, nobody need be read. */
  hasCards(kind: CardKind): boolean {
    return this.#file.read(() => this.#cards.knowsAny(kind));
  }

  /**
   * From now on this card claims to be this person. Twice is once.
   * @throws KioskError PERSON_UNKNOWN, PERSON_EXISTS where it is somebody else's, SEAL_BROKEN; of the store
   */
  linkCard(code: string, card: NewCard): Person {
    const link = this.#cards.linkOf(card);
    return this.#change(code, (person) => {
      if (holds(person, link))
        return { ...person, cards: person.cards.map((own) => (own.mac === link.mac ? link : own)) };
      if (this.#cards.holderOf(link) !== undefined) throw cardTaken();
      return { ...person, cards: [...person.cards, link] };
    });
  }

  /** @throws KioskError PERSON_UNKNOWN, SEAL_BROKEN; of the store */
  unlinkCards(code: string, kind: CardKind): Person {
    return this.#change(code, (person) => ({ ...person, cards: person.cards.filter((link) => link.kind !== kind) }));
  }

  /** @throws KioskError PERSON_UNKNOWN, PERSON_EXISTS where the new code is taken, SEAL_BROKEN; of the store */
  update(code: string, patch: PersonPatch): Person {
    const checked = personPatchSchema.parse(patch);
    return this.#change(code, (person) => {
      if (checked.code !== undefined) this.#mustBeFree(checked.code, person.number);
      return personSchema.parse({ ...person, ...checked });
    });
  }

  /** Who was removed, or undefined where nobody has this code. A broken record can be removed, but tells no more who it was. */
  remove(code: string): { readonly number: number; readonly pseudonym: string } | undefined {
    const removed = this.#file.write(() => {
      const row = this.#rows.byCode(code);
      if (row) {
        this.#rows.drop(row.pseudonym);
        this.leaveTraces();
      }
      return row && { number: row.number, pseudonym: row.pseudonym };
    });
    if (removed) this.#file.settle();
    return removed;
  }

  /** Part of the caller's transaction. As `changePeople`. @throws KioskError of the store */
  change(gone: readonly string[], put: readonly NewPerson[]): readonly string[] {
    if (gone.length > 0) this.leaveTraces();
    return changePeople(this.#rows, gone, put);
  }

  /** Something of somebody is removed: it may lie in files that were set aside. Part of the caller's transaction. */
  leaveTraces(): void {
    this.#noteTraces(true);
  }

  /** Whether somebody was removed since `tracesGone` was called: they may lie in files that were set aside. */
  get hasLeftTraces(): boolean {
    return this.#file.read(() => this.#file.db.prepare('SELECT traces_left FROM numbering').pluck().get()) === 1;
  }

  /** @throws KioskError of the store */
  tracesGone(): void {
    if (this.hasLeftTraces) this.#file.write(() => this.#noteTraces(false));
  }

  /** As `add` marks whoever is new. Part of the caller's transaction. */
  mark(pseudonym: string, journalEndsAt: number): void {
    this.#mark.run(pseudonym, journalEndsAt);
  }

  /** The journal has the entry of this enrolment. */
  journaled(pseudonym: string): void {
    this.#file.write(() => this.#unmark.run(pseudonym));
  }

  /** Whose enrolment the journal may never have heard of. */
  unjournaled(): readonly Unjournaled[] {
    return this.#file.read(() => this.#marked.all());
  }

  /**
   * Whoever this is, broken record or not. Where the file cannot be written, whoever asks is told that this is nobody all the same, until
   * the end of this run; only the code is not free yet.
   * @throws KioskError of the store: then call it again
   */
  forget(pseudonym: string): void {
    this.#leaving.add(pseudonym);
    this.#file.write(() => this.#rows.drop(pseudonym));
    this.#leaving.delete(pseudonym);
    this.#file.settle();
  }

  /** In the order of their numbers. @throws KioskError SEAL_BROKEN at the first broken record; see `broken`. */
  all(): readonly Person[] {
    return this.#known().map((row) => this.#rows.open(row));
  }

  /**
   * Pseudonyms of the records that cannot be opened: the fleet must send these people again. A few at a time, others are served meanwhile.
   * @throws KioskError of the store; the signal's reason when aborted
   */
  async broken(signal: AbortSignal): Promise<readonly string[]> {
    const broken: string[] = [];
    for (const [at, pseudonym] of [...this.pseudonyms()].entries()) {
      if (at % LOOKED_AT_ONCE === 0) await nextTurn(undefined, { signal });
      // As it is by now: it may be gone, or sealed anew.
      const row = this.#file.read(() => this.#rows.byPseudonym(pseudonym));
      if (row && !this.#rows.isSealed(row)) broken.push(pseudonym);
    }
    return broken;
  }

  get count(): number {
    return this.#file.read(() => this.#rows.count);
  }

  /** Whether this file has ever held anybody: a lost and newly made one has not. */
  get wasUsed(): boolean {
    return this.#file.read(() => this.#file.db.prepare('SELECT 1 FROM numbering WHERE last > 0').get() !== undefined);
  }

  /** Pseudonyms of everybody, broken records included. */
  pseudonyms(): ReadonlySet<string> {
    return new Set(this.#file.read(() => this.#rows.pseudonyms()).filter((pseudonym) => !this.#leaving.has(pseudonym)));
  }

  #change(code: string, change: (person: Person) => Person): Person {
    return this.#file.grow(() => {
      const row = this.#rows.byCode(code);
      if (!row) throw new KioskError('PERSON_UNKNOWN');
      const person = change(this.#rows.open(row));
      this.#rows.update(row, person);
      this.#cards.set(person);
      return person;
    });
  }

  #noteTraces(areLeft: boolean): void {
    this.#file.db.prepare('UPDATE numbering SET traces_left = ?').run(areLeft ? 1 : 0);
  }

  #known(): readonly PersonRow[] {
    return this.#file.read(() => this.#rows.all()).filter((row) => this.#isKnown(row));
  }

  #isKnown(row: PersonRow | undefined): row is PersonRow {
    return row !== undefined && !this.#leaving.has(row.pseudonym);
  }

  #mustBeFree(code: string, exceptNumber?: number): void {
    const holder = this.#rows.byCode(code);
    if (holder && holder.number !== exceptNumber) throw new KioskError('PERSON_EXISTS', { by: 'code' });
  }
}

const holds = ({ cards }: Person, { mac }: Pick<LinkedCard, 'mac'>): boolean => cards.some((card) => card.mac === mac);

const cardTaken = (): KioskError => new KioskError('PERSON_EXISTS', { by: 'card' });
