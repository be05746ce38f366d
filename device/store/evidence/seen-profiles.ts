// The highest version of each service profile that this terminal has taken: what is older is not taken again.
import type { Statement } from 'better-sqlite3';
import type { StoreFile } from '../file/store-file.ts';

export class SeenProfiles {
  readonly #file: StoreFile;
  readonly #select: Statement<[string], number>;
  readonly #raise: Statement<[string, number]>;

  constructor(file: StoreFile) {
    this.#file = file;
    const { db } = file;
    this.#select = db.prepare<[string], number>('SELECT version FROM profile_seen WHERE id = ?').pluck();
    this.#raise = db.prepare(
      `INSERT INTO profile_seen (id, version) VALUES (?, ?)
       ON CONFLICT (id) DO UPDATE SET version = excluded.version WHERE excluded.version > version`,
    );
  }

  versionOf(id: string): number | undefined {
    return this.#file.read(() => this.#select.get(id));
  }

  /** Durable when it returns; never lowers. @throws KioskError STORE_* */
  note(id: string, version: number): void {
    this.#file.grow(() => this.#raise.run(id, version));
  }
}
