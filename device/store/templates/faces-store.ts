// Face templates of staff who clock with a card or a number and their face: sealed, under the pseudonym, none without a consent.
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import { KioskError } from '../../../protocol/index.ts';
import type { Place, Sealer } from '../file/sealer.ts';
import type { StoreFile } from '../file/store-file.ts';

export const FACES_MIGRATION = `CREATE TABLE face (
     subject TEXT NOT NULL,
     purpose TEXT NOT NULL,
     format INTEGER NOT NULL,
     sealed BLOB NOT NULL,
     PRIMARY KEY (subject, purpose)
   ) STRICT, WITHOUT ROWID;`;

/** Of what is sealed, not of the file. */
const FORMAT = 1;

export interface NewFace {
  /** What the person consented to, such as `attendance`. */
  readonly purpose: string;
  /** The recogniser that made it: templates of different ones cannot be compared. */
  readonly model: string;
  readonly version: string;
  /** Of length 1. A face can be drawn from them: guard them as one. */
  readonly values: Float32Array;
  readonly enroller: string;
  readonly atMs: number;
}

export type StoredFace = NewFace & { readonly subject: string; readonly consentId: string };

interface Row {
  readonly subject: string;
  readonly purpose: string;
  readonly format: number;
  readonly sealed: Buffer;
}

const sealedSchema = z.strictObject({
  consentId: z.string().min(1),
  model: z.string(),
  version: z.string(),
  values: z.base64(),
  enroller: z.string(),
  atMs: z.number(),
});

const placeOf = ({ subject, purpose, format }: Omit<Row, 'sealed'>): Place => [
  'templates',
  'face',
  subject,
  format,
  purpose,
];

export class FacesStore {
  readonly #file: StoreFile;
  readonly #sealer: Sealer;
  readonly #upsert: Statement<[Row]>;
  readonly #find: Statement<[string, string], Row>;
  readonly #delete: Statement<[string]>;
  readonly #subjects: Statement<[], string>;

  constructor(file: StoreFile, sealer: Sealer) {
    this.#file = file;
    this.#sealer = sealer;
    const { db } = file;
    this.#upsert = db.prepare(
      `INSERT INTO face VALUES (@subject, @purpose, @format, @sealed)
       ON CONFLICT DO UPDATE SET format = excluded.format, sealed = excluded.sealed`,
    );
    this.#find = db.prepare('SELECT * FROM face WHERE subject = ? AND purpose = ?');
    this.#delete = db.prepare('DELETE FROM face WHERE subject = ?');
    this.#subjects = db.prepare<[], string>('SELECT DISTINCT subject FROM face').pluck();
  }

  /** Instead of the one before. @throws KioskError CONSENT_MISSING; of the store */
  save(subject: string, consentId: string, { values, ...face }: NewFace): void {
    if (consentId.trim() === '') throw new KioskError('CONSENT_MISSING');
    const named = { subject, purpose: face.purpose, format: FORMAT };
    const { purpose: _, ...kept } = { ...face, consentId, values: textOf(values) };
    const row = { ...named, sealed: this.#sealer.sealText(JSON.stringify(kept), placeOf(named)) };
    this.#file.grow(() => this.#upsert.run(row));
  }

  /** @throws KioskError SEAL_BROKEN; of the store */
  of(subject: string, purpose: string): StoredFace | undefined {
    const row = this.#file.read(() => this.#find.get(subject, purpose));
    if (!row) return undefined;
    const { values, ...kept } = sealedSchema.parse(JSON.parse(this.#sealer.openText(row.sealed, placeOf(row))));
    return { ...kept, subject, purpose, values: valuesOf(values) };
  }

  /** Whether there was one. */
  remove(subject: string): boolean {
    const removed = this.#file.write(() => this.#delete.run(subject).changes > 0);
    if (removed) this.#file.settle();
    return removed;
  }

  subjects(): ReadonlySet<string> {
    return new Set(this.#file.read(() => this.#subjects.all()));
  }
}

const textOf = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

function valuesOf(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.byteLength / Float32Array.BYTES_PER_ELEMENT));
}
