import t from 'tap';
import { seededRandom } from '../fingerprint/synthesis/random.ts';
import { fitLogistic } from './logistic-regression.ts';

t.test('the odds in the data are found', async (t) => {
  const random = seededRandom(5);
  const samples = Array.from({ length: 4000 }, () => {
    const value = random.normal();
    const likely = 1 / (1 + Math.exp(-(0.5 + 2 * value)));
    return { terms: [1, value], label: random.next() < likely ? (1 as const) : (0 as const), weight: 1 };
  });
  const [bias = 0, slope = 0] = fitLogistic(samples, { ridge: 1, rounds: 25 });
  t.ok(Math.abs(bias - 0.5) < 0.15 && Math.abs(slope - 2) < 0.2, `${bias} ${slope}`);
});

t.test('where all is certain coefficients stay finite', async (t) => {
  const samples = [0, 1, 2, 3].map((value) => ({
    terms: [1, value],
    label: value > 1 ? (1 as const) : (0 as const),
    weight: 1,
  }));
  const coefficients = fitLogistic(samples, { ridge: 0.01, rounds: 50 });
  t.ok(coefficients.every(Number.isFinite) && (coefficients[1] ?? 0) > 0);
});

t.test('without samples nothing is said', async (t) => {
  t.strictSame(fitLogistic([], { ridge: 0, rounds: 5 }), [0]);
});
