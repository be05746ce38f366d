// Logistic regression by Newton's method, with weighted samples and a penalty on large coefficients. Pure arithmetic.
import { Matrix, solve } from 'ml-matrix';

export interface RegressionSample {
  /** The first is 1, for the bias, which alone is not penalised. */
  readonly terms: readonly number[];
  readonly label: 0 | 1;
  readonly weight: number;
}

export interface RegressionOptions {
  /** Penalty on squared coefficients. */
  readonly ridge: number;
  readonly rounds: number;
}

const CONVERGED = 1e-6;
/** Of a sample that is certain: the curvature must not vanish where all are. */
const LEAST_DOUBT = 1e-9;

/** One coefficient for each term; without any samples a bias of 0, which says nothing. */
export function fitLogistic(
  samples: readonly RegressionSample[],
  { ridge, rounds }: RegressionOptions,
): readonly number[] {
  const [first] = samples;
  if (first === undefined) return [0];
  let current = first.terms.map(() => 0);
  for (let round = 0; round < rounds; round += 1) {
    const { gradient, curvature } = newton(samples, current, ridge);
    const step = solve(curvature, Matrix.columnVector(gradient)).to1DArray();
    current = current.map((value, index) => value + (step[index] ?? 0));
    if (Math.max(...step.map(Math.abs)) < CONVERGED) break;
  }
  return current;
}

interface Newton {
  readonly gradient: number[];
  readonly curvature: number[][];
}

function newton(samples: readonly RegressionSample[], current: readonly number[], ridge: number): Newton {
  const gradient = current.map((value, index) => (index === 0 ? 0 : -ridge * value));
  const curvature = current.map((_, row) => current.map((__, column) => (row === column && row > 0 ? ridge : 0)));
  for (const { terms, label, weight } of samples) {
    const sum = terms.reduce((total, term, index) => total + term * (current[index] ?? 0), 0);
    const likely = 1 / (1 + Math.exp(-sum));
    const doubt = Math.max(LEAST_DOUBT, likely * (1 - likely));
    addTerms({ gradient, curvature }, terms, weight * (label - likely), weight * doubt);
  }
  return { gradient, curvature };
}

function addTerms({ gradient, curvature }: Newton, terms: readonly number[], error: number, bend: number): void {
  terms.forEach((term, row) => {
    gradient[row] = (gradient[row] ?? 0) + error * term;
    const line = curvature[row] ?? [];
    terms.forEach((other, column) => {
      line[column] = (line[column] ?? 0) + bend * term * other;
    });
  });
}
