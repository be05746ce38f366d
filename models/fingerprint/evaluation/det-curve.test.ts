import t from 'tap';
import { seeded } from '../fixtures/patterns.ts';
import { detCurve } from './det-curve.ts';
import { errorRates } from './error-rates.ts';

t.test('by hand: 4 mates, 4 non-mates', async (t) => {
  t.strictSame(detCurve([1, 3, 6, 7], [0, 2, 4, 5]), [
    { threshold: Number.NEGATIVE_INFINITY, fmr: 1, fnmr: 0 },
    { threshold: 0, fmr: 0.75, fnmr: 0 },
    { threshold: 1, fmr: 0.75, fnmr: 0.25 },
    { threshold: 2, fmr: 0.5, fnmr: 0.25 },
    { threshold: 3, fmr: 0.5, fnmr: 0.5 },
    { threshold: 4, fmr: 0.25, fnmr: 0.5 },
    { threshold: 5, fmr: 0, fnmr: 0.5 },
    { threshold: 7, fmr: 0, fnmr: 1 },
  ]);
});

t.test('scores of both kinds that are alike move both rates at once', async (t) => {
  t.strictSame(detCurve([1, 1], [1, 0]), [
    { threshold: Number.NEGATIVE_INFINITY, fmr: 1, fnmr: 0 },
    { threshold: 0, fmr: 0.5, fnmr: 0 },
    { threshold: 1, fmr: 0, fnmr: 1 },
  ]);
});

t.test('the curve never rises, and passes through the rates that are reported', async (t) => {
  const random = seeded(3);
  const genuine = Array.from({ length: 300 }, () => 20 + 30 * random());
  const impostor = Array.from({ length: 3000 }, () => 30 * random());
  const curve = detCurve(genuine, impostor);
  t.ok(curve.length > 50, 'the two overlap');
  for (const [index, { fmr, fnmr }] of curve.entries()) {
    const before = curve[index - 1];
    t.ok(before === undefined || (fmr <= before.fmr && fnmr >= before.fnmr), `corner ${index}`);
  }
  const at = curve.find(({ fmr }) => fmr <= 0.01);
  t.equal(at?.fnmr, errorRates(genuine, impostor).fnmrAtFmr['0.01']);
});

t.test('without scores of both kinds there is no trade-off', async (t) => {
  t.strictSame(detCurve([], [1, 2]), []);
  t.strictSame(detCurve([1, 2], []), []);
});
