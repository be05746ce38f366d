// Measures brightness and contrast cell by cell.

import { interpolateRow } from './interpolate.ts';
import { CELL_PX, CONTRAST } from './parameters.ts';
import { cellAt, emptyGrid, type Grid, type Raster, type Size } from './raster.ts';
import { smoothGrid } from './smooth.ts';

export interface Contrast {
  readonly mean: Grid;
  /** Standard deviation of grey levels from that brightness: ridges count, shading does not. */
  readonly deviation: Grid;
}

export function measureContrast(picture: Raster): Contrast {
  const mean = smoothGrid(cellMeans(picture, picture.data), CONTRAST.sigmaCells);
  const squares = new Float32Array(picture.data.length);
  const means = new Float32Array(picture.widthPx);
  for (let y = 0; y < picture.heightPx; y += 1) {
    interpolateRow(mean, y, means);
    for (let x = 0; x < means.length; x += 1) {
      const at = y * picture.widthPx + x;
      squares[at] = ((picture.data[at] ?? 0) - (means[x] ?? 0)) ** 2;
    }
  }
  const deviation = smoothGrid(cellMeans(picture, squares), CONTRAST.sigmaCells);
  for (let cell = 0; cell < deviation.data.length; cell += 1)
    deviation.data[cell] = Math.sqrt(deviation.data[cell] ?? 0);
  return { mean, deviation };
}

/** Mean of `data`, which is as large as the picture, in each cell. HOT: from cell to cell, and no division for a pixel. */
export function cellMeans({ widthPx, heightPx }: Size, data: Float32Array): Grid {
  const means = emptyGrid({ widthPx, heightPx });
  for (let y = 0; y < heightPx; y += 1)
    for (let left = 0; left < widthPx; left += CELL_PX) {
      const right = Math.min(widthPx, left + CELL_PX);
      let sum = 0;
      for (let x = left; x < right; x += 1) sum += data[y * widthPx + x] ?? 0;
      const cell = cellAt(means, left, y);
      means.data[cell] = (means.data[cell] ?? 0) + sum;
    }
  for (let row = 0; row < means.rows; row += 1)
    for (let column = 0; column < means.columns; column += 1) {
      const cell = row * means.columns + column;
      const [wide, high] = [widthPx - column * CELL_PX, heightPx - row * CELL_PX];
      means.data[cell] = (means.data[cell] ?? 0) / (Math.min(CELL_PX, wide) * Math.min(CELL_PX, high));
    }
  return means;
}
