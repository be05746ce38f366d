// Gaussian smoothing, separable, of pictures and grids.
import { type Grid, gridLike } from './raster.ts';

interface Plane {
  readonly columns: number;
  readonly rows: number;
}

/** Doubles: floats would be converted at every reading. */
function gaussian(sigma: number): Float64Array {
  const radius = Math.max(1, Math.ceil(2.5 * sigma));
  const taps = Float32Array.from({ length: 2 * radius + 1 }, (_, tap) =>
    Math.exp(-0.5 * ((tap - radius) / sigma) ** 2),
  );
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return Float64Array.from(taps.map((tap) => tap / sum));
}

/** Columns that are summed up at once. */
const BLOCK = 4;

/**
 * The sum at each column of what lies as far behind each of `starts`, weighed by its tap; `from` ends a block after the last of it.
 * HOT: each tap is read once for four columns, and their sums do not wait for each other.
 */
function weigh(from: Float32Array, starts: Int32Array, taps: Float64Array, sums: Float64Array): void {
  for (let column = 0; column < sums.length; column += BLOCK) {
    let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
    for (let tap = 0; tap < taps.length; tap += 1) {
      const weight = taps[tap] ?? 0;
      const at = (starts[tap] ?? 0) + column;
      sum0 += weight * (from[at] ?? 0);
      sum1 += weight * (from[at + 1] ?? 0);
      sum2 += weight * (from[at + 2] ?? 0);
      sum3 += weight * (from[at + 3] ?? 0);
    }
    sums[column] = sum0;
    sums[column + 1] = sum1;
    sums[column + 2] = sum2;
    sums[column + 3] = sum3;
  }
}

const sumsFor = (columns: number): Float64Array => new Float64Array(Math.ceil(columns / BLOCK) * BLOCK);

/** Reads a copy of the row with its ends continued, so that no pixel asks where the row ends. */
function alongRows(from: Float32Array, to: Float32Array, { columns, rows }: Plane, taps: Float64Array): void {
  const radius = taps.length >> 1;
  const starts = Int32Array.from(taps, (_, tap) => tap);
  const continued = new Float32Array(columns + 2 * radius + BLOCK);
  const sums = sumsFor(columns);
  for (let start = 0; start < rows * columns; start += columns) {
    continued.fill(from[start] ?? 0, 0, radius);
    for (let column = 0; column < columns; column += 1) continued[column + radius] = from[start + column] ?? 0;
    continued.fill(from[start + columns - 1] ?? 0, radius + columns);
    weigh(continued, starts, taps, sums);
    for (let column = 0; column < columns; column += 1) to[start + column] = sums[column] ?? 0;
  }
}

/** `from` is a block longer than the plane. */
function alongColumns(from: Float32Array, to: Float32Array, { columns, rows }: Plane, taps: Float64Array): void {
  const radius = taps.length >> 1;
  const starts = new Int32Array(taps.length);
  const sums = sumsFor(columns);
  for (let row = 0; row < rows; row += 1) {
    for (let tap = 0; tap < taps.length; tap += 1)
      starts[tap] = Math.min(rows - 1, Math.max(0, row + tap - radius)) * columns;
    weigh(from, starts, taps, sums);
    for (let column = 0; column < columns; column += 1) to[row * columns + column] = sums[column] ?? 0;
  }
}

/** Smooths `data` in place. */
export function smoothPlane(data: Float32Array, plane: Plane, sigma: number): void {
  const taps = gaussian(sigma);
  const scratch = new Float32Array(data.length + BLOCK);
  alongRows(data, scratch, plane, taps);
  alongColumns(scratch, data, plane, taps);
}

export function smoothGrid(grid: Grid, sigmaCells: number): Grid {
  const smoothed = { ...grid, data: grid.data.slice() };
  smoothPlane(smoothed.data, grid, sigmaCells);
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
