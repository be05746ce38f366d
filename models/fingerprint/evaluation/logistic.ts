// Logistic regression by Newton's method: how much each piece of evidence moves the odds. Pure arithmetic.

export interface Observation {
  readonly values: readonly number[];
  readonly isGenuine: boolean;
  /** How much it counts; 1 where left out. */
  readonly weight?: number;
}

export interface LogisticModel {
  readonly base: number;
  /** In the order of the observations' values. */
  readonly weights: readonly number[];
}

export interface FitOptions {
  /** Pull of every weight towards 0, in standard deviations of its values: larger is tamer. */
  readonly ridge?: number;
  readonly rounds?: number;
}

const RIDGE = 1;
const ROUNDS = 25;
const SETTLED = 1e-6;

export const logOdds = ({ base, weights }: LogisticModel, values: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * (values[index] ?? 0), base);

/** Values that never change get the weight 0. Needs observations of both kinds. */
export function fitLogistic(
  observations: readonly Observation[],
  { ridge = RIDGE, rounds = ROUNDS }: FitOptions = {},
): LogisticModel {
  const scale = spreadsOf(observations.map(({ values }) => values));
  const rows = observations.map(({ values }) => [1, ...values.map((value, index) => scaled(value, scale[index]))]);
  const size = scale.length + 1;
  let coefficients = new Array<number>(size).fill(0);
  for (let round = 0; round < rounds; round += 1) {
    const { gradient, curvature } = slopeAt(coefficients, rows, observations);
    for (let index = 1; index < size; index += 1) {
      gradient[index] = (gradient[index] ?? 0) - ridge * (coefficients[index] ?? 0);
      const row = curvature[index] ?? [];
      row[index] = (row[index] ?? 0) + ridge;
    }
    const step = solve(curvature, gradient);
    coefficients = coefficients.map((value, index) => value + (step[index] ?? 0));
    if (Math.max(...step.map(Math.abs)) < SETTLED) break;
  }
  return unscaled(coefficients, scale);
}

interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

const scaled = (value: number, { mean, deviation }: Spread = { mean: 0, deviation: 1 }): number =>
  deviation === 0 ? 0 : (value - mean) / deviation;

function spreadsOf(rows: readonly (readonly number[])[]): readonly Spread[] {
  return (rows[0] ?? []).map((_, index) => {
    const mean = rows.reduce((sum, row) => sum + (row[index] ?? 0), 0) / rows.length;
    const square = rows.reduce((sum, row) => sum + ((row[index] ?? 0) - mean) ** 2, 0) / rows.length;
    return { mean, deviation: Math.sqrt(square) };
  });
}

function slopeAt(
  coefficients: readonly number[],
  rows: readonly (readonly number[])[],
  observations: readonly Observation[],
): { gradient: number[]; curvature: number[][] } {
  const size = coefficients.length;
  const gradient = new Array<number>(size).fill(0);
  const curvature = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  rows.forEach((row, at) => {
    const { isGenuine, weight = 1 } = observations[at] ?? { isGenuine: false };
    const odds = coefficients.reduce((sum, value, index) => sum + value * (row[index] ?? 0), 0);
    const chance = 1 / (1 + Math.exp(-odds));
    const wrong = weight * ((isGenuine ? 1 : 0) - chance);
    const certainty = weight * Math.max(1e-9, chance * (1 - chance));
    row.forEach((value, i) => {
      gradient[i] = (gradient[i] ?? 0) + wrong * value;
      const line = curvature[i] ?? [];
      for (let j = 0; j < size; j += 1) line[j] = (line[j] ?? 0) + certainty * value * (row[j] ?? 0);
    });
  });
  return { gradient, curvature };
}

/** Gaussian elimination with the largest pivot; the matrix is small, symmetric and positive. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, index) => [...row, right[index] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    const pivot = rows.slice(column).reduce((best, row) => (at(row, column) > at(best, column) ? row : best));
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(column, 0, pivot);
    for (const row of rows) if (row !== pivot) eliminate(row, pivot, column);
  }
  return rows.map((row, index) => (row[size] ?? 0) / (row[index] || 1));
}

function eliminate(row: number[], pivot: readonly number[], column: number): void {
  const factor = (row[column] ?? 0) / (pivot[column] || 1);
  for (let index = column; index < row.length; index += 1)
    row[index] = (row[index] ?? 0) - factor * (pivot[index] ?? 0);
}

const at = (row: readonly number[], column: number): number => Math.abs(row[column] ?? 0);

function unscaled(coefficients: readonly number[], scale: readonly Spread[]): LogisticModel {
  const [constant = 0, ...rest] = coefficients;
  const weights = rest.map((value, index) => (scale[index]?.deviation ? value / scale[index].deviation : 0));
  const base = weights.reduce((sum, weight, index) => sum - weight * (scale[index]?.mean ?? 0), constant);
  return { base, weights };
}
