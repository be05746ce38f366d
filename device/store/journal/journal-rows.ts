// Entries as rows: written sealed, read opened.
import type { Statement } from 'better-sqlite3';
import {
  type ChainPoint,
  canonicalJson,
  isFault,
  type JournalEntry,
  type JournalPayload,
} from '../../../protocol/index.ts';
import { sealedColumn } from '../file/reseal.ts';
import type { Place, Sealer } from '../file/sealer.ts';
import type { StoreFile } from '../file/store-file.ts';

interface Row {
  readonly seq: number;
  readonly class: JournalEntry['class'];
  readonly boot_id: string;
  readonly utc_ms: number;
  readonly monotonic_ms: number;
  readonly clock_state: JournalEntry['clockState'];
  readonly payload_hash: Buffer;
  readonly previous: Buffer;
  readonly hash: Buffer;
  readonly sealed: Buffer | null;
}

export interface ReadEntry {
  readonly entry: JournalEntry;
  /** The payload was altered, or sealed with another key: it reads as null, yet was never erased. */
  readonly isBroken: boolean;
}

/** What the file holds; numbers are null where it holds nothing. */
export interface Held {
  readonly entries: number;
  readonly firstSeq: number | null;
  readonly lastSeq: number | null;
}

/** Of one entry, without opening it. */
export interface Age {
  readonly seq: number;
  readonly class: JournalEntry['class'];
  readonly utcMs: number;
  readonly isSynced: 0 | 1;
  /** 0: its payload was erased. */
  readonly tells: 0 | 1;
}

/** The hash stands in the seal: whoever changes an entry and computes the chain anew breaks the seal instead. */
const placeOf = (journalId: string, seq: number, hash: string): Place => ['journal', journalId, seq, hash];

export const sealedEntries = (journalId: string) =>
  sealedColumn('entry', 'sealed', ({ seq, hash }: Row) => placeOf(journalId, seq, hash.toString('hex')));

const fromHex = (hex: string): Buffer => Buffer.from(hex, 'hex');

export class JournalRows {
  readonly #file: StoreFile;
  readonly #sealer: Sealer;
  readonly #insert: Statement<[Row]>;
  readonly #from: Statement<[number, number], Row>;
  readonly #newest: Statement<[number], Row>;
  readonly #pointAt: Statement<[number], Pick<Row, 'seq' | 'hash'>>;
  readonly #held: Statement<[], Held>;
  readonly #holds: Statement<[number], number>;
  readonly #first: Statement<[], number | null>;
  readonly #latestSynced: Statement<[], number | null>;
  readonly #erase: Statement<[number]>;
  readonly #deleteUpTo: Statement<[number]>;
  readonly #agesDown: Statement<[number, number], Age>;

  constructor(file: StoreFile, sealer: Sealer) {
    this.#file = file;
    this.#sealer = sealer;
    const { db } = file;
    this.#insert = db.prepare(
      `INSERT INTO entry (seq, class, boot_id, utc_ms, monotonic_ms, clock_state, payload_hash, previous, hash, sealed)
       VALUES (@seq, @class, @boot_id, @utc_ms, @monotonic_ms, @clock_state, @payload_hash, @previous, @hash, @sealed)`,
    );
    this.#from = db.prepare('SELECT * FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?');
    this.#newest = db.prepare('SELECT * FROM entry ORDER BY seq DESC LIMIT ?');
    this.#pointAt = db.prepare('SELECT seq, hash FROM entry WHERE seq <= ? ORDER BY seq DESC LIMIT 1');
    this.#held = db.prepare('SELECT count(*) AS entries, min(seq) AS firstSeq, max(seq) AS lastSeq FROM entry');
    this.#holds = db.prepare<[number], number>('SELECT 1 FROM entry WHERE seq = ? AND sealed IS NOT NULL').pluck();
    this.#first = db.prepare<[], number | null>('SELECT min(seq) FROM entry').pluck();
    this.#latestSynced = db
      .prepare<[], number | null>("SELECT max(utc_ms) FROM entry WHERE clock_state = 'synced'")
      .pluck();
    this.#erase = db.prepare('UPDATE entry SET sealed = NULL WHERE seq = ? AND sealed IS NOT NULL');
    this.#agesDown = db.prepare(
      `SELECT seq, class, utc_ms AS utcMs, clock_state = 'synced' AS isSynced, sealed IS NOT NULL AS tells
       FROM entry WHERE seq <= ? ORDER BY seq DESC LIMIT ?`,
    );
    this.#deleteUpTo = db.prepare('DELETE FROM entry WHERE seq <= ?');
  }

  insert(entry: JournalEntry): void {
    const { journalId, seq, payload, hash } = entry;
    this.#insert.run({
      seq,
      class: entry.class,
      boot_id: entry.bootId,
      utc_ms: entry.utcMs,
      monotonic_ms: entry.monotonicMs,
      clock_state: entry.clockState,
      payload_hash: fromHex(entry.payloadHash),
      previous: fromHex(entry.previous),
      hash: fromHex(hash),
      sealed: this.#sealer.sealText(canonicalJson(payload), placeOf(journalId, seq, hash)),
    });
  }

  from(journalId: string, seq: number, limit: number): readonly ReadEntry[] {
    return this.#file.read(() => this.#from.all(seq, limit)).map((row) => this.#open(journalId, row));
  }

  /** Newest first. */
  newest(journalId: string, limit: number): readonly ReadEntry[] {
    return this.#file.read(() => this.#newest.all(limit)).map((row) => this.#open(journalId, row));
  }

  /** The newest entry up to this number. */
  pointAt(seq: number): ChainPoint | undefined {
    const row = this.#file.read(() => this.#pointAt.get(seq));
    return row && { seq: row.seq, hash: row.hash.toString('hex') };
  }

  /** Counts: reads the whole table. */
  held(): Held {
    return this.#file.read(() => this.#held.get()) ?? { entries: 0, firstSeq: null, lastSeq: null };
  }

  /** An entry that still tells something. */
  holds(seq: number): boolean {
    return this.#file.read(() => this.#holds.get(seq)) !== undefined;
  }

  /** UTC of the latest entry that was written by a synchronised clock. */
  get latestSyncedMs(): number | null {
    return this.#file.read(() => this.#latestSynced.get()) ?? null;
  }

  get firstSeq(): number | null {
    return this.#file.read(() => this.#first.get()) ?? null;
  }

  eraseAll(seqs: readonly number[]): void {
    for (const seq of seqs) this.#erase.run(seq);
  }

  /** Newest first, from this number down. */
  agesDown(seq: number, limit: number): readonly Age[] {
    return this.#file.read(() => this.#agesDown.all(seq, limit));
  }

  deleteUpTo(seq: number): number {
    return this.#deleteUpTo.run(seq).changes;
  }

  #open(journalId: string, row: Row): ReadEntry {
    const hash = row.hash.toString('hex');
    const payload = this.#payloadOf(row, placeOf(journalId, row.seq, hash));
    const entry = {
      journalId,
      seq: row.seq,
      class: row.class,
      bootId: row.boot_id,
      utcMs: row.utc_ms,
      monotonicMs: row.monotonic_ms,
      clockState: row.clock_state,
      payload,
      payloadHash: row.payload_hash.toString('hex'),
      previous: row.previous.toString('hex'),
      hash,
    };
    return { entry, isBroken: payload === null && row.sealed !== null };
  }

  /** What opens is what was written here and checked then; parsing it by a later schema could only lose it. */
  #payloadOf({ sealed }: Row, place: Place): JournalPayload | null {
    if (!sealed) return null;
    try {
      return JSON.parse(this.#sealer.openText(sealed, place));
    } catch (error) {
      if (isFault(error, 'SEAL_BROKEN')) return null;
      throw error;
    }
  }
}
