// What changes along ridges and valleys: pores and perspiration on the one, noise and dirt in the other.
import { TEXTURE } from '../parameters.ts';
import { TILE_SIDE, type Tile } from './tile.ts';
import type { TileWave } from './tile-wave.ts';

/** Sums over all tiles; in shares of each tile's contrast. */
export interface LineSums {
  /** Lines of pixels along ridge middles, and along valley middles. */
  ridgeLines: number;
  valleyLines: number;
  /** Mean square of the change from pixel to pixel. */
  ridgeFast: number;
  valleyFast: number;
  /** Variance of the smoothed line. */
  ridgeSlow: number;
  valleySlow: number;
  pores: number;
  /** Dark specks in valleys. */
  specks: number;
}

export const emptyLineSums = (): LineSums => ({
  ridgeLines: 0,
  valleyLines: 0,
  ridgeFast: 0,
  valleyFast: 0,
  ridgeSlow: 0,
  valleySlow: 0,
  pores: 0,
  specks: 0,
});

export function addLines({ grey, phase }: Tile, { offset, contrast }: TileWave, sums: LineSums): void {
  for (let row = 0; row < TILE_SIDE; row += 1) {
    const cosine = Math.cos((phase[row] ?? 0) - offset);
    const line = grey.subarray(row * TILE_SIDE, (row + 1) * TILE_SIDE);
    if (cosine > TEXTURE.middleCosine) {
      sums.ridgeLines += 1;
      sums.ridgeFast += fastChange(line) / contrast ** 2;
      sums.ridgeSlow += slowVariance(line) / contrast ** 2;
      sums.pores += bumps(line, TEXTURE.poreShare * contrast);
    } else if (cosine < -TEXTURE.middleCosine) {
      sums.valleyLines += 1;
      sums.valleyFast += fastChange(line) / contrast ** 2;
      sums.valleySlow += slowVariance(line) / contrast ** 2;
      sums.specks += bumps(line, -TEXTURE.poreShare * contrast);
    }
  }
}

function fastChange(line: Float32Array): number {
  let sum = 0;
  for (let at = 1; at < line.length; at += 1) sum += ((line[at] ?? 0) - (line[at - 1] ?? 0)) ** 2;
  return sum / (line.length - 1);
}

function slowVariance(line: Float32Array): number {
  const reach = TEXTURE.slowReachPx;
  let [count, sum, squares] = [0, 0, 0];
  for (let middle = reach; middle < line.length - reach; middle += 1) {
    let mean = 0;
    for (let at = middle - reach; at <= middle + reach; at += 1) mean += (line[at] ?? 0) / (2 * reach + 1);
    count += 1;
    sum += mean;
    squares += mean * mean;
  }
  return Math.max(0, squares / count - (sum / count) ** 2);
}

/** Places that rise above both sides by `height`; that fall below them where it is negative. */
function bumps(line: Float32Array, height: number): number {
  const sign = Math.sign(height);
  const limit = Math.abs(height);
  let found = 0;
  for (let at = 1; at < line.length - 1; at += 1) {
    const isPeak = sign * risesBy(line, at, -1) > 0 && sign * risesBy(line, at, 1) >= 0;
    if (isPeak && standsOut(line, at, -1, sign) > limit && standsOut(line, at, 1, sign) > limit) found += 1;
  }
  return found;
}

const risesBy = (line: Float32Array, at: number, step: number): number => (line[at] ?? 0) - (line[at + step] ?? 0);

/** The most that place `at` rises above the others within reach, to one side; falls below, where `sign` is negative. */
function standsOut(line: Float32Array, at: number, side: -1 | 1, sign: number): number {
  let most = 0;
  for (let step = 1; step <= TEXTURE.poreReachPx; step += 1) {
    const other = at + side * step;
    if (other >= 0 && other < line.length) most = Math.max(most, sign * risesBy(line, at, side * step));
  }
  return most;
}
