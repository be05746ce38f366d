// Pictures made smaller or larger: each new pixel is what it covers, so that fine patterns do not turn into false ones.
import type { ColourImage } from '../../../protocol/computing.ts';

export interface SizePx {
  readonly widthPx: number;
  readonly heightPx: number;
}

const CHANNELS = 3;

/** Row by row from the top; the row is used again for the next. */
export type TakeRow = (row: Float32Array, y: number) => void;

/** Smaller pictures have the mean of what each pixel covers, larger ones what lies between the old pixels. */
export function resampleRows(image: ColourImage, size: SizePx, takeRow: TakeRow): void {
  const block = blockOf(image, size);
  if (block === undefined) resampleAny(image, size, takeRow);
  else averageBlocks(image, { block, ...size }, takeRow);
}

function resampleAny(image: ColourImage, { widthPx, heightPx }: SizePx, takeRow: TakeRow): void {
  const columns = tapsOf(image.widthPx, widthPx);
  const rows = tapsOf(image.heightPx, heightPx);
  const row = new Float32Array(widthPx * CHANNELS);
  const narrow = new Float32Array(row.length);
  let narrowed = -1;
  for (let y = 0; y < heightPx; y += 1) {
    row.fill(0);
    const first = rows.starts[y] ?? 0;
    const end = rows.starts[y + 1] ?? 0;
    for (let tap = first; tap < end; tap += 1) {
      const old = (rows.from[y] ?? 0) + tap - first;
      // The last old row of a new one is often the first of the next.
      if (old !== narrowed) narrowRow(image, { y: old, columns }, narrow);
      narrowed = old;
      addShare(narrow, rows.weights[tap] ?? 0, row);
    }
    takeRow(row, y);
  }
  narrow.fill(0);
  row.fill(0);
}

/** How many old pixels a new one covers along each side, where that is 2, 4, 8 or 16 on both; undefined otherwise. */
function blockOf(image: SizePx, { widthPx, heightPx }: SizePx): number | undefined {
  return [2, 4, 8, 16].find((block) => image.widthPx === block * widthPx && image.heightPx === block * heightPx);
}

/**
 * A camera's frames for a detector, many a second: the same sums, in whole numbers. Powers of two divide them without a
 * rest in 32 bits of floating point, so nothing that comes of it differs by a bit.
 */
function averageBlocks(
  { pixels, widthPx: oldWidthPx }: ColourImage,
  { block, widthPx, heightPx }: SizePx & { readonly block: number },
  takeRow: TakeRow,
): void {
  const stride = oldWidthPx * CHANNELS;
  const sums = new Uint32Array(widthPx * CHANNELS);
  const row = new Float32Array(sums.length);
  const share = 1 / (block * block);
  for (let y = 0; y < heightPx; y += 1) {
    sums.fill(0);
    for (let down = 0; down < block; down += 1) addBlockRow(pixels, (y * block + down) * stride, { block, sums });
    for (let at = 0; at < row.length; at += 1) row[at] = (sums[at] ?? 0) * share;
    takeRow(row, y);
  }
  sums.fill(0);
  row.fill(0);
}

/** The hot path: typed and flat. */
function addBlockRow(
  pixels: Uint8Array,
  start: number,
  { block, sums }: { readonly block: number; readonly sums: Uint32Array },
): void {
  for (let out = 0, at = start; out < sums.length; out += CHANNELS) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (const end = at + block * CHANNELS; at < end; at += CHANNELS) {
      red += pixels[at] ?? 0;
      green += pixels[at + 1] ?? 0;
      blue += pixels[at + 2] ?? 0;
    }
    sums[out] = (sums[out] ?? 0) + red;
    sums[out + 1] = (sums[out + 1] ?? 0) + green;
    sums[out + 2] = (sums[out + 2] ?? 0) + blue;
  }
}

export function resampled(image: ColourImage, size: SizePx): ColourImage {
  const stride = size.widthPx * CHANNELS;
  const pixels = new Uint8Array(stride * size.heightPx);
  resampleRows(image, size, (row, y) => {
    const start = y * stride;
    for (let at = 0; at < stride; at += 1) pixels[start + at] = Math.round(row[at] ?? 0);
  });
  return { ...size, pixels };
}

/** Which old pixels each new one is made of, and how much of each: flat, because a list of lists costs more than the sums. */
interface Taps {
  /** The first old pixel of each new one. */
  readonly from: Int32Array;
  /** Where its weights begin; one more for the end of the last. */
  readonly starts: Int32Array;
  readonly weights: Float32Array;
}

function tapsOf(oldLength: number, newLength: number): Taps {
  const ratio = oldLength / newLength;
  const from = new Int32Array(newLength);
  const starts = new Int32Array(newLength + 1);
  const weights = new Float32Array(newLength * (Math.ceil(ratio) + 2));
  for (let at = 0, tap = 0; at < newLength; at += 1) {
    const reach = ratio > 1 ? covered(at * ratio, (at + 1) * ratio) : between((at + 0.5) * ratio - 0.5);
    // What lies beyond the edge is as its last pixel.
    const first = Math.max(0, reach.from);
    const end = Math.min(oldLength, reach.from + reach.weights.length);
    const kept = reach.weights.slice(first - reach.from, end - reach.from);
    const total = kept.reduce((sum, weight) => sum + weight, 0);
    for (const weight of kept) {
      weights[tap] = weight / total;
      tap += 1;
    }
    from[at] = first;
    starts[at + 1] = tap;
  }
  return { from, starts, weights };
}

/** Of a new pixel that covers several old ones: each by how much of it is covered. */
function covered(start: number, end: number): { from: number; weights: number[] } {
  const from = Math.floor(start);
  const weights = Array.from({ length: Math.ceil(end) - from }, (_, tap) =>
    Math.max(1e-9, Math.min(end, from + tap + 1) - Math.max(start, from + tap)),
  );
  return { from, weights };
}

/** Of a new pixel that lies between two old ones. */
function between(middle: number): { from: number; weights: number[] } {
  const from = Math.floor(middle);
  return { from, weights: [1 - (middle - from), Math.max(1e-9, middle - from)] };
}

interface OldRow {
  readonly y: number;
  readonly columns: Taps;
}

/** An old row at the new width. The hot path: typed and flat. */
function narrowRow({ pixels, widthPx }: ColourImage, { y, columns }: OldRow, narrow: Float32Array): void {
  const { from, starts, weights } = columns;
  const row = y * widthPx * CHANNELS;
  for (let x = 0, out = 0; x < from.length; x += 1, out += CHANNELS) {
    const end = starts[x + 1] ?? 0;
    let red = 0;
    let green = 0;
    let blue = 0;
    let at = row + (from[x] ?? 0) * CHANNELS;
    for (let tap = starts[x] ?? 0; tap < end; tap += 1, at += CHANNELS) {
      const weight = weights[tap] ?? 0;
      red += weight * (pixels[at] ?? 0);
      green += weight * (pixels[at + 1] ?? 0);
      blue += weight * (pixels[at + 2] ?? 0);
    }
    narrow[out] = red;
    narrow[out + 1] = green;
    narrow[out + 2] = blue;
  }
}

function addShare(values: Float32Array, share: number, sums: Float32Array): void {
  for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) + share * (values[at] ?? 0);
}
