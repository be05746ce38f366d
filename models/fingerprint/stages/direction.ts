// The nearest of the filter bank's directions, from the vector of a double angle.
import { GABOR } from './parameters.ts';

function directionOf(cos: number, sin: number): number {
  const turns = Math.atan2(sin, cos) / (2 * Math.PI);
  return Math.round((turns + 1) * GABOR.orientations) % GABOR.orientations;
}

/** Where one direction ends and the next begins. */
const edgeOf = (index: number): number => ((index - 0.5) * 2 * Math.PI) / GABOR.orientations;
const EDGE_COS = Float64Array.from({ length: GABOR.orientations + 1 }, (_, index) => Math.cos(edgeOf(index)));
const EDGE_SIN = Float64Array.from({ length: GABOR.orientations + 1 }, (_, index) => Math.sin(edgeOf(index)));

/** `guess` is tried first, without trigonometry: from pixel to pixel it seldom changes. HOT. */
export function nearestDirection(cos: number, sin: number, guess: number): number {
  return isNearest(guess, cos, sin) ? guess : directionOf(cos, sin);
}

function isNearest(direction: number, cos: number, sin: number): boolean {
  const isAfter = (EDGE_COS[direction] ?? 0) * sin - (EDGE_SIN[direction] ?? 0) * cos >= 0;
  return isAfter && (EDGE_COS[direction + 1] ?? 0) * sin - (EDGE_SIN[direction + 1] ?? 0) * cos < 0;
}
