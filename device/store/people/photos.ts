// Photos of people, to stand beside their answers: a JPEG each, sealed for its person, apart from the records that every start opens.
import type { Statement } from 'better-sqlite3';
import { sealedColumn } from '../file/reseal.ts';
import type { Place, Sealer } from '../file/sealer.ts';
import type { StoreFile } from '../file/store-file.ts';

export const PHOTO_MIGRATION = `-- For display, as the fleet sends them; nobody is recognised by one.
  CREATE TABLE photo (pseudonym TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;`;

const placeOf = (pseudonym: string): Place => ['photo', pseudonym];

export const SEALED_PHOTOS = sealedColumn('photo', 'sealed', (row: { pseudonym: string }) => placeOf(row.pseudonym));

export interface NewPhoto {
  readonly pseudonym: string;
  /** JPEG, base64. */
  readonly photo: string;
}

export class Photos {
  readonly #file: StoreFile;
  readonly #sealer: Sealer;
  readonly #put: Statement<[string, Buffer]>;
  readonly #find: Statement<[string], Buffer>;
  readonly #isHere: Statement<[string], number>;
  readonly #drop: Statement<[string]>;
  readonly #dropOrphans: Statement<[]>;

  constructor(file: StoreFile, sealer: Sealer) {
    this.#file = file;
    this.#sealer = sealer;
    const { db } = file;
    this.#put = db.prepare('INSERT OR REPLACE INTO photo (pseudonym, sealed) VALUES (?, ?)');
    this.#find = db.prepare<[string], Buffer>('SELECT sealed FROM photo WHERE pseudonym = ?').pluck();
    this.#isHere = db.prepare<[string], number>('SELECT 1 FROM photo WHERE pseudonym = ?').pluck();
    this.#drop = db.prepare('DELETE FROM photo WHERE pseudonym = ?');
    this.#dropOrphans = db.prepare('DELETE FROM photo WHERE pseudonym NOT IN (SELECT pseudonym FROM person)');
  }

  /**
   * Before the people themselves: a cut in between leaves photos of nobody, which `removeOrphans` removes. Those in whose place they are lie in the log until the file is settled. @throws KioskError of the store
   */
  save(photos: readonly NewPhoto[]): void {
    this.#file.grow(() => {
      for (const { pseudonym, photo } of photos)
        this.#put.run(pseudonym, this.#sealer.seal(Buffer.from(photo, 'base64'), placeOf(pseudonym)));
    });
  }

  has(pseudonym: string): boolean {
    return this.#file.read(() => this.#isHere.get(pseudonym)) !== undefined;
  }

  /** JPEG; undefined of whoever has none. @throws KioskError SEAL_BROKEN; of the store */
  of(pseudonym: string): Buffer | undefined {
    const sealed = this.#file.read(() => this.#find.get(pseudonym));
    return sealed && this.#sealer.open(sealed, placeOf(pseudonym));
  }

  /** Of people who are gone already, or are to have none. @throws KioskError of the store */
  remove(pseudonyms: readonly string[]): void {
    this.#file.write(() => {
      for (const pseudonym of pseudonyms) this.#drop.run(pseudonym);
    });
    this.#file.settle();
  }

  /** How many were of nobody. @throws KioskError of the store */
  removeOrphans(): number {
    const { changes } = this.#file.write(() => this.#dropOrphans.run());
    if (changes > 0) this.#file.settle();
    return changes;
  }
}
