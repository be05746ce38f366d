// Logistic regression by Newton's method, with a penalty on large weights. Pure arithmetic.
import { MODEL } from '../parameters.ts';
import { solveLinear } from './solve-linear.ts';

export interface RegressionSample {
  /** The first is 1, for the bias, which alone is not penalised. */
  readonly terms: readonly number[];
  readonly label: 0 | 1;
  readonly weight: number;
}

const CONVERGED = 1e-6;

/** One coefficient for each term. */
export function fitLogistic(samples: readonly RegressionSample[]): readonly number[] {
  let current = new Array<number>(samples[0]?.terms.length ?? 1).fill(0);
  for (let round = 0; round < MODEL.rounds; round += 1) {
    const { gradient, curvature } = newton(samples, current);
    const step = solveLinear(curvature, gradient);
    current = current.map((value, index) => value + (step[index] ?? 0));
    if (Math.max(...step.map(Math.abs)) < CONVERGED) break;
  }
  return current;
}

interface Newton {
  readonly gradient: number[];
  /** Its lower half. */
  readonly curvature: number[][];
}

function newton(samples: readonly RegressionSample[], current: readonly number[]): Newton {
  const penalty = MODEL.ridge * samples.length;
  const gradient = current.map((value, index) => (index === 0 ? 0 : -penalty * value));
  const curvature = current.map((_, row) => current.map((__, column) => (row === column && row > 0 ? penalty : 0)));
  for (const { terms, label, weight } of samples) {
    const sum = terms.reduce((total, term, index) => total + term * (current[index] ?? 0), 0);
    const likely = 1 / (1 + Math.exp(-sum));
    addTerms({ gradient, curvature }, terms, weight * (label - likely), weight * likely * (1 - likely));
  }
  return { gradient, curvature };
}

function addTerms({ gradient, curvature }: Newton, terms: readonly number[], error: number, bend: number): void {
  terms.forEach((term, row) => {
    gradient[row] = (gradient[row] ?? 0) + error * term;
    const line = curvature[row] ?? [];
    for (let column = 0; column <= row; column += 1)
      line[column] = (line[column] ?? 0) + bend * term * (terms[column] ?? 0);
  });
}
