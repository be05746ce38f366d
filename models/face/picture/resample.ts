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

/** A triangle as wide as what a new pixel covers, never narrower than the old pixels. */
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
  const reach = Math.max(1, ratio);
  return Array.from({ length: newLength }, (_, at) => {
    const middle = (at + 0.5) * ratio - 0.5;
    const from = Math.max(0, Math.ceil(middle - reach));
    const to = Math.min(oldLength - 1, Math.floor(middle + reach));
    const weights = Float32Array.from({ length: to - from + 1 }, (_, tap) =>
      Math.max(1e-6, 1 - Math.abs(from + tap - middle) / reach),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { from, weights: weights.map((weight) => weight / total) };
  });
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
