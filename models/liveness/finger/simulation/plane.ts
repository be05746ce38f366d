// Pictures of floats while an attack is drawn: blur, uneven fields, and the way back to grey levels.
import type { GrayImage } from '../../../../protocol/computing.ts';
import type { Random } from '../../../fingerprint/synthesis/index.ts';

export interface Plane {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Float32Array;
}

export const planeOf = ({ widthPx, heightPx, pixels }: GrayImage): Plane => ({
  widthPx,
  heightPx,
  data: Float32Array.from(pixels),
});

/** With the noise that every sensor adds, `noiseGrey` its standard deviation. */
export function pictureOf(
  { widthPx, heightPx, data }: Plane,
  dpi: number,
  noise: Random,
  noiseGrey: number,
): GrayImage {
  const pixels = Uint8Array.from(data, (grey) =>
    Math.max(0, Math.min(255, Math.round(grey + noiseGrey * noise.normal()))),
  );
  return { widthPx, heightPx, dpi, pixels };
}

/** Gaussian, one axis after the other; edges are repeated. */
export function blurred(plane: Plane, sigmaPx: number): Plane {
  const { widthPx, heightPx, data } = plane;
  const reach = Math.ceil(2.5 * sigmaPx);
  const taps = Array.from({ length: 2 * reach + 1 }, (_, tap) => Math.exp(-0.5 * ((tap - reach) / sigmaPx) ** 2));
  const total = taps.reduce((sum, tap) => sum + tap, 0);
  const pass = (from: Float32Array, at: (x: number, y: number, step: number) => number): Float32Array =>
    Float32Array.from(from, (_, index) => {
      const [x, y] = [index % widthPx, Math.floor(index / widthPx)];
      return taps.reduce((sum, tap, step) => sum + (tap / total) * (from[at(x, y, step - reach)] ?? 0), 0);
    });
  const bounded = (value: number, size: number): number => Math.max(0, Math.min(size - 1, value));
  const across = pass(data, (x, y, step) => y * widthPx + bounded(x + step, widthPx));
  return { ...plane, data: pass(across, (x, y, step) => bounded(y + step, heightPx) * widthPx + x) };
}

/** A field that varies over `scalePx`, mean 0 and standard deviation about 1. */
export function unevenness({ widthPx, heightPx }: Plane, scalePx: number, noise: Random): Float32Array {
  const columns = Math.ceil(widthPx / scalePx) + 2;
  const rows = Math.ceil(heightPx / scalePx) + 2;
  const knots = Float32Array.from({ length: columns * rows }, () => 1.5 * noise.normal());
  return Float32Array.from({ length: widthPx * heightPx }, (_, index) => {
    const [x, y] = [(index % widthPx) / scalePx, Math.floor(index / widthPx) / scalePx];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const at = top * columns + left;
    const upper = (knots[at] ?? 0) * (1 - x + left) + (knots[at + 1] ?? 0) * (x - left);
    const lower = (knots[at + columns] ?? 0) * (1 - x + left) + (knots[at + columns + 1] ?? 0) * (x - left);
    return upper * (1 - y + top) + lower * (y - top);
  });
}

/** The grey of the empty glass: the brightest that is common. */
export function backgroundGrey({ data }: Plane): number {
  const sorted = data.toSorted();
  return sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 255;
}
