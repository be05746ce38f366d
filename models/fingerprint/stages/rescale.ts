// Brings a picture of any permitted resolution to 500 dpi, so that every later length means the same.
import { type GrayImage, KioskError } from '../../../protocol/computing.ts';
import { IMAGE } from './parameters.ts';
import type { Raster } from './raster.ts';

/** @throws KioskError IMAGE_SIZE */
export function rescale(image: GrayImage): Raster {
  const { widthPx, heightPx } = sizeAtReference(image);
  if (widthPx === image.widthPx && heightPx === image.heightPx)
    return { widthPx, heightPx, data: new Float32Array(image.pixels) };
  const narrow = narrowed(image, widthPx);
  const down = resampler(image.heightPx, heightPx);
  const data = new Float32Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y += 1)
    for (let tap = 0; tap < down.taps; tap += 1) {
      const weight = down.weights[y * down.taps + tap] ?? 0;
      const source = (down.sources[y * down.taps + tap] ?? 0) * widthPx;
      for (let x = 0; x < widthPx; x += 1)
        data[y * widthPx + x] = (data[y * widthPx + x] ?? 0) + weight * (narrow[source + x] ?? 0);
    }
  return { widthPx, heightPx, data };
}

function narrowed(image: GrayImage, widthPx: number): Float32Array {
  const { taps, sources, weights } = resampler(image.widthPx, widthPx);
  const narrow = new Float32Array(widthPx * image.heightPx);
  for (let y = 0; y < image.heightPx; y += 1)
    for (let x = 0; x < widthPx; x += 1) {
      let sum = 0;
      for (let tap = x * taps; tap < (x + 1) * taps; tap += 1)
        sum += (weights[tap] ?? 0) * (image.pixels[y * image.widthPx + (sources[tap] ?? 0)] ?? 0);
      narrow[y * widthPx + x] = sum;
    }
  return narrow;
}

function sizeAtReference({ widthPx, heightPx, dpi, pixels }: GrayImage): { widthPx: number; heightPx: number } {
  const sides = [widthPx, heightPx];
  const isWhole = sides.every((side) => Number.isInteger(side) && side >= IMAGE.minSidePx && side <= IMAGE.maxSidePx);
  const isKnownScale = dpi >= IMAGE.minDpi && dpi <= IMAGE.maxDpi;
  const scale = IMAGE.referenceDpi / dpi;
  const size = { widthPx: atLeastOne(widthPx * scale), heightPx: atLeastOne(heightPx * scale) };
  const isBounded = size.widthPx * size.heightPx <= IMAGE.maxAreaPx;
  if (!isWhole || !isKnownScale || !isBounded || pixels.length !== widthPx * heightPx)
    throw new KioskError('IMAGE_SIZE', { widthPx, heightPx, dpi, bytes: pixels.length });
  return size;
}

const atLeastOne = (side: number): number => Math.max(1, Math.round(side));

interface Resampler {
  readonly taps: number;
  readonly sources: Int32Array;
  readonly weights: Float32Array;
}

/** Triangle filter: linear when enlarging, averaging over what falls together when reducing. */
function resampler(from: number, to: number): Resampler {
  const step = from / to;
  const reach = Math.max(1, step);
  const taps = from === to ? 1 : Math.ceil(2 * reach) + 1;
  const sources = new Int32Array(to * taps);
  const weights = new Float32Array(to * taps);
  for (let at = 0; at < to; at += 1) {
    const middle = (at + 0.5) * step - 0.5;
    const first = from === to ? at : Math.ceil(middle - reach);
    let total = 0;
    for (let tap = 0; tap < taps; tap += 1) total += Math.max(0, 1 - Math.abs(first + tap - middle) / reach);
    for (let tap = 0; tap < taps; tap += 1) {
      sources[at * taps + tap] = Math.min(from - 1, Math.max(0, first + tap));
      weights[at * taps + tap] = Math.max(0, 1 - Math.abs(first + tap - middle) / reach) / total;
    }
  }
  return { taps, sources, weights };
}
