// Face templates of staff who clock with a card or a number and their face: sealed, under the pseudonym, none without a consent.
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import { KioskError } from '../../../protocol/index.ts';
import { sealedColumn } from '../file/reseal.ts';
import type { Place, Sealer } from '../file/sealer.ts';
import type { StoreFile } from '../file/store-file.ts';

export const FACES_MIGRATION = `CREATE TABLE face (
     subject TEXT NOT NULL,
     purpose TEXT NOT NULL,
     format INTEGER NOT NULL,
     model TEXT NOT NULL,
     version TEXT NOT NULL,
     about BLOB NOT NULL,
     template BLOB NOT NULL,
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

interface Named {
  readonly subject: string;
  readonly purpose: string;
  readonly format: number;
  readonly model: string;
  readonly version: string;
}

interface Row extends Named {
  readonly about: Buffer;
  readonly template: Buffer;
}

const aboutSchema = z.strictObject({ consentId: z.string().min(1), enroller: z.string(), atMs: z.number() });

const placeOf = ({ subject, purpose, format, model, version }: Named, part: 'about' | 'template'): Place => [
  'templates',
  'face',
  part,
  subject,
  format,
  purpose,
  model,
  version,
];

export const SEALED_FACES = [
  sealedColumn<Row>('face', 'about', (row) => placeOf(row, 'about')),
  sealedColumn<Row>('face', 'template', (row) => placeOf(row, 'template')),
];

export class FacesStore {
  readonly #file: StoreFile;
  readonly #sealer: Sealer;
  readonly #upsert: Statement<[Row]>;
  readonly #has: Statement<[string, string, string, string], number>;
  readonly #find: Statement<[string, string], Row>;
  readonly #delete: Statement<[string]>;
  readonly #subjects: Statement<[], string>;

  constructor(file: StoreFile, sealer: Sealer) {
    this.#file = file;
    this.#sealer = sealer;
    const { db } = file;
    this.#upsert = db.prepare(
      `INSERT INTO face (subject, purpose, format, model, version, about, template)
       VALUES (@subject, @purpose, @format, @model, @version, @about, @template)
       ON CONFLICT DO UPDATE SET format = excluded.format, model = excluded.model, version = excluded.version,
         about = excluded.about, template = excluded.template`,
    );
    this.#has = db
      .prepare<[string, string, string, string], number>(
        'SELECT 1 FROM face WHERE subject = ? AND purpose = ? AND model = ? AND version = ?',
      )
      .pluck();
    this.#find = db.prepare('SELECT * FROM face WHERE subject = ? AND purpose = ?');
    this.#delete = db.prepare('DELETE FROM face WHERE subject = ?');
    this.#subjects = db.prepare<[], string>('SELECT DISTINCT subject FROM face').pluck();
  }

  /** Instead of the one before. @throws KioskError CONSENT_MISSING; of the store */
  save(subject: string, consentId: string, { purpose, model, version, values, enroller, atMs }: NewFace): void {
    if (consentId.trim() === '') throw new KioskError('CONSENT_MISSING');
    const named = { subject, purpose, format: FORMAT, model, version };
    const about = this.#sealer.sealText(JSON.stringify({ consentId, enroller, atMs }), placeOf(named, 'about'));
    const template = this.#sealer.seal(bytesOf(values), placeOf(named, 'template'));
    this.#file.grow(() => this.#upsert.run({ ...named, about, template }));
  }

  /** Without opening it: whether a face is kept that this recogniser made. */
  has(subject: string, { purpose, model, version }: Pick<NewFace, 'purpose' | 'model' | 'version'>): boolean {
    return this.#file.read(() => this.#has.get(subject, purpose, model, version)) !== undefined;
  }

  /** The caller zeroes the values. @throws KioskError SEAL_BROKEN; of the store */
  of(subject: string, purpose: string): StoredFace | undefined {
    const row = this.#file.read(() => this.#find.get(subject, purpose));
    if (!row) return undefined;
    const { model, version } = row;
    const about = aboutSchema.parse(JSON.parse(this.#sealer.openText(row.about, placeOf(row, 'about'))));
    const opened = this.#sealer.open(row.template, placeOf(row, 'template'));
    const values = valuesOf(opened);
    opened.fill(0);
    return { ...about, subject, purpose, model, version, values };
  }

  /** How many there were. */
  remove(...subjects: readonly string[]): number {
    const removed = this.#file.write(() =>
      subjects.reduce((sum, subject) => sum + this.#delete.run(subject).changes, 0),
    );
    if (removed > 0) this.#file.settle();
    return removed;
  }

  subjects(): ReadonlySet<string> {
    return new Set(this.#file.read(() => this.#subjects.all()));
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function valuesOf(opened: Uint8Array): Float32Array {
  const bytes = Uint8Array.from(opened);
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.byteLength / Float32Array.BYTES_PER_ELEMENT));
}
