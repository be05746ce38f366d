// The fleet's store in one SQLite file: for one machine, and for the demonstration.
import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Database, Statement } from 'better-sqlite3';
import {
  type Birth,
  type Death,
  type Health,
  KioskError,
  type TerminalAddress,
  terminalName,
} from '../../protocol/index.ts';
import type {
  BatchOutcome,
  CountedIncident,
  FleetStore,
  Incident,
  JournalGaps,
  JournalStanding,
  ReceivedBatch,
  StoredEntry,
  TerminalRow,
} from './fleet-store.ts';
import { FleetViews } from './fleet-views.ts';
import { JournalTables } from './journal-tables.ts';
import { isBehind, migrate, unfitness } from './migrations.ts';
import { inStore } from './sqlite-faults.ts';
import { TerminalKeys } from './terminal-keys.ts';

const MOST_INCIDENTS = 10_000;
const BUSY_LIMIT_MS = 5000;

export interface OpenOptions {
  readonly readOnly?: boolean;
  /** Different complaints that are kept; more are counted where they are known, and dropped where they are new. */
  readonly mostIncidents?: number;
}

export class SqliteFleetStore implements FleetStore {
  readonly #file: string;
  readonly #mostIncidents: number;
  readonly #db: Database;
  readonly #views: FleetViews;
  readonly #journals: JournalTables;
  readonly #keys: TerminalKeys;
  readonly #seen: Statement<[string, number]>;
  readonly #birth: Statement<[string, string, string]>;
  readonly #death: Statement<[string, string]>;
  readonly #health: Statement<[string, string]>;
  readonly #again: Statement<[number, string, string, string]>;
  readonly #incident: Statement<[string, string, string, number, number]>;
  readonly #storeAll: (batches: readonly ReceivedBatch[]) => readonly BatchOutcome[];

  private constructor(file: string, db: Database, mostIncidents: number) {
    this.#file = file;
    this.#mostIncidents = mostIncidents;
    this.#db = db;
    this.#views = new FleetViews(db);
    this.#journals = new JournalTables(db, (incident) => this.#note(incident));
    this.#keys = new TerminalKeys(db);
    this.#seen = db.prepare(
      `INSERT INTO terminals (terminal, last_seen_ms) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET last_seen_ms = excluded.last_seen_ms`,
    );
    this.#birth = db.prepare("UPDATE terminals SET state = 'online', connection = ?, birth = ? WHERE terminal = ?");
    this.#death = db.prepare("UPDATE terminals SET state = 'offline' WHERE terminal = ? AND connection = ?");
    this.#health = db.prepare('UPDATE terminals SET health = ? WHERE terminal = ?');
    this.#again = db.prepare(
      'UPDATE incidents SET count = count + 1, at_ms = ? WHERE terminal = ? AND kind = ? AND detail = ?',
    );
    this.#incident = db.prepare(
      `INSERT INTO incidents (terminal, kind, detail, at_ms)
       SELECT ?, ?, ?, ? WHERE (SELECT count(*) FROM incidents) < ?`,
    );
    this.#storeAll = db.transaction((batches: readonly ReceivedBatch[]) =>
      batches.map((received) => this.#admit(received)),
    );
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
      return orClosed(db, () => new SqliteFleetStore(file, db, options.mostIncidents ?? MOST_INCIDENTS));
    });
  }

  async storeBatches(batches: readonly ReceivedBatch[]): Promise<readonly BatchOutcome[]> {
    return inStore(this.#file, () => this.#storeAll(batches));
  }

  async trustKey(terminal: string, thumbprint: string | null): Promise<boolean> {
    return inStore(this.#file, () => this.#keys.trust(terminal, thumbprint));
  }

  async noteBirth(address: TerminalAddress, birth: Birth, atMs: number): Promise<JournalStanding> {
    return inStore(this.#file, () => {
      const terminal = terminalName(address);
      this.#seen.run(terminal, atMs);
      this.#birth.run(birth.connection, JSON.stringify(birth), terminal);
      return this.#journals.standing({ address, journalId: birth.journal.journalId });
    });
  }

  async noteDeath(address: TerminalAddress, { connection }: Death): Promise<boolean> {
    return inStore(this.#file, () => this.#death.run(terminalName(address), connection).changes === 1);
  }

  async noteHealth(address: TerminalAddress, health: Health, atMs: number): Promise<void> {
    inStore(this.#file, () => {
      const terminal = terminalName(address);
      this.#seen.run(terminal, atMs);
      this.#health.run(JSON.stringify(health), terminal);
    });
  }

  async report(incident: Incident): Promise<void> {
    inStore(this.#file, () => this.#note(incident));
  }

  async terminals(): Promise<readonly TerminalRow[]> {
    return inStore(this.#file, () => this.#views.terminals());
  }

  async gaps(terminal?: string): Promise<readonly JournalGaps[]> {
    return inStore(this.#file, () => this.#views.gaps(terminal));
  }

  async incidents(limit: number): Promise<readonly CountedIncident[]> {
    return inStore(this.#file, () => this.#views.incidents(limit));
  }

  async entriesAfter(id: number, options: { limit: number; terminal?: string }): Promise<readonly StoredEntry[]> {
    return inStore(this.#file, () => this.#views.entriesAfter(id, options));
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
      this.#note({ kind: 'key-changed', terminal, detail: `signed by ${signedBy}, not by ${pinned}`, atMs });
      return { kind: 'key-changed', pinned };
    }
    this.#seen.run(terminal, atMs);
    this.#keys.pin(terminal, signedBy);
    return { kind: 'stored', standing: this.#journals.store(received) };
  }

  #note({ terminal, kind, detail, atMs }: Incident): void {
    const known = this.#again.run(atMs, terminal, kind, detail).changes > 0;
    if (!known) this.#incident.run(terminal, kind, detail, atMs, this.#mostIncidents);
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
  db.pragma('journal_size_limit = 16777216');
  migrate(db);
}
