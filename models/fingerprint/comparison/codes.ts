// The cylinders of a template as bytes that travel in its record: measuring them takes eight times as long as all else of loading.
import { checksum } from './checksum.ts';
import { CYLINDER } from './parameters.ts';

/**
 * Big-endian, as the record around them:
 *
 *     byte 0       `CODES.version`
 *     byte 1       number of minutiae
 *     bytes 2-5    checksum of the minutiae that the cylinders were measured among, and of the cylinders
 *     then         the words of each minutia's cylinder, minutia after minutia
 */
export const CODES = {
  /** Raised by whatever changes a bit of a cylinder: records of another version are measured anew. */
  version: 1,
  headerBytes: 6,
} as const;

/** Whose cylinders they are. */
export interface CodesOwner {
  readonly count: number;
  /** 32 bits, over place, direction and order of the minutiae as they are compared. It finds mistakes, not forgers. */
  readonly checksum: number;
}

/** `cylinders`: `CYLINDER.words` of each minutia, minutia after minutia. */
export function encodeCodes(cylinders: Int32Array, { count, checksum: ofMinutiae }: CodesOwner): Uint8Array {
  const bytes = new Uint8Array(CODES.headerBytes + 4 * cylinders.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, CODES.version);
  view.setUint8(1, count);
  view.setInt32(2, checksum(cylinders, ofMinutiae));
  cylinders.forEach((word, index) => {
    view.setInt32(CODES.headerBytes + 4 * index, word);
  });
  return bytes;
}

/** Undefined where they are of another version, of other minutiae, damaged or cut. Any bits are safe to compare. */
export function decodeCodes(codes: Uint8Array, { count, checksum: ofMinutiae }: CodesOwner): Int32Array | undefined {
  const words = count * CYLINDER.words;
  if (codes.length !== CODES.headerBytes + 4 * words) return undefined;
  const view = new DataView(codes.buffer, codes.byteOffset, codes.byteLength);
  if (view.getUint8(0) !== CODES.version || view.getUint8(1) !== count) return undefined;
  const cylinders = new Int32Array(words);
  for (let index = 0; index < words; index += 1) cylinders[index] = view.getInt32(CODES.headerBytes + 4 * index);
  return view.getInt32(2) === checksum(cylinders, ofMinutiae) ? cylinders : undefined;
}
