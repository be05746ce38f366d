// How much each piece of evidence moves the odds, whatever it is measured in. Pure arithmetic.
import { fitLogistic as fitCoefficients, type RegressionSample } from '../../learning/index.ts';

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

export const logOdds = ({ base, weights }: LogisticModel, values: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * (values[index] ?? 0), base);

/** Values that never change get the weight 0. Needs observations of both kinds. */
export function fitLogistic(
  observations: readonly Observation[],
  { ridge = RIDGE, rounds = ROUNDS }: FitOptions = {},
): LogisticModel {
  const scale = spreadsOf(observations.map(({ values }) => values));
  const samples = observations.map(({ values, isGenuine, weight = 1 }): RegressionSample => {
    const terms = [1, ...values.map((value, index) => scaled(value, scale[index]))];
    return { terms, label: isGenuine ? 1 : 0, weight };
  });
  return unscaled(fitCoefficients(samples, { ridge, rounds }), scale);
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

function unscaled(coefficients: readonly number[], scale: readonly Spread[]): LogisticModel {
  const [constant = 0, ...rest] = coefficients;
  const weights = rest.map((value, index) => (scale[index]?.deviation ? value / scale[index].deviation : 0));
  const base = weights.reduce((sum, weight, index) => sum - weight * (scale[index]?.mean ?? 0), constant);
  return { base, weights };
}
