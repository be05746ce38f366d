import t from 'tap';
import { binsOver, sharesIn } from './histogram.ts';

t.test('bins are of a round width and hold every value', async (t) => {
  t.strictSame(binsOver([0.13, 22, 45.08]), { from: 0, width: 2, count: 25 });
  t.strictSame(binsOver([-3.1, 29.9]), { from: -4, width: 2, count: 20 });
  t.strictSame(
    binsOver([0, 60]),
    { from: 0, width: 2, count: 35 },
    'the highest lies at the beginning of a bin of its own',
  );
  t.strictSame(binsOver([700, 2900]), { from: 700, width: 100, count: 25 });
});

t.test('a value at an edge belongs to the bin that it begins', async (t) => {
  const bins = { from: 0, width: 2, count: 5 };
  t.strictSame(sharesIn(bins, [0, 1.9, 2, 9.99]), [0.5, 0.25, 0, 0, 0.25]);
});

t.test('shares are of all values, those beside the bins among them', async (t) => {
  t.strictSame(sharesIn({ from: -2, width: 1, count: 3 }, [-2, -1.5, 0.5, 4]), [0.5, 0, 0.25]);
});

t.test('every value finds its bin, of tenths too, which binary fractions miss', async (t) => {
  const values = Array.from({ length: 31 }, (_, index) => index / 10);
  const shares = sharesIn(binsOver(values), values);
  t.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
});

t.test('one value, and none', async (t) => {
  const one = binsOver([7.5]);
  t.strictSame(one, { from: 7, width: 1, count: 5 });
  t.strictSame(sharesIn(one, [7.5]), [1, 0, 0, 0, 0]);
  t.strictSame(sharesIn(binsOver([]), []), [0, 0, 0, 0, 0]);
});
