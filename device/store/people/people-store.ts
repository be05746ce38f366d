// People: their records sealed, found by code or pseudonym, each with a number that is never given again.
import { createHmac } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import type { z } from 'zod';
import { KioskError } from '../../../protocol/index.ts';
import type { Place, Sealer } from '../file/sealer.ts';
import type { StoreFile } from '../file/store-file.ts';
import { CardIndex, type LinkedCard } from './card-index.ts';
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

interface Row {
  readonly number: number;
  readonly pseudonym: string;
  readonly code_mac: Buffer;
  readonly version: number;
  readonly sealed: Buffer;
}

/** Everything that names the row is part of the seal: swapping two people's pseudonyms in the file breaks both. */
const placeOf = ({ number, version, pseudonym, code_mac }: Omit<Row, 'sealed'>): Place => [
  'people',
  number,
  version,
  pseudonym,
  code_mac.toString('hex'),
];

export interface PeopleKeys {
  readonly sealer: Sealer;
  /** Codes are looked up by HMAC under this key, so that the file holds none. */
  readonly lookup: Uint8Array;
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
  readonly #keys: PeopleKeys;
  readonly #cards: CardIndex;
  /** Forgotten, though the file still has them. */
  readonly #leaving = new Set<string>();
  readonly #byCode: Statement<[Buffer], Row>;
  readonly #byPseudonym: Statement<[string], Row>;
  readonly #all: Statement<[], Row>;
  readonly #count: Statement<[], number>;
  readonly #nextNumber: Statement<[], number>;
  readonly #insert: Statement<[Row]>;
  readonly #update: Statement<[Row]>;
  readonly #delete: Statement<[number]>;
  readonly #vacate: Statement<[string]>;
  readonly #disown: Statement<[string]>;
  readonly #mark: Statement<[string, number]>;
  readonly #unmark: Statement<[string]>;
  readonly #marked: Statement<[], Unjournaled>;

  constructor(file: StoreFile, keys: PeopleKeys) {
    this.#file = file;
    this.#keys = keys;
    this.#cards = new CardIndex(file, keys.cards);
    const { db } = file;
    this.#byCode = db.prepare('SELECT * FROM person WHERE code_mac = ?');
    this.#byPseudonym = db.prepare('SELECT * FROM person WHERE pseudonym = ?');
    this.#all = db.prepare('SELECT * FROM person ORDER BY number');
    this.#count = db.prepare<[], number>('SELECT count(*) FROM person').pluck();
    this.#nextNumber = db.prepare<[], number>('UPDATE numbering SET last = last + 1 RETURNING last').pluck();
    this.#insert = db.prepare('INSERT INTO person VALUES (@number, @pseudonym, @code_mac, @version, @sealed)');
    this.#update = db.prepare(
      'UPDATE person SET code_mac = @code_mac, version = @version, sealed = @sealed WHERE number = @number',
    );
    this.#delete = db.prepare('DELETE FROM person WHERE number = ?');
    // What the fleet wants here is not here any more: the hash of its table says so.
    this.#disown = db.prepare('DELETE FROM fleet_person WHERE pseudonym = ?');
    this.#vacate = db.prepare('UPDATE person SET code_mac = randomblob(32) WHERE pseudonym = ?');
    this.#mark = db.prepare('INSERT INTO unjournaled VALUES (?, ?)');
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
      if (this.#byPseudonym.get(checked.pseudonym)) throw new KioskError('PERSON_EXISTS', { by: 'pseudonym' });
      const links = cards.map((card) => this.#cards.linkOf(card));
      if (links.some((link) => this.#cards.holderOf(link) !== undefined)) throw cardTaken();
      const person = personSchema.parse({ ...checked, cards: links, number: this.#nextNumber.get() });
      this.#insert.run(this.#rowOf(person, 1));
      this.#cards.set(person);
      if (journalEndsAt !== undefined) this.#mark.run(person.pseudonym, journalEndsAt);
      return person;
    });
  }

  /** Case and leading zeros count. @throws KioskError SEAL_BROKEN; of the store */
  byCode(code: string): Person | undefined {
    const row = this.#file.read(() => this.#byCode.get(this.#codeMac(code)));
    return this.#isKnown(row) ? this.#open(row) : undefined;
  }

  /** @throws KioskError SEAL_BROKEN; of the store */
  byPseudonym(pseudonym: string): Person | undefined {
    const row = this.#file.read(() => this.#byPseudonym.get(pseudonym));
    return this.#isKnown(row) ? this.#open(row) : undefined;
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
      const row = this.#byCode.get(this.#codeMac(code));
      if (row) this.#drop(row.pseudonym);
      return row && { number: row.number, pseudonym: row.pseudonym };
    });
    if (removed) this.#file.settle();
    return removed;
  }

  /**
   * Part of the caller's transaction: these are no more, those are new or changed, whatever codes pass from one to another.
   * @returns pseudonyms of those who were left as they were, because somebody else has their code
   * @throws KioskError SEAL_BROKEN; of the store
   */
  change(gone: readonly string[], put: readonly NewPerson[]): readonly string[] {
    for (const pseudonym of gone) this.#drop(pseudonym);
    const people = put.map((person) => newPersonSchema.parse(person));
    const known = new Map(people.map(({ pseudonym }) => [pseudonym, this.#byPseudonym.get(pseudonym)]));
    const taken = people.filter((person) => this.#isTaken(person.code, known));
    const free = people.filter((person) => !taken.includes(person));
    // Their records are written anew in any case.
    for (const { pseudonym } of free) this.#vacate.run(pseudonym);
    for (const person of free) this.#put(person, known.get(person.pseudonym));
    return taken.map(({ pseudonym }) => pseudonym);
  }

  /** By somebody who keeps it. */
  #isTaken(code: string, changing: ReadonlyMap<string, Row | undefined>): boolean {
    const holder = this.#byCode.get(this.#codeMac(code));
    return holder !== undefined && !changing.has(holder.pseudonym);
  }

  #put(given: z.output<typeof newPersonSchema>, row: Row | undefined): void {
    if (row) {
      // A record that does not open any more is made good by what the fleet sends.
      const { cards, enrolledAtMs, enroller } = this.#opens(row) ? this.#open(row) : { ...given, cards: [] };
      const person = personSchema.parse({ ...given, number: row.number, cards, enrolledAtMs, enroller });
      this.#update.run(this.#rowOf(person, row.version + 1));
      return;
    }
    this.#insert.run(this.#rowOf(personSchema.parse({ ...given, number: this.#nextNumber.get() }), 1));
  }

  #drop(pseudonym: string): void {
    const row = this.#byPseudonym.get(pseudonym);
    if (row) this.#delete.run(row.number);
    this.#unmark.run(pseudonym);
    this.#disown.run(pseudonym);
    this.#cards.drop(pseudonym);
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
    this.#file.write(() => this.#drop(pseudonym));
    this.#leaving.delete(pseudonym);
    this.#file.settle();
  }

  /** In the order of their numbers. @throws KioskError SEAL_BROKEN at the first broken record; see `broken`. */
  all(): readonly Person[] {
    return this.#rows().map((row) => this.#open(row));
  }

  /** Pseudonyms of the records that cannot be opened: the fleet must send these people again. */
  broken(): readonly string[] {
    return this.#rows()
      .filter((row) => !this.#opens(row))
      .map(({ pseudonym }) => pseudonym);
  }

  get count(): number {
    return this.#file.read(() => this.#count.get() ?? 0);
  }

  /** Whether this file has ever held anybody: a lost and newly made one has not. */
  get wasUsed(): boolean {
    return this.#file.read(() => this.#file.db.prepare('SELECT 1 FROM numbering WHERE last > 0').get() !== undefined);
  }

  /** Pseudonyms of everybody, broken records included. */
  pseudonyms(): ReadonlySet<string> {
    return new Set(this.#rows().map(({ pseudonym }) => pseudonym));
  }

  #change(code: string, change: (person: Person) => Person): Person {
    return this.#file.grow(() => {
      const row = this.#byCode.get(this.#codeMac(code));
      if (!row) throw new KioskError('PERSON_UNKNOWN');
      const person = change(this.#open(row));
      this.#update.run(this.#rowOf(person, row.version + 1));
      this.#cards.set(person);
      return person;
    });
  }

  #rows(): readonly Row[] {
    return this.#file.read(() => this.#all.all()).filter((row) => this.#isKnown(row));
  }

  #isKnown(row: Row | undefined): row is Row {
    return row !== undefined && !this.#leaving.has(row.pseudonym);
  }

  #mustBeFree(code: string, exceptNumber?: number): void {
    const holder = this.#byCode.get(this.#codeMac(code));
    if (holder && holder.number !== exceptNumber) throw new KioskError('PERSON_EXISTS', { by: 'code' });
  }

  /** Canonically equal spellings are one code; upper and lower case are two. */
  #codeMac(code: string): Buffer {
    return createHmac('sha256', this.#keys.lookup).update(code.normalize('NFC'), 'utf8').digest();
  }

  #rowOf(person: Person, version: number): Row {
    const { number, pseudonym, code } = person;
    const row = { number, pseudonym, code_mac: this.#codeMac(code), version };
    return { ...row, sealed: this.#keys.sealer.sealText(JSON.stringify(person), placeOf(row)) };
  }

  #open(row: Row): Person {
    return personSchema.parse(JSON.parse(this.#keys.sealer.openText(row.sealed, placeOf(row))));
  }

  #opens(row: Row): boolean {
    try {
      this.#open(row);
      return true;
    } catch (error) {
      if (error instanceof KioskError) return false;
      throw error;
    }
  }
}

const holds = ({ cards }: Person, { mac }: Pick<LinkedCard, 'mac'>): boolean => cards.some((card) => card.mac === mac);

const cardTaken = (): KioskError => new KioskError('PERSON_EXISTS', { by: 'card' });
