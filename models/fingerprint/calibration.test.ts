import t from 'tap';
import {
  type CalibrationTable,
  calibratedRate,
  falseMatchRate,
  identificationThreshold,
  scoreAtFalseMatchRate,
} from './calibration.ts';
import { CALIBRATION } from './calibration-table.ts';
import { compareTemplates, MATCHER_VERSION } from './compare.ts';
import { fitCurve, fmrOf, scoreOfFmr, worstOf } from './evaluation/tail.ts';
import { extractTemplate } from './extract.ts';
import { synthesisePrint } from './synthesis/index.ts';

/** Of two synthetic fingers. Another figure under the same version is a mistake. */
const PINNED = { version: '5', own: '156.28', foreign: '25.98' };

const points = [
  [10, 0.1],
  [20, 0.01],
] as const;
const table: CalibrationTable = {
  matcherVersion: MATCHER_VERSION,
  data: 'by hand',
  measuredOn: '2026-11-24',
  command: 'none',
  single: { comparisons: 10_000, points, scale: 10, countedFmr: 0.003 },
  fused: { impressions: 3, comparisons: 5000, points: [[30, 0.01]], scale: 10, countedFmr: 0.006 },
};

t.test('a score means the rate that was measured, log-linear in between and exponential beyond', async (t) => {
  t.equal(falseMatchRate(0, {}, table), 1);
  t.equal(falseMatchRate(10, {}, table), 0.1);
  t.ok(Math.abs(falseMatchRate(15, {}, table) - Math.sqrt(0.001)) < 1e-9);
  t.ok(Math.abs(falseMatchRate(20 + 10 * Math.LN10, {}, table) - 0.001) < 1e-9);
});

t.test('what was fitted and not counted says so', async (t) => {
  t.equal(calibratedRate(20, {}, table).extrapolated, false);
  t.equal(calibratedRate(60, {}, table).extrapolated, true);
});

t.test('a threshold and its rate are each other’s inverse', async (t) => {
  for (const impressions of [1, 3, 6])
    for (const fmr of [0.3, 0.1, 0.02, 1e-3, 1e-4, 6e-8])
      t.ok(
        Math.abs(falseMatchRate(scoreAtFalseMatchRate(fmr, { impressions }, table), { impressions }, table) / fmr - 1) <
          1e-6,
      );
});

t.test('a larger gallery, more impressions and a stricter rate raise the threshold', async (t) => {
  const threshold = (fingers: number, fpir = 0.001, impressions = 3): number =>
    identificationThreshold({ fingers, fpir, impressions }, table);
  t.ok(threshold(16_000) > threshold(1000));
  t.ok(threshold(1000, 1e-4) > threshold(1000));
  t.ok(threshold(1000, 0.001, 6) > threshold(1000));
  // 16,000 fingers at FPIR 0.1 % need 6.25e-8.
  t.ok(Math.abs(falseMatchRate(threshold(16_000), { impressions: 3 }, table) - 6.256e-8) < 1e-10);
});

t.test('a matcher without its own calibration is refused, and so is a tail followed too far', async (t) => {
  const other = { ...table, matcherVersion: 'another' };
  t.throws(() => falseMatchRate(10, {}, other), { code: 'MODEL_UNCALIBRATED' });
  t.throws(() => scoreAtFalseMatchRate(1e-12, {}, table), { code: 'MODEL_UNCALIBRATED' });
  t.throws(() => scoreAtFalseMatchRate(Number.NaN, {}, table), { code: 'MODEL_UNCALIBRATED' });
});

t.test('the table that is shipped belongs to the matcher that is shipped', async (t) => {
  t.equal(CALIBRATION.matcherVersion, MATCHER_VERSION);
  t.ok(scoreAtFalseMatchRate(1e-4) > scoreAtFalseMatchRate(1e-3));
});

t.test('a curve fitted to an exponential finds its rate again', async (t) => {
  const scores = Array.from({ length: 20_000 }, (_, i) => -7 * Math.log((i + 0.5) / 20_000));
  const curve = fitCurve(scores);
  t.ok(Math.abs(curve.scale - 7) < 0.2);
  t.ok(Math.abs(fmrOf(curve, 7 * Math.log(1e4)) / 1e-4 - 1) < 0.3);
  t.ok(Math.abs(scoreOfFmr(curve, 0.05) - 7 * Math.log(20)) < 0.05);
});

/** The `scale`-exponential above `from`, as its quantiles. */
const exponential = (count: number, scale: number, from: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => from - scale * Math.log((i + 0.5) / count));

t.test('one curve of several asks for as high a score as the strictest of them, at every rate', async (t) => {
  // One is higher where scores are common, the other where they are rare.
  const curves = [fitCurve(exponential(20_000, 2, 20)), fitCurve(exponential(3000, 7, 5))];
  const worst = worstOf(curves);
  const rates = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10];
  for (const fmr of rates) {
    const strictest = Math.max(...curves.map((curve) => scoreOfFmr(curve, fmr)));
    t.ok(Math.abs(scoreOfFmr(worst, fmr) - strictest) < 0.01, `${fmr}`);
  }
  t.ok(scoreOfFmr(worst, 0.5) > scoreOfFmr(curves[1] ?? worst, 0.5) + 5, 'the first rules where scores are common');
  t.ok(scoreOfFmr(worst, 1e-6) > scoreOfFmr(curves[0] ?? worst, 1e-6) + 5, 'the second where they are rare');
  t.equal(worst.comparisons, 23_000);
  t.equal(worst.countedFmr, 100 / 3000, 'counted is what was counted in all of them');
});

t.test('a tail is fitted to a hundred scores at least, however few there are in all', async (t) => {
  const { points, countedFmr, scale } = fitCurve(exponential(1000, 7, 0));
  t.strictSame(points.at(-1)?.[1], 0.1);
  t.equal(countedFmr, 0.1);
  t.ok(Math.abs(scale - 7) < 0.3);
});

t.test('a score that moves needs a new version of the matcher, and a new calibration', async (t) => {
  const [first, second, other] = [
    [1, 0],
    [1, 1],
    [2, 0],
  ].map(([finger = 0, impression = 0]) => extractTemplate(synthesisePrint({ seed: 7, finger, impression })).template);
  if (!first || !second || !other) throw new Error('three prints were asked for');
  const scores = {
    version: MATCHER_VERSION,
    own: compareTemplates(first, second),
    foreign: compareTemplates(first, other),
  };
  t.strictSame({ ...scores, own: scores.own.toFixed(2), foreign: scores.foreign.toFixed(2) }, PINNED);
});
