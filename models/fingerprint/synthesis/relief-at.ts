// The relief between the points of its grid, by cubic interpolation (Catmull-Rom).
import type { RidgeGrid } from './grow-ridges.ts';

const before = (t: number): number => t * (-0.5 + t * (1 - 0.5 * t));
const here = (t: number): number => 1 + t * t * (-2.5 + 1.5 * t);

/** At millimetres from the middle of the finger, y down; -1, a valley, beside the finger. */
export function reliefAt({ width, height, pointsPerMm, relief }: RidgeGrid, x: number, y: number): number {
  const column = x * pointsPerMm + width / 2;
  const row = y * pointsPerMm + height / 2;
  const left = Math.floor(column);
  const top = Math.floor(row);
  if (left < 1 || top < 1 || left > width - 3 || top > height - 3) return -1;
  const across = column - left;
  const [w0, w1, w2, w3] = [before(across), here(across), here(1 - across), before(1 - across)];
  let sum = 0;
  for (let i = -1; i < 3; i += 1) {
    const at = (top + i) * width + left;
    const line =
      w0 * (relief[at - 1] ?? 0) + w1 * (relief[at] ?? 0) + w2 * (relief[at + 1] ?? 0) + w3 * (relief[at + 2] ?? 0);
    const down = Math.abs(row - top - i);
    sum += line * (i === -1 || i === 2 ? before(2 - down) : here(down));
  }
  return sum;
}
