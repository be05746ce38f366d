// The mean ridge of a tile: its level, its contrast, and how far from a pure wave it is.
import { TILE_SIDE, type Tile } from './tile.ts';

export interface TileWave {
  /** Mean grey level. */
  mean: number;
  /** From the middle of a ridge to the middle of a valley, in grey levels; of the fundamental. */
  contrast: number;
  /** By how much the ridges lie off where the map has them, radians. */
  offset: number;
  /** Second harmonic against the fundamental: positive where valleys are narrower than ridges. */
  second: number;
  /** Third harmonic: about a third for ridges with sharp edges, none for soft ones. */
  third: number;
}

export const emptyWave = (): TileWave => ({ mean: 0, contrast: 0, offset: 0, second: 0, third: 0 });

/** Fourier sums over the phase. The rows may cover no whole number of periods: the mean is taken out first. */
export function measureWave({ grey, phase }: Tile, wave: TileWave): void {
  let sum = 0;
  for (let at = 0; at < grey.length; at += 1) sum += grey[at] ?? 0;
  wave.mean = sum / grey.length;
  let [cos1, sin1, cos2, sin2, cos3, sin3] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < TILE_SIDE; row += 1) {
    const value = rowMean(grey, row) - wave.mean;
    const angle = phase[row] ?? 0;
    cos1 += value * Math.cos(angle);
    sin1 += value * Math.sin(angle);
    cos2 += value * Math.cos(2 * angle);
    sin2 += value * Math.sin(2 * angle);
    cos3 += value * Math.cos(3 * angle);
    sin3 += value * Math.sin(3 * angle);
  }
  const first = Math.hypot(cos1, sin1);
  wave.contrast = (4 * first) / TILE_SIDE;
  // Ridges are dark: the fundamental is lowest on their middle.
  wave.offset = Math.atan2(-sin1, -cos1);
  const scale = 1 / Math.max(1e-6, first);
  wave.second = scale * (cos2 * Math.cos(2 * wave.offset) + sin2 * Math.sin(2 * wave.offset));
  wave.third = -scale * (cos3 * Math.cos(3 * wave.offset) + sin3 * Math.sin(3 * wave.offset));
}

function rowMean(grey: Float32Array, row: number): number {
  let sum = 0;
  for (let at = row * TILE_SIDE; at < (row + 1) * TILE_SIDE; at += 1) sum += grey[at] ?? 0;
  return sum / TILE_SIDE;
}
