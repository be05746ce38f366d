// How ridges run, sampled on a square grid: what tells two fingers apart where they share few minutiae.
import { KioskError } from '../base/index.ts';

/**
 * Each sample describes the ridges around it as a plane wave: where they run, how far apart they are, and where between two
 * crests the sample lies. A print can be drawn from it, so it is guarded like the picture, as minutiae are.
 */
export interface RidgeMap {
  readonly columns: number;
  readonly rows: number;
  /** `rows * columns` samples, row after row from the top left; 0 where no ridge is known, else see `RIDGE_SAMPLE`. */
  readonly samples: Uint16Array;
}

/** Distance of neighbouring samples in pixels at 500 dpi; the first lies half of it from the left and top edge of the image. */
export const RIDGE_MAP_STEP_PX = 16;

/**
 * Bits of a sample, the lowest first: phase, period, orientation, and one that says that there is a ridge at all.
 *
 *     phase        in `phases` of a turn: 0 on the middle of a ridge, growing along the normal
 *     period       one of `periods` between `minPeriodPx` and `maxPeriodPx` (500 dpi), evenly spaced by ratio
 *     orientation  of the normal, in `orientations` of half a turn, counter-clockwise from the right
 */
export const RIDGE_SAMPLE = {
  phases: 32,
  periods: 16,
  orientations: 64,
  minPeriodPx: 5,
  maxPeriodPx: 16,
  present: 0x8000,
} as const;

const LAYOUT_VERSION = 1;
const HEADER_BYTES = 4;
const MAX_SIDE = 255;

/** Header, a bit for each sample that says whether it is there, then those that are, big-endian. @throws KioskError TEMPLATE_MALFORMED */
export function encodeRidgeMap({ columns, rows, samples }: RidgeMap): Uint8Array {
  const isWritable = [columns, rows].every((side) => Number.isInteger(side) && side >= 1 && side <= MAX_SIDE);
  if (!isWritable || samples.length !== columns * rows)
    throw new KioskError('TEMPLATE_MALFORMED', { problem: 'has a ridge map of no usable size', columns, rows });
  const known = samples.filter((sample) => sample !== 0);
  const bitmapBytes = Math.ceil(samples.length / 8);
  const bytes = new Uint8Array(HEADER_BYTES + bitmapBytes + 2 * known.length);
  bytes.set([LAYOUT_VERSION, RIDGE_MAP_STEP_PX, columns, rows]);
  samples.forEach((sample, at) => {
    if (sample !== 0) bytes[HEADER_BYTES + (at >> 3)] = (bytes[HEADER_BYTES + (at >> 3)] ?? 0) | (0x80 >> (at & 7));
  });
  const view = new DataView(bytes.buffer, HEADER_BYTES + bitmapBytes);
  known.forEach((sample, index) => {
    view.setUint16(2 * index, sample);
  });
  return bytes;
}

/** Undefined for a layout that this service does not know. @throws KioskError TEMPLATE_MALFORMED */
export function decodeRidgeMap(bytes: Uint8Array): RidgeMap | undefined {
  const [version, step, columns = 0, rows = 0] = bytes;
  if (version !== LAYOUT_VERSION || step !== RIDGE_MAP_STEP_PX) return undefined;
  const count = columns * rows;
  const bitmapBytes = Math.ceil(count / 8);
  const isKnown = (at: number): boolean => ((bytes[HEADER_BYTES + (at >> 3)] ?? 0) & (0x80 >> (at & 7))) !== 0;
  const samples = new Uint16Array(count);
  let at = HEADER_BYTES + bitmapBytes;
  for (let index = 0; index < count; index += 1) {
    if (!isKnown(index)) continue;
    samples[index] = RIDGE_SAMPLE.present | ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    at += 2;
  }
  if (count === 0 || at !== bytes.length)
    throw new KioskError('TEMPLATE_MALFORMED', { problem: 'has a ridge map of another length than it states' });
  return { columns, rows, samples };
}
