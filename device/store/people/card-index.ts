// Finds a person by a card. The table is an index alone: whose card it is stands in the person's sealed record, and that decides.
import { createHmac } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import type { StoreFile } from '../file/store-file.ts';
import type { CardKind, NewCard, Person } from './person.ts';

export const CARD_INDEX_MIGRATION = `-- By HMAC: the file holds no citizen number and no number of a card.
   CREATE TABLE card (mac BLOB PRIMARY KEY, kind TEXT NOT NULL, pseudonym TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE INDEX card_of ON card (pseudonym);`;

export type LinkedCard = Person['cards'][number];

export class CardIndex {
  readonly #key: Uint8Array;
  readonly #find: Statement<[Buffer], string>;
  readonly #put: Statement<[{ mac: Buffer; kind: CardKind; pseudonym: string }]>;
  readonly #drop: Statement<[string]>;
  readonly #any: Statement<[string], number>;

  /** All methods are called within a transaction of the file, or within its `read`. */
  constructor({ db }: StoreFile, key: Uint8Array) {
    this.#key = key;
    this.#find = db.prepare<[Buffer], string>('SELECT pseudonym FROM card WHERE mac = ?').pluck();
    this.#put = db.prepare('INSERT INTO card (mac, kind, pseudonym) VALUES (@mac, @kind, @pseudonym)');
    this.#drop = db.prepare('DELETE FROM card WHERE pseudonym = ?');
    this.#any = db.prepare<[string], number>('SELECT 1 FROM card WHERE kind = ? LIMIT 1').pluck();
  }

  linkOf({ kind, number, photo }: NewCard): LinkedCard {
    const mac = createHmac('sha256', this.#key).update(`${kind}\0${number}`, 'utf8').digest('hex');
    return { kind, mac, ...(photo && { photoMac: this.photoMacOf(photo) }) };
  }

  photoMacOf(jpeg: Uint8Array): string {
    return createHmac('sha256', this.#key).update('photo\0').update(jpeg).digest('hex');
  }

  /** Who may have this card; the record has the last word. */
  holderOf({ mac }: Pick<LinkedCard, 'mac'>): string | undefined {
    return this.#find.get(Buffer.from(mac, 'hex'));
  }

  knowsAny(kind: CardKind): boolean {
    return this.#any.get(kind) !== undefined;
  }

  /** These and no others. */
  set({ pseudonym, cards }: Pick<Person, 'pseudonym' | 'cards'>): void {
    this.#drop.run(pseudonym);
    for (const { kind, mac } of cards) this.#put.run({ mac: Buffer.from(mac, 'hex'), kind, pseudonym });
  }
}
