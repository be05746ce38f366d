// The form in which templates are compared: whole 32-bit words that can lie side by side in a SharedArrayBuffer.
import type { FingerTemplate, Minutia } from '../../protocol/computing.ts';
import { KioskError, RIDGE_MAP_STEP_PX, type RidgeMap } from '../../protocol/computing.ts';
import { checksum } from './comparison/checksum.ts';
import { type CodesOwner, decodeCodes, encodeCodes } from './comparison/codes.ts';
import { Cylinders } from './comparison/cylinder.ts';
import { COMPARISON, CYLINDER } from './comparison/parameters.ts';
import { popcount } from './comparison/popcount.ts';
import { cropRidges } from './comparison/ridge-crop.ts';
import { IMAGE } from './stages/parameters.ts';

/**
 * A template ready for comparison, as words of a (shared) buffer.
 *
 *     word 0            length of the whole in words
 *     word 1            number of minutiae
 *     word 2            checksum of what follows word 3, which orders a pair so that a score does not depend on who is compared with whom
 *     word 3            layout version << 16 | quality of the impression
 *     word 4            rows << 16 | columns of the ridge map; 0 where there is none
 *     word 5            place of the map's first sample, as that of a minutia
 *     then seven rows, a word for each minutia and zeros up to a multiple of four, so that four minutiae are compared at once:
 *       row 0           y << 16 | x, signed and y down, in 1/16 pixels of 500 dpi from the middle of all minutiae
 *       row 1           angle (65536 units a turn) << 16 | kind << 8 | quality
 *       row 2           number of ones in its cylinder
 *       rows 3 to 6     its cylinder, a bit for each cell
 *     then the samples of the ridge map (`RIDGE_SAMPLE`), row after row, two in a word, the first of them in its lower half
 */
export type PackedTemplate = Int32Array;

export const PACKED = {
  version: 2,
  headerWords: 6,
  /** Rows of the minutiae. */
  rows: 3 + CYLINDER.words,
  unitsPerPixel: 16,
  unitsPerTurn: 65_536,
  kinds: ['other', 'ending', 'bifurcation'],
} as const;

/** The most words a template can take: what a gallery reserves for a slot of fixed size. */
export const MAX_PACKED_WORDS =
  PACKED.headerWords + COMPARISON.maxMinutiae * PACKED.rows + Math.ceil(COMPARISON.maxMapSide ** 2 / 2);

/** Words of a row that holds so many minutiae. */
export const rowWords = (count: number): number => (count + 3) & ~3;

/** A record states whole pixels of a centimetre: the lowest resolution comes back as one less. */
const MIN_DPI = IMAGE.minDpi - 1;
const TAU = 2 * Math.PI;

/**
 * Prepares a template once for many comparisons. Only the best minutiae are kept where there are too many.
 * @throws KioskError TEMPLATE_MALFORMED for a resolution that no sensor has
 */
export function prepare(template: FingerTemplate): PackedTemplate {
  const { dpi } = template;
  if (!(dpi >= MIN_DPI && dpi <= IMAGE.maxDpi)) throw new KioskError('TEMPLATE_MALFORMED', { dpi });
  const scale = IMAGE.referenceDpi / dpi;
  const kept = best(template.minutiae);
  const middle = middleOf(kept, template);
  const ridges = ridgesOf(template.ridges, { x: middle.x * scale, y: middle.y * scale });
  const samplesAt = PACKED.headerWords + rowWords(kept.length) * PACKED.rows;
  const packed = new Int32Array(samplesAt + Math.ceil(ridges.samples.length / 2));
  packed.set([packed.length, kept.length, 0, (PACKED.version << 16) | Math.round(template.quality)]);
  packed.set([ridges.sides, ridges.place], 4);
  const placed = (minutia: Minutia): Minutia => ({ ...minutia, ...placeAt(minutia, middle, scale) });
  writeMinutiae(packed, kept, (minutia) => placeAt(minutia, middle, scale));
  const carried = template.codes && decodeCodes(template.codes, ownerOf(packed));
  writeCylinders(packed, carried ?? cylindersOf(kept.map(placed)));
  ridges.samples.forEach((sample, index) => {
    const at = samplesAt + (index >> 1);
    packed[at] = (packed[at] ?? 0) | (sample << (index % 2 === 0 ? 0 : 16));
  });
  packed[2] = checksum(packed.subarray(4));
  return packed;
}

function writeMinutiae(
  packed: PackedTemplate,
  minutiae: readonly Minutia[],
  placeOf: (minutia: Minutia) => Place,
): void {
  const row = rowWords(minutiae.length);
  let at = PACKED.headerWords;
  for (const minutia of minutiae) {
    const { angle, kind, quality } = minutia;
    packed[at] = wordOf(placeOf(minutia));
    packed[at + row] = (angleUnits(angle) << 16) | (PACKED.kinds.indexOf(kind) << 8) | (quality & 0xff);
    at += 1;
  }
}

/** Minutia after minutia. */
function cylindersOf(minutiae: readonly Minutia[]): Int32Array {
  const all = new Int32Array(minutiae.length * CYLINDER.words);
  const cylinders = new Cylinders();
  for (let index = 0; index < minutiae.length; index += 1) {
    cylinders.measure(minutiae, index);
    all.set(cylinders.words, index * CYLINDER.words);
  }
  return all;
}

function writeCylinders(packed: PackedTemplate, cylinders: Int32Array): void {
  const row = rowWords(packed[1] ?? 0);
  const onesAt = PACKED.headerWords + 2 * row;
  for (let at = 0; at < cylinders.length; at += 1) {
    const bits = cylinders[at] ?? 0;
    const ones = onesAt + Math.floor(at / CYLINDER.words);
    packed[ones] = (packed[ones] ?? 0) + popcount(bits);
    packed[ones + (1 + (at % CYLINDER.words)) * row] = bits;
  }
}

/** The cylinders of a template as its record carries them: for `FingerTemplate.codes` of the very template that was prepared. */
export function codesOf(packed: PackedTemplate): Uint8Array {
  const owner = ownerOf(packed);
  const row = rowWords(owner.count);
  const cylinders = Int32Array.from({ length: owner.count * CYLINDER.words }, (_, at) => {
    const words = PACKED.headerWords + (3 + (at % CYLINDER.words)) * row;
    return packed[words + Math.floor(at / CYLINDER.words)] ?? 0;
  });
  return encodeCodes(cylinders, owner);
}

/** Place, direction, kind and quality of each minutia make the checksum. */
export function ownerOf(packed: PackedTemplate): CodesOwner {
  const count = packed[1] ?? 0;
  const minutiae = packed.subarray(PACKED.headerWords, PACKED.headerWords + 2 * rowWords(count));
  return { count, checksum: checksum(minutiae) };
}

/** Of the impression, 0 to 100. */
export const qualityOf = (packed: PackedTemplate): number => (packed[3] ?? 0) & 0xffff;

/** A copy that is compared by its minutiae alone, as a record of another engine would be, and in the order of the original. */
export function withoutRidges(packed: PackedTemplate): PackedTemplate {
  const words = packed.slice(0, PACKED.headerWords + rowWords(packed[1] ?? 0) * PACKED.rows);
  words[0] = words.length;
  words[4] = 0;
  words[5] = 0;
  return words;
}

const angleUnits = (angle: number): number => Math.round((angle / TAU) * PACKED.unitsPerTurn) & 0xffff;

function best(minutiae: readonly Minutia[]): readonly Minutia[] {
  if (minutiae.length <= COMPARISON.maxMinutiae) return minutiae;
  return [...minutiae].sort((a, b) => b.quality - a.quality).slice(0, COMPARISON.maxMinutiae);
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Everything is placed around the middle of the minutiae, so that the numbers stay small and no sensor's size matters. */
function middleOf(minutiae: readonly Minutia[], { widthPx, heightPx }: FingerTemplate): Place {
  if (minutiae.length === 0) return { x: widthPx / 2, y: heightPx / 2 };
  const mean = (of: (minutia: Minutia) => number): number =>
    minutiae.reduce((sum, minutia) => sum + of(minutia), 0) / minutiae.length;
  return { x: mean(({ x }) => x), y: mean(({ y }) => y) };
}

/** At 500 dpi. */
function placeAt({ x, y }: Place, middle: Place, scale: number): Place {
  const limit = COMPARISON.maxExtentPx;
  const bounded = (value: number): number => Math.max(-limit, Math.min(limit, value));
  return { x: bounded((x - middle.x) * scale), y: bounded((y - middle.y) * scale) };
}

const wordOf = ({ x, y }: Place): number =>
  (Math.round(y * PACKED.unitsPerPixel) << 16) | (Math.round(x * PACKED.unitsPerPixel) & 0xffff);

interface PackedRidges {
  readonly sides: number;
  readonly place: number;
  readonly samples: Uint16Array;
}

/** `middle`: at 500 dpi. */
function ridgesOf(map: RidgeMap | undefined, middle: Place): PackedRidges {
  const crop = map && cropRidges(map, COMPARISON.maxMapSide);
  if (crop === undefined) return { sides: 0, place: 0, samples: new Uint16Array() };
  const { columns, rows, firstColumn, firstRow, samples } = crop;
  const first = { x: (firstColumn + 0.5) * RIDGE_MAP_STEP_PX, y: (firstRow + 0.5) * RIDGE_MAP_STEP_PX };
  return { sides: (rows << 16) | columns, place: wordOf(placeAt(first, middle, 1)), samples };
}
