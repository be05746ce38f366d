// What an impression looks like, in the numbers that its quality and the reasons for it are taken from.
import type { Minutia } from '../../../protocol/computing.ts';
import type { Contrast } from './contrast.ts';
import { CELL_PX } from './parameters.ts';
import { cellAt, type Grid, type Raster } from './raster.ts';
import { residueCells } from './residue.ts';

export interface Evidence {
  readonly contrast: Contrast;
  readonly mask: Grid;
  readonly reliable: Grid;
  readonly reliability: Grid;
  readonly normalised: Raster;
  readonly enhanced: Raster;
  readonly minutiae: readonly Minutia[];
}

export interface Measures {
  readonly fingerCells: number;
  readonly reliableCells: number;
  /** Mean reliability of the finger. */
  readonly clarity: number;
  readonly minutiae: number;
  /** Mean quality of the minutiae, 0 to 100. */
  readonly minutiaQuality: number;
  /** Middle of the finger from the middle of the picture, in halves of the picture. */
  readonly offset: number;
  /** Share of the picture's border that is finger, on the side to which the finger is displaced. */
  readonly cutShare: number;
  /** Standard deviation of the contrast against its mean, where ridges are reliable. */
  readonly contrastSpread: number;
  /** Share of the ridges that is brighter than its surroundings: gaps. */
  readonly ridgeGaps: number;
  /** Share of the valleys that is darker than its surroundings. */
  readonly filledValleys: number;
  readonly residueCells: number;
}

export function measurePrint(evidence: Evidence): Measures {
  const { contrast, mask, reliable, reliability, normalised, minutiae } = evidence;
  const reliableCells = sumOf(reliable);
  const fingerCells = sumOf(mask);
  return {
    fingerCells,
    reliableCells,
    clarity: sumOf(reliability, mask) / Math.max(1, fingerCells),
    minutiae: minutiae.length,
    minutiaQuality: minutiae.reduce((sum, { quality }) => sum + quality, 0) / Math.max(1, minutiae.length),
    ...displacementOf(mask, fingerCells),
    contrastSpread: spreadOf(contrast.deviation, reliable, reliableCells),
    ...thicknessOf(evidence),
    residueCells: residueCells(normalised, contrast, mask),
  };
}

function sumOf({ data }: Grid, mask?: Grid): number {
  let sum = 0;
  for (let cell = 0; cell < data.length; cell += 1)
    if (mask === undefined || mask.data[cell] === 1) sum += data[cell] ?? 0;
  return sum;
}

function displacementOf({ columns, rows, data }: Grid, fingerCells: number): { offset: number; cutShare: number } {
  let [acrossSum, downSum] = [0, 0];
  for (let cell = 0; cell < data.length; cell += 1) {
    if (data[cell] === 0) continue;
    acrossSum += (cell % columns) + 0.5;
    downSum += Math.floor(cell / columns) + 0.5;
  }
  const count = Math.max(1, fingerCells);
  const [across, down] = [(2 * acrossSum) / count / columns - 1, (2 * downSum) / count / rows - 1];
  const isSideways = Math.abs(across) > Math.abs(down);
  const [length, step] = isSideways ? [rows, columns] : [columns, 1];
  const last = isSideways ? columns - 1 : (rows - 1) * columns;
  const first = (isSideways ? across : down) > 0 ? last : 0;
  let cut = 0;
  for (let index = 0; index < length; index += 1) cut += data[first + index * step] ?? 0;
  return { offset: Math.hypot(across, down), cutShare: cut / Math.max(1, length) };
}

function spreadOf({ data }: Grid, mask: Grid, count: number): number {
  if (count === 0) return 1;
  let [sum, squares] = [0, 0];
  for (let cell = 0; cell < data.length; cell += 1) {
    if (mask.data[cell] === 0) continue;
    sum += data[cell] ?? 0;
    squares += (data[cell] ?? 0) ** 2;
  }
  const mean = sum / count;
  return Math.sqrt(Math.max(0, squares / count - mean * mean)) / Math.max(1e-6, mean);
}

/** Ridges are where the enhanced picture has them, their ink where the picture itself is darker than around: no sensor's grey counts. */
function thicknessOf({ normalised, enhanced, reliable }: Evidence): { ridgeGaps: number; filledValleys: number } {
  const { widthPx, heightPx } = normalised;
  /** Pixels of bright and dark valleys, then of bright and dark ridges. */
  const counts = new Uint32Array(4);
  for (let y = 0; y < heightPx; y += 1)
    for (let column = 0; column < reliable.columns; column += 1) {
      const x = column * CELL_PX;
      if (reliable.data[cellAt(reliable, x, y)] === 0) continue;
      const from = y * widthPx + x;
      countKinds(counts, normalised.data, enhanced.data, { from, to: from + Math.min(CELL_PX, widthPx - x) });
    }
  const [clear = 0, filled = 0, gaps = 0, inked = 0] = counts;
  return { ridgeGaps: gaps / Math.max(1, gaps + inked), filledValleys: filled / Math.max(1, filled + clear) };
}

/** HOT: the pixels of a row within a cell. */
function countKinds(
  counts: Uint32Array,
  normalised: Float32Array,
  enhanced: Float32Array,
  pixels: { readonly from: number; readonly to: number },
): void {
  for (let at = pixels.from; at < pixels.to; at += 1) {
    const kind = ((enhanced[at] ?? 0) > 0 ? 2 : 0) + ((normalised[at] ?? 0) > 0 ? 1 : 0);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
}
