// Measures brightness and contrast cell by cell.
import { CONTRAST } from '../parameters.ts';
import { interpolateRow } from './interpolate.ts';
import { cellAt, emptyGrid, type Grid, gridLike, type Raster, type Size } from './raster.ts';
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

/** Mean of `data`, which is as large as the picture, in each cell. */
export function cellMeans({ widthPx, heightPx }: Size, data: Float32Array): Grid {
  const means = emptyGrid({ widthPx, heightPx });
  const counts = gridLike(means);
  for (let y = 0; y < heightPx; y += 1)
    for (let x = 0; x < widthPx; x += 1) {
      const cell = cellAt(means, x, y);
      means.data[cell] = (means.data[cell] ?? 0) + (data[y * widthPx + x] ?? 0);
      counts.data[cell] = (counts.data[cell] ?? 0) + 1;
    }
  for (let cell = 0; cell < means.data.length; cell += 1)
    means.data[cell] = (means.data[cell] ?? 0) / (counts.data[cell] ?? 1);
  return means;
}
