// Templates: sealed, under a pseudonym, and none without a consent.
import { createHash, hash } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { FINGER_POSITIONS, isFault, KioskError } from '../../../protocol/index.ts';
import { sealedColumn } from '../file/reseal.ts';
import type { Place, Sealer } from '../file/sealer.ts';
import type { StoreFile } from '../file/store-file.ts';
import {
  decodeFinger,
  encodeFinger,
  fingerOfCode,
  type NewFinger,
  type StoredFinger,
  type StoredImpression,
} from './stored-finger.ts';

/** Of what is sealed, not of the file. */
const FORMAT = 1;
/**
 * Rows read at a time, so that a large gallery loads without holding the file meanwhile. A page outlives the young generation:
 * of 256 rows each, 20 MiB more stay resident after a start with 8,000 people than of 32.
 */
const PAGE_ROWS = 32;
/** How every record of ISO/IEC 19794-2:2005 begins: an image never passes for one. */
const RECORD_BEGINS = Buffer.from('FMR\0 20\0', 'latin1');

interface Row {
  readonly id: number;
  readonly subject: string;
  readonly finger: number;
  readonly purpose: string;
  readonly format: number;
  readonly digest: Buffer;
  readonly sealed: Buffer;
}

const placeOf = ({ subject, finger, format, purpose }: Omit<Row, 'id' | 'digest' | 'sealed'>): Place => [
  'templates',
  subject,
  finger,
  format,
  purpose,
];

export const SEALED_FINGERS = sealedColumn<Row>('finger', 'sealed', placeOf);

export class TemplatesStore {
  readonly #file: StoreFile;
  readonly #sealer: Sealer;
  readonly #upsert: Statement<[Omit<Row, 'id'>]>;
  readonly #page: Statement<[number, number], Row>;
  readonly #bySubject: Statement<[string], Row>;
  readonly #delete: Statement<[string]>;
  readonly #touch: Statement<[]>;

  constructor(file: StoreFile, sealer: Sealer) {
    this.#file = file;
    this.#sealer = sealer;
    const { db } = file;
    this.#upsert = db.prepare(
      `INSERT INTO finger (subject, finger, purpose, format, digest, sealed)
       VALUES (@subject, @finger, @purpose, @format, @digest, @sealed)
       ON CONFLICT (subject, finger, purpose)
       DO UPDATE SET format = excluded.format, digest = excluded.digest, sealed = excluded.sealed`,
    );
    this.#page = db.prepare('SELECT * FROM finger WHERE id > ? ORDER BY id LIMIT ?');
    this.#bySubject = db.prepare('SELECT * FROM finger WHERE subject = ? ORDER BY finger, purpose');
    this.#delete = db.prepare('DELETE FROM finger WHERE subject = ?');
    this.#touch = db.prepare('UPDATE gallery SET revision = revision + 1');
  }

  /**
   * Keeps these fingers of one subject, all or none; fingers it does not name stay as they are.
   * @throws KioskError CONSENT_MISSING, TEMPLATE_MALFORMED; of the store
   */
  save(subject: string, consentId: string, fingers: readonly NewFinger[]): void {
    if (consentId.trim() === '') throw new KioskError('CONSENT_MISSING');
    const rows = fingers.map((finger) => this.#rowOf(subject, consentId, finger));
    this.#file.grow(() => {
      for (const row of rows) this.#upsert.run(row);
      this.#touch.run();
    });
  }

  /** The same, and fingers that it does not name are gone. @throws as `save` */
  replace(subject: string, fingers: readonly (NewFinger & { readonly consentId: string })[]): void {
    const rows = fingers.map(({ consentId, ...finger }) => {
      if (consentId.trim() === '') throw new KioskError('CONSENT_MISSING');
      return this.#rowOf(subject, consentId, finger);
    });
    this.#file.grow(() => {
      this.#delete.run(subject);
      for (const row of rows) this.#upsert.run(row);
      this.#touch.run();
    });
  }

  /** Every finger, opened; what cannot be opened comes as `broken`. Others may write meanwhile. */
  *all(): Iterable<StoredFinger> {
    for (let after = 0, rows = this.#pageAfter(after); rows.length > 0; rows = this.#pageAfter(after)) {
      for (const row of rows) yield this.#open(row);
      after = rows.at(-1)?.id ?? after;
    }
  }

  bySubject(subject: string): readonly StoredFinger[] {
    return this.#file.read(() => this.#bySubject.all(subject)).map((row) => this.#open(row));
  }

  /** How many fingers were removed. */
  remove(...subjects: readonly string[]): number {
    const removed = this.#file.write(() => {
      const changes = subjects.reduce((sum, subject) => sum + this.#delete.run(subject).changes, 0);
      if (changes > 0) this.#touch.run();
      return changes;
    });
    if (removed > 0) this.#file.settle();
    return removed;
  }

  subjects(): ReadonlySet<string> {
    const subjects = this.#file.db.prepare<[], string>('SELECT DISTINCT subject FROM finger').pluck();
    return new Set(this.#file.read(() => subjects.all()));
  }

  /** Fingers kept, broken ones included. */
  get count(): number {
    return this.#number('SELECT count(*) FROM finger');
  }

  /** Grows by one with every change, survives a restart. */
  get revision(): number {
    return this.#number('SELECT revision FROM gallery');
  }

  /** Over the whole table, sorted: two tables with the same hash hold the same records under the same pseudonyms. */
  hash(): string {
    const digests = this.#file.db
      .prepare<[], Buffer>('SELECT digest FROM finger ORDER BY subject, finger, purpose')
      .pluck();
    const all = createHash('sha256');
    for (const digest of this.#file.read(() => digests.all())) all.update(digest);
    return all.digest('hex');
  }

  #number(sql: string): number {
    return this.#file.read(() => this.#file.db.prepare<[], number>(sql).pluck().get() ?? 0);
  }

  #pageAfter(id: number): readonly Row[] {
    return this.#file.read(() => this.#page.all(id, PAGE_ROWS));
  }

  #rowOf(subject: string, consentId: string, kept: NewFinger): Omit<Row, 'id'> {
    const { finger, purpose, impressions } = kept;
    for (const { record } of impressions)
      if (!RECORD_BEGINS.equals(record.subarray(0, RECORD_BEGINS.length))) throw new KioskError('TEMPLATE_MALFORMED');
    const named = { subject, finger: FINGER_POSITIONS[finger], purpose, format: FORMAT };
    const sealed = this.#sealer.sealText(encodeFinger(consentId, kept), placeOf(named));
    return { ...named, digest: digestOf(named, impressions), sealed };
  }

  #open(row: Row): StoredFinger {
    const { subject, purpose } = row;
    const finger = fingerOfCode(row.finger);
    try {
      const opened = decodeFinger(this.#sealer.openText(row.sealed, placeOf(row)));
      if (!digestOf(row, opened.impressions).equals(row.digest))
        throw new KioskError('SEAL_BROKEN', { store: 'templates' });
      return { kind: 'finger', subject, finger, purpose, ...opened };
    } catch (error) {
      if (isFault(error, 'SEAL_BROKEN')) return { kind: 'broken', subject, finger, purpose };
      throw error;
    }
  }
}

/** Starts from the pseudonym, which is random on each terminal: the same print has another digest elsewhere. */
function digestOf(row: Pick<Row, 'subject' | 'finger' | 'purpose'>, impressions: readonly StoredImpression[]): Buffer {
  const all = createHash('sha256').update(JSON.stringify([row.subject, row.finger, row.purpose]));
  for (const { record } of impressions) all.update(hash('sha256', record, 'buffer'));
  return all.digest();
}
