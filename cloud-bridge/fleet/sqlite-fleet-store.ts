// The fleet's store in one SQLite file: for one machine, and for the demonstration.
import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { KioskError, type TerminalAddress, terminalName } from '../../protocol/index.ts';
import { keyChanged, nameRefused } from './complaints.ts';
import { EntryErasure } from './entry-erasure.ts';
import {
  type BatchOutcome,
  type CountedIncident,
  type EntryWindow,
  type FleetStore,
  type Forgotten,
  type Incident,
  type IncidentKind,
  type JournalGaps,
  type JournalStanding,
  MOST_INCIDENTS,
  MOST_UNHEARD,
  type OpenOptions,
  type ReceivedBatch,
  type StoredEntry,
  type TerminalRow,
  type Word,
  type WordOutcome,
} from './fleet-store.ts';
import { FleetViews } from './fleet-views.ts';
import { IncidentBook } from './incident-book.ts';
import { JournalTables } from './journal-tables.ts';
import { isBehind, migrate, unfitness } from './migrations.ts';
import { inStore } from './sqlite-faults.ts';
import { TerminalKeys } from './terminal-keys.ts';
import { TerminalPresence } from './terminal-presence.ts';

const BUSY_LIMIT_MS = 5000;

export class SqliteFleetStore implements FleetStore {
  readonly #file: string;
  readonly #db: Database;
  readonly #views: FleetViews;
  readonly #journals: JournalTables;
  readonly #keys: TerminalKeys;
  readonly #presence: TerminalPresence;
  readonly #incidents: IncidentBook;
  readonly #eraseAll: (forgotten: Forgotten) => number;
  readonly #storeAll: (batches: readonly ReceivedBatch[]) => readonly BatchOutcome[];
  readonly #noteAll: (words: readonly Word[]) => readonly WordOutcome[];
  readonly #reportAll: (incidents: readonly Incident[]) => void;

  private constructor(file: string, db: Database, options: OpenOptions) {
    const { mostIncidents = MOST_INCIDENTS, mostUnheard = MOST_UNHEARD } = options;
    this.#file = file;
    this.#db = db;
    this.#views = new FleetViews(db);
    this.#incidents = new IncidentBook(db, mostIncidents);
    this.#journals = new JournalTables(db, (incident) => this.#incidents.note(incident));
    this.#keys = new TerminalKeys(db);
    this.#presence = new TerminalPresence(db, mostUnheard);
    const erasure = new EntryErasure(db);
    this.#eraseAll = db.transaction((forgotten: Forgotten) => erasure.erase(forgotten));
    this.#storeAll = db.transaction((batches: readonly ReceivedBatch[]) =>
      batches.map((received) => this.#admit(received)),
    );
    this.#noteAll = db.transaction((words: readonly Word[]) => words.map((word) => this.#note(word)));
    this.#reportAll = db.transaction((incidents: readonly Incident[]) => {
      for (const incident of incidents) this.#incidents.note(incident);
    });
  }

  /** @throws KioskError STORE_*; USAGE where the file to be read, or the folder to hold it, is not there */
  static async open(file: string, options: OpenOptions = {}): Promise<SqliteFleetStore> {
    const { default: Sqlite } = await import('better-sqlite3');
    const { readOnly = false } = options;
    const needed = readOnly ? file : dirname(resolve(file));
    if (!existsSync(needed)) throw new KioskError('USAGE', { why: `there is no ${needed}` });
    if (existsSync(file) && !statSync(file).isFile()) throw new KioskError('USAGE', { why: `${file} is no file` });
    return inStore(file, () => {
      // Entries name people by their HR code: for the owner alone. SQLite gives its other files the same mode.
      if (!readOnly && !existsSync(file)) closeSync(openSync(file, 'a', 0o600));
      const connect = (readonly: boolean): Database => {
        const db = new Sqlite(file, { readonly, fileMustExist: readOnly, timeout: BUSY_LIMIT_MS });
        return orClosed(db, () => makeReady(db, file, { readOnly: readonly }));
      };
      let db = connect(readOnly);
      // A store of an earlier version is brought up to date by whoever comes first.
      if (readOnly && isBehind(db)) {
        db.close();
        connect(false).close();
        db = connect(true);
      }
      return orClosed(db, () => new SqliteFleetStore(file, db, options));
    });
  }

  async storeBatches(batches: readonly ReceivedBatch[]): Promise<readonly BatchOutcome[]> {
    return inStore(this.#file, () => this.#storeAll(batches));
  }

  async standing(address: TerminalAddress, journalId: string): Promise<JournalStanding> {
    return inStore(this.#file, () => this.#journals.standing({ address, journalId }));
  }

  async expect(terminal: string): Promise<void> {
    inStore(this.#file, () => this.#presence.expect(terminal));
  }

  async trustKey(terminal: string, thumbprint: string | null): Promise<boolean> {
    return inStore(this.#file, () => this.#keys.trust(terminal, thumbprint));
  }

  async pinnedKey(terminal: string): Promise<string | null> {
    return inStore(this.#file, () => this.#keys.pinned(terminal));
  }

  async acceptJournal(terminal: string, journalId: string, atMs: number): Promise<boolean> {
    return inStore(this.#file, () => this.#journals.accept(terminal, journalId, atMs));
  }

  async erase(forgotten: Forgotten): Promise<number> {
    return inStore(this.#file, () => {
      const erased = this.#eraseAll(forgotten);
      // What was overwritten stands in the log still. While somebody reads, the next checkpoint does it.
      if (erased > 0) this.#db.pragma('wal_checkpoint(TRUNCATE)');
      return erased;
    });
  }

  async noteWords(words: readonly Word[]): Promise<readonly WordOutcome[]> {
    return inStore(this.#file, () => this.#noteAll(words));
  }

  async report(incidents: readonly Incident[]): Promise<void> {
    inStore(this.#file, () => this.#reportAll(incidents));
  }

  async terminals(): Promise<readonly TerminalRow[]> {
    return inStore(this.#file, () => this.#views.terminals());
  }

  async gaps(terminal?: string): Promise<readonly JournalGaps[]> {
    return inStore(this.#file, () => this.#views.gaps(terminal));
  }

  async incidents(limit: number, kind?: IncidentKind): Promise<readonly CountedIncident[]> {
    return inStore(this.#file, () => this.#views.incidents(limit, kind));
  }

  async entriesAfter(id: number, options: { limit: number; terminal?: string }): Promise<readonly StoredEntry[]> {
    return inStore(this.#file, () => this.#views.entriesAfter(id, options));
  }

  async entriesWithin(window: EntryWindow): Promise<readonly StoredEntry[]> {
    return inStore(this.#file, () => this.#views.entriesWithin(window));
  }

  async entriesAt(terminal: string, seq: number): Promise<readonly StoredEntry[]> {
    return inStore(this.#file, () => this.#views.entriesAt(terminal, seq));
  }

  async idBeforeLast(last: number, terminal?: string): Promise<number> {
    return inStore(this.#file, () => this.#views.idBeforeLast(last, terminal));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#db.close();
  }

  /** Within a transaction. */
  #admit(received: ReceivedBatch): BatchOutcome {
    const { address, signedBy, receivedMs: atMs } = received;
    const terminal = terminalName(address);
    const pinned = this.#keys.pinned(terminal);
    if (pinned !== null && pinned !== signedBy) {
      this.#keys.countRefusal(terminal, signedBy, atMs);
      this.#incidents.note(keyChanged(pinned, received));
      return { kind: 'key-changed', pinned };
    }
    this.#presence.seen(terminal, atMs);
    this.#keys.pin(terminal, signedBy);
    return { kind: 'stored', standing: this.#journals.store(received) };
  }

  /** Within a transaction. */
  #note(word: Word): WordOutcome {
    const { address, atMs } = word;
    const name = { terminal: terminalName(address), atMs };
    if (word.kind === 'death')
      return { kind: this.#presence.gone(name.terminal, word.death.connection) ? 'noted' : 'outdated' };
    const isBirth = word.kind === 'birth';
    if (!(isBirth ? this.#presence.born(name, word.birth) : this.#presence.healthy(name, word.health))) {
      this.#incidents.note(nameRefused(atMs));
      return { kind: 'name-refused' };
    }
    if (!isBirth) return { kind: 'noted' };
    return { kind: 'born', standing: this.#journals.standing({ address, journalId: word.birth.journal.journalId }) };
  }
}

function makeReady(db: Database, file: string, { readOnly }: { readOnly: boolean }): Database {
  const why = unfitness(db, { readOnly });
  if (why) throw new KioskError('STORE_CORRUPT', { file, why });
  if (!readOnly) prepare(db);
  return db;
}

function orClosed<T>(db: Database, work: () => T): T {
  try {
    return work();
  } catch (reason) {
    db.close();
    throw reason;
  }
}

function prepare(db: Database): void {
  db.pragma('journal_mode = WAL');
  // The acknowledgement lets the terminal forget: it must outlive a power cut.
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  // What was erased is gone from its pages too.
  db.pragma('secure_delete = ON');
  db.pragma('journal_size_limit = 16777216');
  migrate(db);
}
