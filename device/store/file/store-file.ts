// One SQLite file of ours: opened for this process alone, checked, brought up to date, and its errors made faults.
import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Database } from 'better-sqlite3';
import { isFault, KioskError } from '../../../protocol/index.ts';
import type { Sealer } from './sealer.ts';
import { storeFault } from './store-faults.ts';

/** How long a predecessor may take to let go of its files. */
const LOCK_WAIT_MS = 1000;
/** What an entry takes with all that SQLite writes for it is less; to move the log into the file may take as much as the log has. */
const LEAST_ROOM_BYTES = 128 * 1024;
const MOST_ROOM_BYTES = 4 * 1024 * 1024;
const WAL_LIMIT_BYTES = 8 * 1024 * 1024;
/** Pages that must be free while a bench plays the full disk, so that the very next entry meets it. */
const BENCH_ROOM_PAGES = 4;
const MOST_PAGES = 4_294_967_294;

/** For each file: who reads all of it once, at a start, is not to keep 16 MiB of it. The system has it in its own cache. */
const CACHE_KIB = 2048;

/**
 * Exclusive before WAL: a second process is refused, and no shared memory file is needed. `secure_delete`, because what
 * was removed must not stay readable in free pages.
 */
const SETTINGS = [
  'locking_mode = EXCLUSIVE',
  'journal_mode = WAL',
  'synchronous = FULL',
  'secure_delete = ON',
  `journal_size_limit = ${WAL_LIMIT_BYTES}`,
  'temp_store = MEMORY',
  'trusted_schema = OFF',
  `cache_size = -${CACHE_KIB}`,
] as const;

/** To look at a file that nobody uses: nothing is written but what a killed process left in the log. */
const EXAMINING = ['locking_mode = EXCLUSIVE', 'temp_store = MEMORY', 'trusted_schema = OFF'] as const;

const SEAL_CHECK = 'CREATE TABLE seal_check (id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL) STRICT';
/** As it is sealed there, of the oldest key by which anything in the file opens. */
const checkText = (oldest: number): string => (oldest === 0 ? 'ridged' : `ridged ${oldest}`);
const oldestIn = (text: string): number => Number(text.slice('ridged '.length));

export type Migration =
  | string
  | {
      readonly sql: string;
      /** Finds a row where a file already has what the script makes: one that an unreleased version made. */
      readonly unless?: string;
      /**
       * Whoever knows nothing of it reads and writes the file as ever: tables, indexes, columns that may be left out. A release that is
       * gone back from may have taken such steps, and no others.
       */
      readonly onlyAdds?: true;
    };

/** Of the disk, kept beforehand for one file: whatever else has filled it, this file is written. */
export interface KeptRoom {
  /** Gives back so many bytes of it, or what is left. False where nothing is. */
  release(bytes: number): boolean;
}

export interface StoreFileOptions {
  readonly path: string;
  readonly sealer: Sealer;
  /** One SQL script per version; released ones are never changed. */
  readonly migrations: readonly Migration[];
  /** Without it the disk as it is. */
  readonly room?: KeptRoom | undefined;
}

export class StoreFile implements AsyncDisposable {
  readonly db: Database;
  readonly #name: string;
  readonly #room: KeptRoom | undefined;
  readonly #fileNumber: bigint | undefined;
  #isLimited = false;

  private constructor(db: Database, name: string, room?: KeptRoom) {
    this.db = db;
    this.#name = name;
    this.#room = room;
    this.#fileNumber = fileNumber(db.name);
  }

  /**
   * @throws KioskError STORE_BUSY, STORE_READ_ONLY, STORE_FULL, STORE_CORRUPT, STORE_NEWER, STORE_FAILED, and
   *   SEAL_BROKEN where the file was sealed with another key
   */
  static async open({ path, sealer, migrations, room }: StoreFileOptions): Promise<StoreFile> {
    const db = await StoreFile.#begin(path, (db, name) => {
      for (const setting of SETTINGS) db.pragma(setting);
      lockAndCheck(db, name);
      migrate(db, [SEAL_CHECK, ...migrations], name);
      checkKey(db, sealer, name);
    });
    return new StoreFile(db, basename(path), room);
  }

  /** A file that is there, to be read only. @throws as `open`; STORE_READ_ONLY where not even its lock can be had */
  static async examine({ path, sealer, migrations }: StoreFileOptions): Promise<StoreFile> {
    const db = await StoreFile.#begin(path, (db, name) => {
      for (const setting of EXAMINING) db.pragma(setting);
      lockAndCheck(db, name);
      db.pragma('query_only = ON');
      mustBeOfVersion(db, 1 + migrations.length, name);
      checkKey(db, sealer, name);
    });
    return new StoreFile(db, basename(path));
  }

  static async #begin(path: string, prepare: (db: Database, name: string) => void): Promise<Database> {
    const name = basename(path);
    const { default: Sqlite } = await import('better-sqlite3');
    let db: Database | undefined;
    try {
      // SQLite would make the file readable to all. Never open an existing one by hand: closing it drops its locks.
      if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
      db = new Sqlite(path, { timeout: LOCK_WAIT_MS });
      prepare(db, name);
      return db;
    } catch (error) {
      db?.close();
      throw storeFault(error, name);
    }
  }

  /** @throws KioskError of the store where SQLite cannot; never a bare SQLite error */
  read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeFault(error, this.#name);
    }
  }

  /** All or nothing, and on the disk when it returns. Done again where it found no room and some was kept: nothing of it stands then. */
  write<T>(work: () => T): T {
    return this.#inRoom(() => this.db.transaction(work).immediate());
  }

  /**
   * On a full disk by what is kept of it, while anything is. No more than is needed: what is given back is the disk's, and whoever else is
   * writing at this moment takes of it.
   */
  #inRoom<T>(work: () => T): T {
    for (let bytes = LEAST_ROOM_BYTES; ; bytes = Math.min(MOST_ROOM_BYTES, 2 * bytes))
      try {
        return this.read(work);
      } catch (fault) {
        if (!isFault(fault, 'STORE_FULL') || !this.#room?.release(bytes)) throw fault;
      }
  }

  /** As `write`, for what makes the file grow: the one that meets a full disk. */
  grow<T>(work: () => T): T {
    return this.write(() => {
      if (this.#isLimited) this.#useRoom();
      return work();
    });
  }

  /** Still the file that was opened, and it takes a transaction. Nothing is written: of a full disk it says nothing. */
  get isHeld(): boolean {
    try {
      this.read(() => this.db.exec('BEGIN IMMEDIATE; ROLLBACK'));
      return fileNumber(this.db.name) === this.#fileNumber;
    } catch {
      return false;
    }
  }

  /** For the bench: no more than so many pages, or as many as there are where that is more; null lifts the limit. */
  limitPages(pages: number | null): void {
    this.#isLimited = pages !== null;
    this.read(() => this.db.pragma(`max_page_count = ${pages === null ? MOST_PAGES : Math.max(1, Math.trunc(pages))}`));
  }

  /**
   * Moves what was written into the file itself, so that what was removed is gone from the log as well. Where the disk
   * has no room for it, the removal still stands and a later checkpoint does the same.
   */
  settle(): void {
    try {
      this.#inRoom(() => this.db.pragma('wal_checkpoint(TRUNCATE)'));
    } catch (error) {
      if (!isFault(error, 'STORE_FULL')) throw error;
    }
  }

  /** From here on is sealed with the next key, also after a restart. What was sealed before opens as ever (see `reseal`). */
  newKey(sealer: Sealer): void {
    sealer.follow(this.#noteKeys(sealer.successor(), sealer.oldest));
  }

  /** From here on nothing opens by an older key than the newest: once nothing is left that one has sealed. */
  endOldKeys(sealer: Sealer): void {
    this.#noteKeys(sealer, sealer.generation);
    sealer.believeFrom(sealer.generation);
  }

  #noteKeys(sealer: Sealer, oldest: number): Buffer {
    const sealed = sealer.sealText(checkText(oldest), checkPlace(this.#name));
    this.write(() => this.db.prepare('UPDATE seal_check SET sealed = ?').run(sealed));
    return sealed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.db.close();
  }

  #useRoom(): void {
    const free = Number(this.db.pragma('freelist_count', { simple: true })) + BENCH_ROOM_PAGES;
    const pageBytes = Number(this.db.pragma('page_size', { simple: true }));
    this.db.exec('SAVEPOINT room; CREATE TABLE room (bytes BLOB)');
    this.db.prepare('INSERT INTO room VALUES (zeroblob(?))').run(free * pageBytes);
    this.db.exec('ROLLBACK TO room; RELEASE room');
  }
}

/** By which the file system knows what lies at a path; undefined where nothing does. */
const fileNumber = (path: string): bigint | undefined => statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;

function lockAndCheck(db: Database, file: string): void {
  db.exec('BEGIN EXCLUSIVE; COMMIT');
  const verdict = db.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw new KioskError('STORE_CORRUPT', { file, detail: String(verdict).slice(0, 200) });
}

/** A file says how many steps were taken (user_version), and how many of them whoever opens it has to know (application_id). */
function migrate(db: Database, steps: readonly Migration[], file: string): void {
  const version = numberOf(db, 'user_version');
  mustBeKnown(db, steps.length, file);
  for (const [at, step] of steps.entries()) {
    if (at < version) continue;
    const { sql, unless } = typeof step === 'string' ? { sql: step } : step;
    db.transaction(() => {
      if (unless === undefined || !db.prepare(unless).get()) db.exec(sql);
      db.pragma(`user_version = ${at + 1}`);
      db.pragma(`application_id = ${neededOf(steps.slice(0, at + 1))}`);
    }).immediate();
  }
  // Files of before did not say.
  if (version <= steps.length && numberOf(db, 'application_id') === 0)
    db.pragma(`application_id = ${neededOf(steps.slice(0, version))}`);
}

const neededOf = (steps: readonly Migration[]): number =>
  1 + steps.findLastIndex((step) => typeof step === 'string' || !step.onlyAdds);

function mustBeKnown(db: Database, known: number, file: string): void {
  const version = numberOf(db, 'user_version');
  const needed = numberOf(db, 'application_id') || version;
  if (version > known && needed > known) throw new KioskError('STORE_NEWER', { file, version, known });
}

function mustBeOfVersion(db: Database, known: number, file: string): void {
  mustBeKnown(db, known, file);
  const version = numberOf(db, 'user_version');
  if (version < known) throw new KioskError('STORE_CORRUPT', { file, version, detail: 'start the service once' });
}

const numberOf = (db: Database, pragma: 'user_version' | 'application_id'): number =>
  Number(db.pragma(pragma, { simple: true }));

const checkPlace = (file: string) => [file, 'seal_check'] as const;

/** A wrong key shows at once, not at the first person; and which generations of it are the newest and the oldest. */
function checkKey(db: Database, sealer: Sealer, file: string): void {
  const place = checkPlace(file);
  const row = db.prepare<[], { sealed: Buffer }>('SELECT sealed FROM seal_check').get();
  if (row) {
    sealer.follow(row.sealed);
    sealer.believeFrom(oldestIn(sealer.openText(row.sealed, place)));
  } else {
    const sealed = sealer.sealText(checkText(sealer.oldest), place);
    db.prepare('INSERT INTO seal_check (id, sealed) VALUES (1, ?)').run(sealed);
  }
}
