import t from 'tap';
import type { ScoredPair } from './compare-set.ts';
import { detPicture, rejectFigures, rejectPicture } from './evaluation-curves.ts';

const pairsOf = (isGenuine: boolean, count: number, rate: (index: number) => [score: number, quality: number]) =>
  Array.from({ length: count }, (_, index): ScoredPair => {
    const [score, quality] = rate(index);
    return { a: `${index}`, b: 'b', isGenuine, score, quality };
  });

/** Impostors score 0 to 999. Of 20 mates three fail: the two poorest, and one of the best. */
const pairs = [
  ...pairsOf(false, 1000, (index) => [index, 50]),
  ...pairsOf(true, 20, (index) => [index < 2 || index === 19 ? 10 : 2000, index]),
];

t.test('rejecting the poorest tenth takes away the failures that quality foresaw', async (t) => {
  const strict = rejectFigures(pairs)['0.001'];
  t.equal(strict?.fnmr, 3 / 20);
  t.equal(strict?.fnmrRejecting['0.05'], 2 / 19);
  t.equal(strict?.fnmrRejecting['0.1'], 1 / 18);
  t.equal(strict?.fnmrRejecting['0.2'], 1 / 16, 'what quality did not foresee stays');
  t.ok((strict?.unforeseen ?? 0) > 0.3);
});

t.test('too few impostors for a rate give no figures, and no curve', async (t) => {
  const few = [...pairsOf(false, 200, (index) => [index, 50]), ...pairs.slice(1000)];
  const { '0.01': lax, '0.001': strict } = rejectFigures(few);
  t.ok(lax);
  t.equal(strict, null);
  t.match(rejectPicture([{ name: 'few', pairs: few }]), /few, FMR 1 %/);
});

t.test('each set has its curve with its name, and all together have one', async (t) => {
  const named = [
    { name: 'ชุดที่ ๑', pairs },
    { name: 'pooled', pairs },
  ];
  const det = detPicture(named);
  for (const text of ['ชุดที่ ๑, EER', 'pooled, EER', '>0.1 %<', '>100 %<']) t.ok(det.includes(text), text);
  t.equal(det.match(/<path d="M[^"]*L/g)?.length, 2, 'two curves');
  const reject = rejectPicture(named);
  for (const text of ['ชุดที่ ๑, FMR 0.1 %', 'pooled, FMR 0.1 %', 'pooled, FMR 1 %']) t.ok(reject.includes(text), text);
  t.equal(reject.match(/<path d="M[^"]*L/g)?.length, 3);
});
