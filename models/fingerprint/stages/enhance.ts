// Strengthens what runs like a ridge, in the direction and at the distance measured there. HOT: allocates per picture only.
import { GABOR } from '../parameters.ts';
import { GABOR_BANK, type GaborFilter, LARGEST_RADIUS_PX, periodStepOf } from './gabor-bank.ts';
import { interpolateRow } from './interpolate.ts';
import type { OrientationField } from './orientation.ts';
import { cellAt, type Grid, type Raster } from './raster.ts';

export function enhance(picture: Raster, mask: Grid, ridges: { field: OrientationField; period: Grid }): Raster {
  const { widthPx, heightPx } = picture;
  const padded = pad(picture, LARGEST_RADIUS_PX);
  const stride = widthPx + 2 * LARGEST_RADIUS_PX;
  const data = new Float32Array(widthPx * heightPx);
  const cos = new Float32Array(widthPx);
  const sin = new Float32Array(widthPx);
  const steps = ridges.period.data.map(periodStepOf);
  for (let y = 0; y < heightPx; y += 1) {
    interpolateRow(ridges.field.cos, y, cos);
    interpolateRow(ridges.field.sin, y, sin);
    for (let x = 0; x < widthPx; x += 1) {
      const cell = cellAt(mask, x, y);
      if (mask.data[cell] === 0) continue;
      const filter = GABOR_BANK[(steps[cell] ?? 0) * GABOR.orientations + directionOf(cos[x] ?? 0, sin[x] ?? 0)];
      if (filter === undefined) continue;
      const middle = (y + LARGEST_RADIUS_PX) * stride + x + LARGEST_RADIUS_PX;
      data[y * widthPx + x] = respond(padded, stride, middle, filter);
    }
  }
  return { widthPx, heightPx, data };
}

/** Positional parameters and plain loops: the innermost call of the whole extraction. */
function respond(padded: Float32Array, stride: number, middle: number, filter: GaborFilter): number {
  const { radiusPx, firsts, counts, taps } = filter;
  let sum = 0;
  let tap = 0;
  let row = middle - radiusPx * stride;
  for (let index = 0; index < counts.length; index += 1, row += stride) {
    let at = row + (firsts[index] ?? 0);
    const end = at + (counts[index] ?? 0);
    for (; at < end; at += 1, tap += 1) sum += (padded[at] ?? 0) * (taps[tap] ?? 0);
  }
  return sum;
}

function directionOf(cos: number, sin: number): number {
  const turns = Math.atan2(sin, cos) / (2 * Math.PI);
  return Math.round((turns + 1) * GABOR.orientations) % GABOR.orientations;
}

function pad({ widthPx, heightPx, data }: Raster, border: number): Float32Array {
  const stride = widthPx + 2 * border;
  const padded = new Float32Array(stride * (heightPx + 2 * border));
  for (let y = 0; y < heightPx; y += 1)
    padded.set(data.subarray(y * widthPx, (y + 1) * widthPx), (y + border) * stride + border);
  return padded;
}
