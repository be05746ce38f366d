// Gaussian smoothing, separable, of pictures and grids.
import { type Grid, gridLike } from './raster.ts';

interface Plane {
  readonly columns: number;
  readonly rows: number;
}

function gaussian(sigma: number): Float32Array {
  const radius = Math.max(1, Math.ceil(2.5 * sigma));
  const taps = Float32Array.from({ length: 2 * radius + 1 }, (_, tap) =>
    Math.exp(-0.5 * ((tap - radius) / sigma) ** 2),
  );
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

function alongRows(from: Float32Array, to: Float32Array, { columns, rows }: Plane, taps: Float32Array): void {
  const radius = taps.length >> 1;
  for (let row = 0; row < rows; row += 1) {
    const start = row * columns;
    for (let column = 0; column < columns; column += 1) {
      let sum = 0;
      for (let tap = -radius; tap <= radius; tap += 1) {
        const at = Math.min(columns - 1, Math.max(0, column + tap));
        sum += (taps[tap + radius] ?? 0) * (from[start + at] ?? 0);
      }
      to[start + column] = sum;
    }
  }
}

/** Goes down whole rows at a time, so that memory is read in order. */
function alongColumns(from: Float32Array, to: Float32Array, { columns, rows }: Plane, taps: Float32Array): void {
  const radius = taps.length >> 1;
  for (let row = 0; row < rows; row += 1) {
    const start = row * columns;
    to.fill(0, start, start + columns);
    for (let tap = -radius; tap <= radius; tap += 1) {
      const source = Math.min(rows - 1, Math.max(0, row + tap)) * columns;
      const weight = taps[tap + radius] ?? 0;
      for (let column = 0; column < columns; column += 1)
        to[start + column] = (to[start + column] ?? 0) + weight * (from[source + column] ?? 0);
    }
  }
}

/** Smooths `data` in place; `scratch` is as long as `data`. */
export function smoothPlane(data: Float32Array, scratch: Float32Array, plane: Plane, sigma: number): void {
  const taps = gaussian(sigma);
  alongRows(data, scratch, plane, taps);
  alongColumns(scratch, data, plane, taps);
}

export function smoothGrid(grid: Grid, sigmaCells: number): Grid {
  const smoothed = { ...grid, data: grid.data.slice() };
  smoothPlane(smoothed.data, new Float32Array(grid.data.length), grid, sigmaCells);
  return smoothed;
}

/** Smooths values that are not equally sure: each counts by its weight. */
export function smoothWeighted(values: Grid, weights: Grid, sigmaCells: number): { values: Grid; weights: Grid } {
  const products = gridLike(values);
  for (let cell = 0; cell < products.data.length; cell += 1)
    products.data[cell] = (values.data[cell] ?? 0) * (weights.data[cell] ?? 0);
  const sums = smoothGrid(products, sigmaCells);
  const totals = smoothGrid(weights, sigmaCells);
  for (let cell = 0; cell < sums.data.length; cell += 1) {
    const total = totals.data[cell] ?? 0;
    sums.data[cell] = total > 1e-6 ? (sums.data[cell] ?? 0) / total : 0;
  }
  return { values: sums, weights: totals };
}
