// The fleet's store in PostgreSQL: for several ingests beside each other, on one machine or many.
import { type Clock, KioskError, type TerminalAddress } from '../../../protocol/index.ts';
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
} from '../fleet-store.ts';
import { shownAddress } from './address.ts';
import { PostgresDatabase } from './database.ts';
import { eraseEntries } from './erase-rows.ts';
import { noteIncidents } from './incident-rows.ts';
import { acceptJournal, standingOf } from './journal-rows.ts';
import { kyselyOn } from './kysely-on.ts';
import { storeBatches } from './store-batches.ts';
import { STORE_MIGRATIONS } from './store-migrations.ts';
import {
  entriesAfter,
  entriesAt,
  entriesWithin,
  gapsIn,
  idBeforeLast,
  incidentsIn,
  terminalsIn,
} from './store-views.ts';
import { expectTerminal, pinnedKey, trustKey } from './terminal-rows.ts';
import { noteWords } from './word-rows.ts';

export interface PostgresOptions extends OpenOptions {
  readonly clock: Pick<Clock, 'sleep'>;
  /** False: a slip in the address must not read as an empty store. */
  readonly mayCreate: boolean;
}

const SCHEMA = 'ridged_fleet';

export class PostgresFleetStore implements FleetStore {
  readonly #database: PostgresDatabase;
  readonly #mostIncidents: number;
  readonly #mostUnheard: number;

  private constructor(database: PostgresDatabase, options: OpenOptions) {
    const { mostIncidents = MOST_INCIDENTS, mostUnheard = MOST_UNHEARD } = options;
    this.#database = database;
    this.#mostIncidents = mostIncidents;
    this.#mostUnheard = mostUnheard;
  }

  /** @throws KioskError STORE_*; USAGE where there is no store and none may be made; CONFIG_INVALID where commits are not kept */
  static async open(url: string, options: PostgresOptions): Promise<PostgresFleetStore> {
    const { readOnly = false, clock } = options;
    const database = await PostgresDatabase.open({ url, schema: SCHEMA, readOnly, clock });
    try {
      await makeReady(database, url, options);
      return new PostgresFleetStore(database, options);
    } catch (reason) {
      await database[Symbol.asyncDispose]();
      throw reason;
    }
  }

  async storeBatches(batches: readonly ReceivedBatch[]): Promise<readonly BatchOutcome[]> {
    if (batches.length === 0) return [];
    const mostIncidents = this.#mostIncidents;
    return await this.#database.atOnce((client) => storeBatches(client, batches, { mostIncidents }));
  }

  standing(address: TerminalAddress, journalId: string): Promise<JournalStanding> {
    return standingOf(this.#database, address, journalId);
  }

  expect(terminal: string): Promise<void> {
    return expectTerminal(this.#database, terminal);
  }

  trustKey(terminal: string, thumbprint: string | null): Promise<boolean> {
    return trustKey(this.#database, terminal, thumbprint);
  }

  pinnedKey(terminal: string): Promise<string | null> {
    return pinnedKey(this.#database, terminal);
  }

  acceptJournal(terminal: string, journalId: string, atMs: number): Promise<boolean> {
    return acceptJournal(this.#database, { terminal, journalId, atMs });
  }

  async erase(forgotten: Forgotten): Promise<number> {
    return await this.#database.atOnce((client) => eraseEntries(client, forgotten));
  }

  async noteWords(words: readonly Word[]): Promise<readonly WordOutcome[]> {
    if (words.length === 0) return [];
    const bounds = { mostIncidents: this.#mostIncidents, mostUnheard: this.#mostUnheard };
    return await this.#database.atOnce((client) => noteWords(client, words, bounds));
  }

  async report(incidents: readonly Incident[]): Promise<void> {
    if (incidents.length === 0) return;
    await this.#database.atOnce((client) => noteIncidents(client, incidents, this.#mostIncidents));
  }

  terminals(): Promise<readonly TerminalRow[]> {
    return terminalsIn(this.#database);
  }

  gaps(terminal?: string): Promise<readonly JournalGaps[]> {
    return gapsIn(this.#database, terminal);
  }

  incidents(limit: number, kind?: IncidentKind): Promise<readonly CountedIncident[]> {
    return incidentsIn(this.#database, limit, kind);
  }

  entriesAfter(id: number, options: { limit: number; terminal?: string }): Promise<readonly StoredEntry[]> {
    return entriesAfter(this.#database, id, options);
  }

  entriesWithin(window: EntryWindow): Promise<readonly StoredEntry[]> {
    return entriesWithin(this.#database, window);
  }

  entriesAt(terminal: string, seq: number): Promise<readonly StoredEntry[]> {
    return entriesAt(this.#database, terminal, seq);
  }

  idBeforeLast(last: number, terminal?: string): Promise<number> {
    return idBeforeLast(this.#database, last, terminal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database[Symbol.asyncDispose]();
  }
}

async function makeReady(database: PostgresDatabase, url: string, options: PostgresOptions): Promise<void> {
  const { mayCreate, readOnly = false, clock } = options;
  const { rows } = await database.ask<{ isThere: boolean; kept: string; synced: string }>(
    `SELECT to_regclass($1) IS NOT NULL AS "isThere",
       current_setting('synchronous_commit') AS kept, current_setting('fsync') AS synced`,
    [`${SCHEMA}.terminals`],
  );
  const { isThere = false, kept = '', synced = '' } = rows[0] ?? {};
  const store = shownAddress(url);
  if (!isThere && !mayCreate)
    throw new KioskError('USAGE', { why: `there is no fleet in ${store} yet: ridgectl ingest makes it` });
  // The acknowledgement lets the terminal forget: it must outlive a power cut.
  if (!readOnly && (kept === 'off' || synced === 'off'))
    throw new KioskError('CONFIG_INVALID', { store, why: 'synchronous_commit and fsync of PostgreSQL must be on' });
  const db = await kyselyOn({ url, schema: SCHEMA, name: 'fleet', migrations: STORE_MIGRATIONS, clock });
  await db.destroy();
}
