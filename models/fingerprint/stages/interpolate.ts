// Reads a grid of cells at pixels: bilinear between the middles of the cells.
import { CELL_PX } from '../parameters.ts';
import type { Grid, Size } from './raster.ts';

/** Writes row `y` of the picture that `grid` describes into `row`. */
export function interpolateRow(grid: Grid, y: number, row: Float32Array): void {
  const { columns, rows, data } = grid;
  const down = Math.min(rows - 1, Math.max(0, (y + 0.5) / CELL_PX - 0.5));
  const upper = Math.floor(down) * columns;
  const lower = Math.min(rows - 1, Math.floor(down) + 1) * columns;
  const fraction = down - Math.floor(down);
  for (let x = 0; x < row.length; x += 1) {
    const across = Math.min(columns - 1, Math.max(0, (x + 0.5) / CELL_PX - 0.5));
    const left = Math.floor(across);
    const right = Math.min(columns - 1, left + 1);
    const share = across - left;
    const above = (data[upper + left] ?? 0) * (1 - share) + (data[upper + right] ?? 0) * share;
    const below = (data[lower + left] ?? 0) * (1 - share) + (data[lower + right] ?? 0) * share;
    row[x] = above * (1 - fraction) + below * fraction;
  }
}

/** The whole picture that a grid describes. */
export function interpolate(grid: Grid, { widthPx, heightPx }: Size): Float32Array {
  const data = new Float32Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y += 1) interpolateRow(grid, y, data.subarray(y * widthPx, (y + 1) * widthPx));
  return data;
}
