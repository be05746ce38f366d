// Reads a grid of cells at pixels: bilinear between the middles of the cells.
import { CELL_PX } from './parameters.ts';
import type { Grid, Size } from './raster.ts';

/** How far each pixel between the middles of two cells lies on the way from the left one. */
const SHARES = Float64Array.from({ length: CELL_PX }, (_, step) => (step + 0.5) / CELL_PX);

/** Writes row `y` of the picture that `grid` describes into `row`. HOT: goes from cell to cell, not from pixel to pixel. */
export function interpolateRow(grid: Grid, y: number, row: Float32Array): void {
  const { columns, rows, data } = grid;
  const down = Math.min(rows - 1, Math.max(0, (y + 0.5) / CELL_PX - 0.5));
  const upper = Math.floor(down) * columns;
  const lower = Math.min(rows - 1, Math.floor(down) + 1) * columns;
  const fraction = down - Math.floor(down);
  for (let cell = -1; cell < columns; cell += 1) {
    const [left, right] = [Math.max(0, cell), Math.min(columns - 1, cell + 1)];
    const from = (data[upper + left] ?? 0) * (1 - fraction) + (data[lower + left] ?? 0) * fraction;
    const to = (data[upper + right] ?? 0) * (1 - fraction) + (data[lower + right] ?? 0) * fraction;
    const start = cell * CELL_PX + CELL_PX / 2;
    const end = Math.min(row.length, start + CELL_PX);
    for (let x = Math.max(0, start), step = x - start; x < end; x += 1, step += 1) {
      const share = SHARES[step] ?? 0;
      row[x] = from * (1 - share) + to * share;
    }
  }
}

/** The whole picture that a grid describes. */
export function interpolate(grid: Grid, { widthPx, heightPx }: Size): Float32Array {
  const data = new Float32Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y += 1) interpolateRow(grid, y, data.subarray(y * widthPx, (y + 1) * widthPx));
  return data;
}
