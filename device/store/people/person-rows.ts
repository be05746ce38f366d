// The rows of people: one sealed record each, found by an HMAC of the code or by pseudonym. Transactions are the caller's.
import { createHmac } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import { KioskError } from '../../../protocol/index.ts';
import { sealedColumn } from '../file/reseal.ts';
import type { Place, Sealer } from '../file/sealer.ts';
import { type Person, personSchema } from './person.ts';

export interface PersonRow {
  readonly number: number;
  readonly pseudonym: string;
  readonly code_mac: Buffer;
  readonly version: number;
  readonly sealed: Buffer;
}

/** Everything that names the row is part of the seal: swapping two people's pseudonyms in the file breaks both. */
const placeOf = ({ number, version, pseudonym, code_mac }: Omit<PersonRow, 'sealed'>): Place => [
  'people',
  number,
  version,
  pseudonym,
  code_mac.toString('hex'),
];

export const SEALED_PEOPLE = sealedColumn<PersonRow>('person', 'sealed', placeOf);

export interface RowKeys {
  readonly sealer: Sealer;
  /** Codes are looked up by HMAC under this key, so that the file holds none. */
  readonly lookup: Uint8Array;
}

export class PersonRows {
  readonly #keys: RowKeys;
  readonly #byCode: Statement<[Buffer], PersonRow>;
  readonly #byPseudonym: Statement<[string], PersonRow>;
  readonly #all: Statement<[], PersonRow>;
  readonly #pseudonyms: Statement<[], string>;
  readonly #count: Statement<[], number>;
  readonly #nextNumber: Statement<[], number>;
  readonly #insert: Statement<[PersonRow]>;
  readonly #update: Statement<[PersonRow]>;
  readonly #vacate: Statement<[string]>;
  readonly #deletes: readonly Statement<[string]>[];

  constructor(db: Database, keys: RowKeys) {
    this.#keys = keys;
    this.#byCode = db.prepare('SELECT * FROM person WHERE code_mac = ?');
    this.#byPseudonym = db.prepare('SELECT * FROM person WHERE pseudonym = ?');
    this.#all = db.prepare('SELECT * FROM person ORDER BY number');
    this.#pseudonyms = db.prepare<[], string>('SELECT pseudonym FROM person ORDER BY number').pluck();
    this.#count = db.prepare<[], number>('SELECT count(*) FROM person').pluck();
    this.#nextNumber = db.prepare<[], number>('UPDATE numbering SET last = last + 1 RETURNING last').pluck();
    this.#insert = db.prepare(
      `INSERT INTO person (number, pseudonym, code_mac, version, sealed)
       VALUES (@number, @pseudonym, @code_mac, @version, @sealed)`,
    );
    this.#update = db.prepare(
      'UPDATE person SET code_mac = @code_mac, version = @version, sealed = @sealed WHERE number = @number',
    );
    this.#vacate = db.prepare('UPDATE person SET code_mac = randomblob(32) WHERE pseudonym = ?');
    // Somebody whom the fleet wants here and who is gone is gone from its table too: the hash says so.
    this.#deletes = ['person', 'unjournaled', 'fleet_person', 'capture', 'card', 'photo'].map((table) =>
      db.prepare(`DELETE FROM ${table} WHERE pseudonym = ?`),
    );
  }

  get count(): number {
    return this.#count.get() ?? 0;
  }

  byCode(code: string): PersonRow | undefined {
    return this.#byCode.get(this.#codeMac(code));
  }

  byPseudonym(pseudonym: string): PersonRow | undefined {
    return this.#byPseudonym.get(pseudonym);
  }

  /** In the order of their numbers. */
  all(): readonly PersonRow[] {
    return this.#all.all();
  }

  /** The same, without their records. */
  pseudonyms(): readonly string[] {
    return this.#pseudonyms.all();
  }

  /** With a number that nobody has had. */
  insert(given: Omit<Person, 'number'>): Person {
    const person = personSchema.parse({ ...given, number: this.#nextNumber.get() });
    this.#insert.run(this.#rowOf(person, 1));
    return person;
  }

  /** In the place of what the row held. */
  update({ version }: PersonRow, person: Person): void {
    this.#update.run(this.#rowOf(person, version + 1));
  }

  /** Their code is free, until the row is updated. */
  vacate(pseudonym: string): void {
    this.#vacate.run(pseudonym);
  }

  /** With the cards, the marks and the photo of this person. */
  drop(pseudonym: string): void {
    for (const statement of this.#deletes) statement.run(pseudonym);
  }

  /** @throws KioskError SEAL_BROKEN */
  open(row: PersonRow): Person {
    return personSchema.parse(JSON.parse(this.#keys.sealer.openText(row.sealed, placeOf(row))));
  }

  /** Whether the seal is whole; what it holds is not looked at. */
  isSealed(row: PersonRow): boolean {
    try {
      this.#keys.sealer.open(row.sealed, placeOf(row)).fill(0);
      return true;
    } catch (error) {
      if (error instanceof KioskError) return false;
      throw error;
    }
  }

  /** Undefined where it does not open. */
  opened(row: PersonRow): Person | undefined {
    try {
      return this.open(row);
    } catch (error) {
      if (error instanceof KioskError) return undefined;
      throw error;
    }
  }

  /** Canonically equal spellings are one code; upper and lower case are two. */
  #codeMac(code: string): Buffer {
    return createHmac('sha256', this.#keys.lookup).update(code.normalize('NFC'), 'utf8').digest();
  }

  #rowOf(person: Person, version: number): PersonRow {
    const { number, pseudonym, code } = person;
    const row = { number, pseudonym, code_mac: this.#codeMac(code), version };
    return { ...row, sealed: this.#keys.sealer.sealText(JSON.stringify(person), placeOf(row)) };
  }
}
