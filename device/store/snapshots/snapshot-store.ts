// Pictures of clock visits: each sealed for the journal's entry that it belongs to, for a short time, and no more than the quota.
import { createHmac } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { Sensitive } from '../../../protocol/index.ts';
import { sealedColumn } from '../file/reseal.ts';
import type { Place, Sealer } from '../file/sealer.ts';
import type { StoreFile } from '../file/store-file.ts';
import { LIVED_TIME_SQL, type LivedTime } from './lived-time.ts';

export const SNAPSHOT_MIGRATIONS = [
  `CREATE TABLE snapshot (
     -- Of the journal's entry; with the journal's own id, which the seal holds as well, it names the visit for ever.
     seq INTEGER PRIMARY KEY,
     journal_id TEXT NOT NULL,
     taken_ms INTEGER NOT NULL,
     -- In lived time: what it is purged by.
     since_ms INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     -- HMAC of the pseudonym, to be found by when somebody is removed; null where nobody was recognised.
     subject BLOB,
     sealed BLOB NOT NULL
   ) STRICT;
   CREATE INDEX snapshot_age ON snapshot (since_ms, bytes);
   CREATE INDEX snapshot_subject ON snapshot (subject) WHERE subject IS NOT NULL;
   ${LIVED_TIME_SQL}`,
] as const;

/** Of the sealed picture within its row. */
const FORMAT = 1;
/** Where there is no room the oldest give way by so much of the quota at once: settling the file costs more than removing. */
const GIVEN_WAY = 0.01;

export interface SnapshotQuota {
  readonly quotaBytes: number;
  readonly quotaPictures: number;
}

export interface NewSnapshot {
  readonly seq: number;
  /** UTC. */
  readonly takenMs: number;
  readonly subject: string | null;
  readonly jpeg: Uint8Array;
}

export interface KeptSnapshot {
  readonly seq: number;
  readonly takenMs: number;
  /** Of the JPEG. */
  readonly bytes: number;
}

export interface SnapshotsHeld {
  readonly pictures: number;
  readonly bytes: number;
}

/** What the journal and the people still know. */
export interface StillKnown {
  readonly isJournaled: (seq: number) => boolean;
  /** Undefined where it cannot be told who was removed. */
  readonly people: Iterable<string> | undefined;
}

export interface SnapshotParts {
  readonly sealer: Sealer;
  readonly lookup: Uint8Array;
  readonly lived: LivedTime;
  readonly journalId: string;
}

interface Row {
  readonly seq: number;
  readonly journalId: string;
  readonly takenMs: number;
  readonly sinceMs: number;
  readonly bytes: number;
  readonly subject: Buffer | null;
  readonly sealed: Buffer;
}

export class SnapshotStore {
  readonly #file: StoreFile;
  readonly #parts: SnapshotParts;
  readonly #insert: Statement<[Row]>;
  readonly #list: Statement<[string], KeptSnapshot>;
  readonly #ofSubject: Statement<[string, Buffer], KeptSnapshot>;
  readonly #sealed: Statement<[number, string], Pick<Row, 'takenMs' | 'sealed'>>;
  readonly #held: Statement<[], SnapshotsHeld>;
  readonly #oldest: Statement<[], KeptSnapshot>;
  readonly #rows: Statement<[], Pick<Row, 'seq' | 'journalId' | 'subject'>>;
  readonly #delete: Statement<[number]>;
  readonly #deleteUpTo: Statement<[number]>;
  readonly #deleteSince: Statement<[number]>;
  readonly #deleteSubject: Statement<[Buffer]>;
  readonly #deleteAll: Statement<[]>;

  constructor(file: StoreFile, parts: SnapshotParts) {
    this.#file = file;
    this.#parts = parts;
    const { db } = file;
    const facts = 'seq, taken_ms AS takenMs, bytes';
    this.#insert = db.prepare(
      `INSERT OR REPLACE INTO snapshot (seq, journal_id, taken_ms, since_ms, bytes, subject, sealed)
       VALUES (@seq, @journalId, @takenMs, @sinceMs, @bytes, @subject, @sealed)`,
    );
    this.#list = db.prepare(`SELECT ${facts} FROM snapshot WHERE journal_id = ? ORDER BY seq`);
    this.#ofSubject = db.prepare(`SELECT ${facts} FROM snapshot WHERE journal_id = ? AND subject = ? ORDER BY seq`);
    this.#sealed = db.prepare('SELECT taken_ms AS takenMs, sealed FROM snapshot WHERE seq = ? AND journal_id = ?');
    this.#held = db.prepare('SELECT count(*) AS pictures, coalesce(sum(bytes), 0) AS bytes FROM snapshot');
    this.#oldest = db.prepare(`SELECT ${facts} FROM snapshot ORDER BY since_ms, seq`);
    this.#rows = db.prepare('SELECT seq, journal_id AS journalId, subject FROM snapshot');
    this.#delete = db.prepare('DELETE FROM snapshot WHERE seq = ?');
    this.#deleteUpTo = db.prepare('DELETE FROM snapshot WHERE seq <= ?');
    this.#deleteSince = db.prepare('DELETE FROM snapshot WHERE since_ms <= ?');
    this.#deleteSubject = db.prepare('DELETE FROM snapshot WHERE subject = ?');
    this.#deleteAll = db.prepare('DELETE FROM snapshot');
  }

  get held(): SnapshotsHeld {
    return this.#file.read(() => this.#held.get()) ?? { pictures: 0, bytes: 0 };
  }

  /** Those that show this person, as far as they were recognised. */
  of(subject: string): readonly KeptSnapshot[] {
    return this.#file.read(() => this.#ofSubject.all(this.#parts.journalId, this.#macOf(subject)));
  }

  /** Oldest first. */
  list(): readonly KeptSnapshot[] {
    return this.#file.read(() => this.#list.all(this.#parts.journalId));
  }

  /** Durable when it returns; the oldest give way to it. @throws KioskError STORE_*: it is not kept then, and nothing else is lost */
  keep({ seq, takenMs, subject, jpeg }: NewSnapshot, quota: SnapshotQuota): void {
    const { sealer, journalId, lived } = this.#parts;
    this.#makeRoom(jpeg.length, quota);
    const sealed = sealer.seal(jpeg, placeOf(journalId, seq, takenMs));
    const mac = subject === null ? null : this.#macOf(subject);
    this.#file.grow(() => {
      const sinceMs = lived.advance();
      this.#insert.run({ seq, journalId, takenMs, sinceMs, bytes: jpeg.length, subject: mac, sealed });
    });
  }

  /** The JPEG, the caller's to wipe; undefined where none is kept. @throws KioskError SEAL_BROKEN */
  open(seq: number): Sensitive<Uint8Array> | undefined {
    const { sealer, journalId } = this.#parts;
    const row = this.#file.read(() => this.#sealed.get(seq, journalId));
    return row && new Sensitive<Uint8Array>(sealer.open(row.sealed, placeOf(journalId, seq, row.takenMs)));
  }

  /** Those that have lain here so long. How many they were. */
  purge(keepMs: number): number {
    return this.#remove(() => this.#deleteSince.run(this.#parts.lived.advance() - keepMs));
  }

  /** Of somebody who was removed. */
  forget(subject: string): number {
    return this.#remove(() => this.#deleteSubject.run(this.#macOf(subject)));
  }

  /** Of an entry whose payload was erased. */
  forgetEntries(seqs: readonly number[]): number {
    return this.#remove(() => ({ changes: seqs.reduce((sum, seq) => sum + this.#delete.run(seq).changes, 0) }));
  }

  /** Of entries that gave way. */
  forgetUpTo(seq: number): number {
    return this.#remove(() => this.#deleteUpTo.run(seq));
  }

  clear(): number {
    return this.#remove(() => this.#deleteAll.run());
  }

  /** Pictures of entries that the journal does not hold, and of people who are no more. How many they were. */
  reconcile({ isJournaled, people }: StillKnown): number {
    const macs = people && new Set(Array.from(people, (subject) => this.#macOf(subject).toString('hex')));
    const isOrphan = ({ seq, journalId, subject }: Pick<Row, 'seq' | 'journalId' | 'subject'>): boolean =>
      journalId !== this.#parts.journalId ||
      !isJournaled(seq) ||
      (subject !== null && macs !== undefined && !macs.has(subject.toString('hex')));
    const orphans = this.#file.read(() => this.#rows.all()).filter(isOrphan);
    if (orphans.length === 0) return 0;
    return this.#remove(() => {
      for (const { seq } of orphans) this.#delete.run(seq);
      return { changes: orphans.length };
    });
  }

  #makeRoom(bytes: number, { quotaBytes, quotaPictures }: SnapshotQuota): void {
    const held = this.held;
    if (held.bytes + bytes <= quotaBytes && held.pictures < quotaPictures) return;
    const most = { bytes: quotaBytes * (1 - GIVEN_WAY) - bytes, pictures: quotaPictures * (1 - GIVEN_WAY) - 1 };
    this.#remove(() => {
      let left = held;
      for (const { seq, bytes: size } of this.#oldest.all()) {
        if (left.bytes <= most.bytes && left.pictures <= most.pictures) break;
        this.#delete.run(seq);
        left = { bytes: left.bytes - size, pictures: left.pictures - 1 };
      }
      return { changes: held.pictures - left.pictures };
    });
  }

  /** Gone for good, also from the log and the free pages of the file. */
  #remove(work: () => { readonly changes: number }): number {
    const { changes } = this.#file.write(work);
    if (changes > 0) this.#file.settle();
    return changes;
  }

  #macOf(subject: string): Buffer {
    return createHmac('sha256', this.#parts.lookup).update(subject, 'utf8').digest();
  }
}

const placeOf = (journalId: string, seq: number, takenMs: number): Place => [
  'snapshots',
  FORMAT,
  journalId,
  seq,
  takenMs,
];

export const SEALED_SNAPSHOTS = sealedColumn(
  'snapshot',
  'sealed',
  (row: { journal_id: string; seq: number; taken_ms: number }) => placeOf(row.journal_id, row.seq, row.taken_ms),
);
