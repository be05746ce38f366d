import t from 'tap';
import { seeded } from '../fixtures/patterns.ts';
import { fnmrAfter, type RatedPair, rejectCurve, unforeseen } from './reject-curve.ts';

const near = (value: number | null, wanted: number): boolean => value !== null && Math.abs(value - wanted) < 1e-9;

t.test('by hand: of four pairs the two poorest are rejected one after the other, then two together', async (t) => {
  const pairs = [
    { score: 1, quality: 10 },
    { score: 9, quality: 20 },
    { score: 5, quality: 30 },
    { score: 9, quality: 30 },
  ];
  const curve = rejectCurve(pairs, 5);
  t.strictSame(curve.points, [
    { rejected: 0, fnmr: 0.5 },
    { rejected: 0.25, fnmr: 1 / 3 },
    { rejected: 0.5, fnmr: 0.5 },
  ]);
  t.ok(near(curve.area, (0.25 * (0.5 + 1 / 3)) / 2 + (0.25 * (1 / 3 + 0.5)) / 2 + 0.5 * 0.5));
  t.ok(near(fnmrAfter(curve, 0.125), (0.5 + 1 / 3) / 2), 'straight between the points');
  t.equal(fnmrAfter(curve, 0), 0.5);
  t.equal(fnmrAfter(curve, 0.9), 0.5, 'as the last known');
});

t.test('a quality that knows all failures leaves nothing, one that knows none is drawing lots', async (t) => {
  const random = seeded(11);
  const scores = Array.from({ length: 2000 }, () => 100 * random());
  const rated = (quality: (score: number) => number): readonly RatedPair[] =>
    scores.map((score) => ({ score, quality: quality(score) }));
  const left = (quality: (score: number) => number): number =>
    unforeseen(rejectCurve(rated(quality), 10)) ?? Number.NaN;
  t.ok(Math.abs(left((score) => score)) < 0.01, 'perfect');
  t.ok(Math.abs(left(() => 50) - 1) < 1e-9, 'all alike');
  t.ok(Math.abs(left(() => random()) - 1) < 0.3, 'at random');
  t.ok(left((score) => -score) > 1, 'the wrong way round is worse');
});

t.test('a score at the threshold is a failure, as everywhere', async (t) => {
  t.equal(rejectCurve([{ score: 5, quality: 1 }], 5).points[0]?.fnmr, 1);
});

t.test('where nothing fails, or nothing was compared, there is nothing to foresee', async (t) => {
  t.equal(unforeseen(rejectCurve([{ score: 9, quality: 1 }], 5)), null);
  t.equal(unforeseen(rejectCurve([], 5)), null);
  t.equal(fnmrAfter(rejectCurve([], 5), 0.1), 0);
});
