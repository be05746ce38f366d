// Evidence on its way to a provider: sealed to the provider's key, kept until it is acknowledged, then shredded.
import { createHash } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { Broadcast, type EvidenceAck, isFault, KioskError, type Listenable } from '../../../protocol/index.ts';
import { sealedColumn } from '../file/reseal.ts';
import type { Sealer } from '../file/sealer.ts';
import type { StoreFile } from '../file/store-file.ts';

export const EVIDENCE_MIGRATIONS = [
  `CREATE TABLE evidence (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     -- 1 once the journal tells of the visit: before that nobody was told of its outcome, and nothing is sent.
     released INTEGER NOT NULL,
     hash TEXT NOT NULL,
     -- The JWE for the provider, sealed once more with the terminal's own key.
     sealed BLOB NOT NULL
   ) STRICT;
   CREATE INDEX evidence_released ON evidence (number) WHERE released = 1;
   -- The highest version of each service profile that was ever taken here.
   CREATE TABLE profile_seen (id TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
  `-- When a synchronised clock first saw it, UTC; null: none has yet.
   ALTER TABLE evidence ADD COLUMN seen_ms INTEGER;`,
] as const;

export interface EvidenceLimits {
  /** Beyond it nobody is proved any more; what is kept is never overwritten. */
  readonly most: number;
}

/** At half a megabyte each: a gigabyte. */
export const EVIDENCE_LIMITS: EvidenceLimits = { most: 2000 };

interface Row {
  readonly id: string;
  readonly hash: string;
  readonly sealed: Buffer;
}

export class EvidenceStore {
  readonly #file: StoreFile;
  readonly #sealer: Sealer;
  readonly #limits: EvidenceLimits;
  readonly #added = new Broadcast<void>();
  readonly #insert: Statement<[Row]>;
  readonly #release: Statement<[string]>;
  readonly #oldest: Statement<[number], Row>;
  readonly #held: Statement<[], string>;
  readonly #delete: Statement<[string]>;
  readonly #deleteAcknowledged: Statement<[string, string]>;
  readonly #count: Statement<[], number>;

  constructor(file: StoreFile, sealer: Sealer, limits: EvidenceLimits = EVIDENCE_LIMITS) {
    this.#file = file;
    this.#sealer = sealer;
    this.#limits = limits;
    const { db } = file;
    this.#insert = db.prepare('INSERT INTO evidence (id, released, hash, sealed) VALUES (@id, 0, @hash, @sealed)');
    this.#release = db.prepare('UPDATE evidence SET released = 1 WHERE id = ?');
    this.#oldest = db.prepare('SELECT id, hash, sealed FROM evidence WHERE released = 1 ORDER BY number LIMIT ?');
    this.#held = db.prepare<[], string>('SELECT id FROM evidence WHERE released = 0').pluck();
    this.#delete = db.prepare('DELETE FROM evidence WHERE id = ?');
    this.#deleteAcknowledged = db.prepare('DELETE FROM evidence WHERE id = ? AND hash = ?');
    this.#count = db.prepare<[], number>('SELECT count(*) FROM evidence').pluck();
  }

  /** Says that something may be sent. */
  get added(): Listenable<void> {
    return this.#added;
  }

  get count(): number {
    return this.#file.read(() => this.#count.get() ?? 0);
  }

  get hasRoom(): boolean {
    return this.count < this.#limits.most;
  }

  /** Durable when it returns, and not sent before `release`. @throws KioskError STORE_FULL also where the limit is reached */
  hold(id: string, jwe: string): void {
    if (!this.hasRoom) throw new KioskError('STORE_FULL', { store: 'evidence', most: this.#limits.most });
    const row = { id, hash: hashOf(jwe), sealed: this.#sealer.sealText(jwe, placeOf(id)) };
    this.#file.grow(() => this.#insert.run(row));
  }

  /** The journal tells of this visit. */
  release(id: string): void {
    this.#file.write(() => this.#release.run(id));
    this.#added.send();
  }

  /** Gone for good, also from the log and the free pages of the file. */
  shred(id: string): void {
    this.#file.write(() => this.#delete.run(id));
    this.#file.settle();
  }

  /** Gone unsent: what no provider has fetched since before then. How many they were. */
  expire({ beforeMs, nowMs }: { readonly beforeMs: number; readonly nowMs: number }): number {
    const { changes } = this.#file.write(() => {
      this.#file.db.prepare('UPDATE evidence SET seen_ms = ? WHERE seen_ms IS NULL').run(nowMs);
      return this.#file.db.prepare('DELETE FROM evidence WHERE seen_ms < ?').run(beforeMs);
    });
    if (changes > 0) this.#file.settle();
    return changes;
  }

  /** What waits for its provider, oldest first. What does not open any more is skipped: it is of no use to anybody. */
  waiting(limit: number): readonly { readonly id: string; readonly sealed: string }[] {
    const rows = this.#file.read(() => this.#oldest.all(limit));
    return rows.flatMap(({ id, sealed }) => {
      const jwe = this.#opened(id, sealed);
      return jwe === undefined ? [] : [{ id, sealed: jwe }];
    });
  }

  #opened(id: string, sealed: Buffer): string | undefined {
    try {
      return this.#sealer.openText(sealed, placeOf(id));
    } catch (error) {
      if (isFault(error, 'SEAL_BROKEN')) return undefined;
      throw error;
    }
  }

  /** False where this evidence is not held, or what we hold is something else. */
  acknowledge({ id, sha256 }: EvidenceAck): boolean {
    const { changes } = this.#file.write(() => this.#deleteAcknowledged.run(id, sha256));
    if (changes > 0) this.#file.settle();
    return changes > 0;
  }

  /** After a crash: what the journal tells of is released; of the rest nobody was told, and it is shredded. */
  reconcile(isJournaled: (id: string) => boolean): { readonly released: number; readonly shredded: number } {
    const held = this.#file.read(() => this.#held.all());
    const told = held.filter(isJournaled);
    for (const id of told) this.release(id);
    const untold = held.filter((id) => !told.includes(id));
    for (const id of untold) this.shred(id);
    return { released: told.length, shredded: untold.length };
  }
}

const placeOf = (id: string): readonly string[] => ['evidence', id];

export const SEALED_EVIDENCE = sealedColumn('evidence', 'sealed', ({ id }: Row) => placeOf(id));

/** Of what the provider receives, so that it acknowledges that and nothing else. */
const hashOf = (jwe: string): string => createHash('sha256').update(jwe, 'utf8').digest('hex');
