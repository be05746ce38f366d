import t from 'tap';
import { seeded } from '../fixtures/patterns.ts';
import { fitLogistic, logOdds, type Observation } from './logistic.ts';

t.test('the odds that made the observations are found again', async (t) => {
  const random = seeded(5);
  const made = { base: -1, weights: [2, -0.5, 0] };
  const observations: readonly Observation[] = Array.from({ length: 20_000 }, () => {
    const values = [random() * 4, random() * 10, random()];
    return { values, isGenuine: random() < 1 / (1 + Math.exp(-logOdds(made, values))) };
  });
  const { base, weights } = fitLogistic(observations);
  t.ok(Math.abs(base + 1) < 0.2, `${base}`);
  made.weights.forEach((weight, index) => {
    t.ok(Math.abs((weights[index] ?? 0) - weight) < 0.15, `${weights[index]} where ${weight} was due`);
  });
});

t.test('a value that never changes weighs nothing, and what separates all does not run away', async (t) => {
  const observations = [0, 1, 2, 3].map((value) => ({ values: [value, 7], isGenuine: value > 1 }));
  const { base, weights } = fitLogistic(observations);
  t.equal(weights[1], 0);
  t.ok(weights.every(Number.isFinite) && Number.isFinite(base));
  t.ok(logOdds({ base, weights }, [3, 7]) > 0 && logOdds({ base, weights }, [0, 7]) < 0);
});

t.test('an observation that counts twice is as good as two', async (t) => {
  const once = [0, 1, 1.5, 2, 3].map((value) => ({ values: [value], isGenuine: value > 1.2 }));
  const extra = { values: [0.4], isGenuine: true };
  const twice = fitLogistic([...once, extra, extra]);
  const weighed = fitLogistic([...once, { ...extra, weight: 2 }]);
  // The scale on which weights are held back differs a little.
  t.ok(Math.abs((twice.weights[0] ?? 0) - (weighed.weights[0] ?? 0)) < 0.1);
});
