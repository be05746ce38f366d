// Files that SQLite can no longer follow: laid aside for whoever examines them, so that the terminal can begin others and go on.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DAMAGED_FOLDER } from '../../vault/index.ts';
import { syncFolder } from './data-folder.ts';
import type { LostFile } from './lost-files.ts';
import { NoteFile } from './note-file.ts';
import { storeFault } from './store-faults.ts';

/** A disk that spoils more than that will spoil the next as well, and they hold what people have a right to see gone. */
const MOST_KEPT = 8;
/** Whoever is removed here is removed there too: nobody can take one person out of them. Entries and evidence have times of their own. */
const OF_PEOPLE = ['people.db', 'templates.db', 'jobs.db'];
/** What SQLite lays beside a database. */
const PARTS = ['', '-wal', '-journal'] as const;
const NAME = /^\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z-(\w+\.db)$/;

/** When each was first seen by a clock that is vouched for: UTC ms, by name. */
const SEEN = 'damaged.seen.json';
const seenSchema = z.record(z.string(), z.number());

interface Laid {
  /** In the folder. */
  readonly name: string;
  readonly store: string;
}

export class SetAside {
  readonly #dataDir: string;
  readonly #seen: NoteFile;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
    this.#seen = new NoteFile(dataDir, SEEN);
  }

  /** With what SQLite laid beside it. Where too many lie there already the oldest gives way. @throws KioskError as the stores */
  put(file: string, nowMs: number): LostFile {
    const keptAs = `${stampOf(nowMs)}-${file}`;
    const spoiled = this.#laid();
    const oldest = spoiled.length < MOST_KEPT ? undefined : spoiled[0];
    this.#change(file, () => {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      // The database first: a log beside none is let go by SQLite, and a database without its log would pass for a whole one, of an earlier time.
      for (const part of PARTS)
        if (existsSync(join(this.#dataDir, `${file}${part}`)))
          renameSync(join(this.#dataDir, `${file}${part}`), join(this.#folder, `${keptAs}${part}`));
    });
    if (oldest) this.#remove([oldest]);
    syncFolder(this.#dataDir);
    return { file, keptAs: join(DAMAGED_FOLDER, keptAs), ...(oldest && { gaveWay: oldest.name }) };
  }

  /** Databases that lie there, by their names in the data folder, the oldest first. */
  all(): readonly string[] {
    return this.#laid().map(({ name }) => join(DAMAGED_FOLDER, name));
  }

  /** Those that may hold somebody who was removed. How many they were. @throws KioskError as the stores */
  forgetPeople(): number {
    return this.#remove(this.#laid().filter(({ store }) => OF_PEOPLE.includes(store)));
  }

  /**
   * Those that have lain there since before then, UTC. How many they were. Their names are as good as the clock was: they count
   * from when somebody first asked, by a clock that is vouched for. @throws KioskError as the stores
   */
  forgetBefore(utcMs: number, nowMs: number): number {
    const known = seenSchema.safeParse(this.#seen.read()).data ?? {};
    const laid = this.#laid();
    const seen = Object.fromEntries(laid.map(({ name }) => [name, Math.min(known[name] ?? nowMs, nowMs)]));
    if (laid.some(({ name }) => known[name] !== seen[name])) this.#seen.write(seen);
    return this.#remove(laid.filter(({ name }) => (seen[name] ?? nowMs) < utcMs));
  }

  get #folder(): string {
    return join(this.#dataDir, DAMAGED_FOLDER);
  }

  #laid(): readonly Laid[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .sort()
      .flatMap((name) => {
        const [, store] = NAME.exec(name) ?? [];
        return store === undefined ? [] : [{ name, store }];
      });
  }

  #remove(laid: readonly Laid[]): number {
    for (const { name } of laid)
      this.#change(name, () => {
        for (const part of PARTS) rmSync(join(this.#folder, `${name}${part}`), { force: true });
      });
    return laid.length;
  }

  #change(file: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      throw storeFault(error, file);
    }
    syncFolder(this.#folder);
  }
}

/** Sorts by time, and needs no quoting. */
const stampOf = (ms: number): string => new Date(ms).toISOString().replaceAll(':', '');
