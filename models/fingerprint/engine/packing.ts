// Fingers on their way to a worker and back, many at a time: in one long array, as hundreds of short ones take longer to cross than to pack.
import { decodeFingerMinutiae, isFault } from '../../../protocol/computing.ts';
import { type PackedTemplate, prepare } from '../pack.ts';

export interface RecordBatch {
  /** All records, one after the other. */
  readonly bytes: Uint8Array;
  /** Of each finger, those of its records. */
  readonly lengths: readonly (readonly number[])[];
}

export interface PackedBatch {
  readonly words: Int32Array;
  /** Of each finger, those of its templates; undefined where it has no record, or one was altered or cut. */
  readonly lengths: readonly (readonly number[] | undefined)[];
}

export function batchOf(fingers: readonly (readonly Uint8Array[])[]): RecordBatch {
  const records = fingers.flat();
  const bytes = new Uint8Array(records.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const record of records) {
    bytes.set(record, at);
    at += record.length;
  }
  return { bytes, lengths: fingers.map((own) => own.map(({ length }) => length)) };
}

/** The worker's copy of the records ends with it. */
export function packBatch({ bytes, lengths }: RecordBatch): PackedBatch {
  try {
    const fingers = [...slices(bytes, lengths)].map((records) => packed(records ?? []));
    const templates = fingers.flatMap((own) => own ?? []);
    const words = new Int32Array(templates.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const template of templates) {
      words.set(template, at);
      at += template.length;
      template.fill(0);
    }
    return { words, lengths: fingers.map((own) => own?.map(({ length }) => length)) };
  } finally {
    bytes.fill(0);
  }
}

/** The templates of each finger, in the order in which they were given; nothing is copied. */
export const templatesIn = ({ words, lengths }: PackedBatch): Iterable<readonly PackedTemplate[] | undefined> =>
  slices(words, lengths);

function packed(records: readonly Uint8Array[]): readonly PackedTemplate[] | undefined {
  try {
    return records.length === 0 ? undefined : records.map((record) => prepare(decodeFingerMinutiae(record)));
  } catch (fault) {
    if (isFault(fault, 'TEMPLATE_MALFORMED')) return undefined;
    throw fault;
  }
}

function* slices<T extends Uint8Array | Int32Array>(
  all: T,
  lengths: readonly (readonly number[] | undefined)[],
): Generator<readonly T[] | undefined> {
  let at = 0;
  const next = (length: number): T => {
    at += length;
    return all.subarray(at - length, at) as T;
  };
  for (const own of lengths) yield own?.map(next);
}
