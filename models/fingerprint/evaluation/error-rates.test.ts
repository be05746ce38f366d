import t from 'tap';
import { errorRates } from './error-rates.ts';
import { percentile } from './percentile.ts';

const range = (count: number, at: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => at(i));

t.test('scores that never overlap make no errors', async (t) => {
  const rates = errorRates(
    [10, 11, 12],
    range(10_000, (i) => i / 10_000),
  );
  t.strictSame(rates.fnmrAtFmr, { '0.01': 0, '0.001': 0, '0.0001': 0 });
  t.equal(rates.eer, 0);
  t.equal(rates.zeroFmr, 0);
  t.equal(rates.genuine, 3);
  t.equal(rates.impostor, 10_000);
});

t.test('by hand: 4 mates, 100 non-mates', async (t) => {
  // Non-mates 0 to 99. At FMR 1 % one may be above the threshold, which is then 98: mates at 98 and below are lost.
  const rates = errorRates(
    [50, 98, 98.5, 200],
    range(100, (i) => i),
  );
  t.equal(rates.fnmrAtFmr['0.01'], 0.5);
  t.equal(rates.fnmrAtFmr['0.001'], null, '0.1 of a false match cannot be counted');
  t.equal(rates.zeroFmr, 0.75, 'at threshold 99 only 200 is left');
});

t.test('by hand: the equal error rate', async (t) => {
  // At threshold 3: mates 1 and 3 of 4 are lost (50 %), non-mates 4 and 5 of 4 are let in (50 %).
  t.equal(errorRates([1, 3, 6, 7], [0, 2, 4, 5]).eer, 0.5);
  // At threshold 2 one of 4 is lost and one of 4 is let in.
  t.equal(errorRates([2, 5, 6, 7], [0, 1, 1.5, 3]).eer, 0.25);
});

t.test('a failed extraction, scoring 0, is never a match even where all non-mates score 0', async (t) => {
  t.equal(
    errorRates(
      [0, 5],
      range(100, () => 0),
    ).zeroFmr,
    0.5,
  );
});

t.test('nothing compared is no error', async (t) => {
  t.match(errorRates([], []), { eer: 0, zeroFmr: 0, fnmrAtFmr: { '0.01': null } });
});

t.test('percentiles are values that occurred', async (t) => {
  t.equal(percentile([5, 1, 4, 2, 3], 0.5), 3);
  t.equal(percentile([5, 1, 4, 2, 3], 0.95), 5);
  t.equal(percentile([], 0.5), 0);
});
