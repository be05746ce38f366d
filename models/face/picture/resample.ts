// Pictures made smaller or larger: each new pixel is what it covers, so that fine patterns do not turn into false ones.
import type { ColourImage } from '../../../protocol/index.ts';

/** Which old pixels a new one is made of, and how much of each. */
interface Taps {
  readonly from: number;
  readonly weights: Float32Array;
}

export interface SizePx {
  readonly widthPx: number;
  readonly heightPx: number;
}

const CHANNELS = 3;

/** Row by row from the top; the row is used again for the next. */
export type TakeRow = (row: Float32Array, y: number) => void;

/** Smaller pictures have the mean of what each pixel covers, larger ones what lies between the old pixels. */
export function resampleRows(image: ColourImage, { widthPx, heightPx }: SizePx, takeRow: TakeRow): void {
  const columns = tapsOf(image.widthPx, widthPx);
  const stride = image.widthPx * CHANNELS;
  const tall = new Float32Array(stride);
  const row = new Float32Array(widthPx * CHANNELS);
  tapsOf(image.heightPx, heightPx).forEach((taps, y) => {
    addRows(image.pixels, taps, tall);
    narrow(tall, columns, row);
    takeRow(row, y);
  });
  tall.fill(0);
  row.fill(0);
}

export function resampled(image: ColourImage, size: SizePx): ColourImage {
  const stride = size.widthPx * CHANNELS;
  const pixels = new Uint8Array(stride * size.heightPx);
  resampleRows(image, size, (row, y) => {
    for (let at = 0; at < stride; at += 1) pixels[y * stride + at] = Math.round(row[at] ?? 0);
  });
  return { ...size, pixels };
}

function tapsOf(oldLength: number, newLength: number): readonly Taps[] {
  const ratio = oldLength / newLength;
  return Array.from({ length: newLength }, (_, at) => {
    const { from, weights } = ratio > 1 ? covered(at * ratio, (at + 1) * ratio) : between((at + 0.5) * ratio - 0.5);
    // What lies beyond the edge is as its last pixel.
    const last = oldLength - 1;
    const kept = weights.filter((_, tap) => from + tap >= 0 && from + tap <= last);
    const total = kept.reduce((sum, weight) => sum + weight, 0);
    return { from: Math.max(0, from), weights: Float32Array.from(kept, (weight) => weight / total) };
  });
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

function addRows(pixels: Uint8Array, { from, weights }: Taps, tall: Float32Array): void {
  tall.fill(0);
  for (let tap = 0; tap < weights.length; tap += 1) {
    const weight = weights[tap] ?? 0;
    const start = (from + tap) * tall.length;
    for (let at = 0; at < tall.length; at += 1) tall[at] = (tall[at] ?? 0) + weight * (pixels[start + at] ?? 0);
  }
}

function narrow(tall: Float32Array, columns: readonly Taps[], row: Float32Array): void {
  columns.forEach(({ from, weights }, x) => {
    let [red, green, blue] = [0, 0, 0];
    for (let tap = 0; tap < weights.length; tap += 1) {
      const weight = weights[tap] ?? 0;
      const at = (from + tap) * CHANNELS;
      red += weight * (tall[at] ?? 0);
      green += weight * (tall[at + 1] ?? 0);
      blue += weight * (tall[at + 2] ?? 0);
    }
    row[x * CHANNELS] = red;
    row[x * CHANNELS + 1] = green;
    row[x * CHANNELS + 2] = blue;
  });
}
