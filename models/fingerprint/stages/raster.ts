// The shapes that stages hand to each other: pictures of floats, masks of bytes, and grids of cells.
import { CELL_PX } from './parameters.ts';

export interface Raster {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Float32Array;
}

export interface Bitmap {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 0 or 1 a pixel. */
  readonly data: Uint8Array;
}

/** Indices of the pixels of 1, in their order. */
export function ridgePixels({ data }: Bitmap): Int32Array {
  const found = new Int32Array(data.length);
  let count = 0;
  for (let at = 0; at < data.length; at += 1) {
    if (data[at] === 0) continue;
    found[count] = at;
    count += 1;
  }
  return found.subarray(0, count);
}

/** One value for each cell of CELL_PX x CELL_PX pixels; the last column and row may reach beyond the picture. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly data: Float32Array;
}

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

export function emptyGrid({ widthPx, heightPx }: Size): Grid {
  const columns = Math.ceil(widthPx / CELL_PX);
  const rows = Math.ceil(heightPx / CELL_PX);
  return { columns, rows, data: new Float32Array(columns * rows) };
}

export const gridLike = ({ columns, rows }: Grid): Grid => ({ columns, rows, data: new Float32Array(columns * rows) });

/** Index of the cell in which a pixel lies. */
export const cellAt = (grid: Grid, x: number, y: number): number =>
  Math.floor(y / CELL_PX) * grid.columns + Math.floor(x / CELL_PX);
