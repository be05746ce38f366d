// Measures brightness and contrast cell by cell.
import { CELL_PX, CONTRAST } from '../parameters.ts';
import { emptyGrid, type Grid, gridLike, type Raster } from './raster.ts';
import { smoothGrid } from './smooth.ts';

export interface Contrast {
  readonly mean: Grid;
  /** Standard deviation of grey levels in the window. */
  readonly deviation: Grid;
}

export function measureContrast(picture: Raster): Contrast {
  const means = emptyGrid(picture);
  const squares = gridLike(means);
  for (let row = 0; row < means.rows; row += 1)
    for (let column = 0; column < means.columns; column += 1) sumCell(picture, { means, squares, row, column });
  const mean = smoothGrid(means, CONTRAST.sigmaCells);
  const deviation = smoothGrid(squares, CONTRAST.sigmaCells);
  for (let cell = 0; cell < mean.data.length; cell += 1)
    deviation.data[cell] = Math.sqrt(Math.max(0, (deviation.data[cell] ?? 0) - (mean.data[cell] ?? 0) ** 2));
  return { mean, deviation };
}

interface CellSums {
  readonly means: Grid;
  readonly squares: Grid;
  readonly row: number;
  readonly column: number;
}

function sumCell({ widthPx, heightPx, data }: Raster, { means, squares, row, column }: CellSums): void {
  let sum = 0;
  let square = 0;
  const bottom = Math.min(heightPx, (row + 1) * CELL_PX);
  const right = Math.min(widthPx, (column + 1) * CELL_PX);
  for (let y = row * CELL_PX; y < bottom; y += 1)
    for (let x = column * CELL_PX; x < right; x += 1) {
      const value = data[y * widthPx + x] ?? 0;
      sum += value;
      square += value * value;
    }
  const count = (bottom - row * CELL_PX) * (right - column * CELL_PX);
  means.data[row * means.columns + column] = sum / count;
  squares.data[row * means.columns + column] = square / count;
}
