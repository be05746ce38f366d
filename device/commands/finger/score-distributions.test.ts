import t from 'tap';
import type { ScoredPair } from './compare-set.ts';
import { histogramPicture, impostorDistances } from './score-distributions.ts';

const setOf = (name: string, scores: readonly number[], isGenuine = false) => ({
  name,
  pairs: scores.map((score): ScoredPair => ({ a: 'a', b: 'b', isGenuine, score, quality: 50 })),
});

t.test('each set has its distance from each, itself among them; mates have no say', async (t) => {
  const first = setOf('first', [1, 2, 3, 4]);
  const second = setOf('second', [3, 4, 5, 6]);
  const mated = setOf('mated', [1, 2, 3, 4], true);
  const both = { name: 'both', pairs: [...first.pairs, ...setOf('', [90, 91], true).pairs] };
  t.strictSame(impostorDistances([first, second, both, mated]), [
    [0, 0.5, 0, null],
    [0.5, 0, 0.5, null],
    [0, 0.5, 0, null],
    [null, null, null, null],
  ]);
});

t.test('each set is a line of steps, in bins that all have in common, and shares are of its own', async (t) => {
  const few = setOf('ชุดที่ ๑', [0, 60]);
  const many = setOf('many', [10, 10, 10, 10]);
  const svg = histogramPicture([few, many, { name: 'pooled', pairs: [...few.pairs, ...many.pairs] }]);
  for (const text of ['ชุดที่ ๑, 2 comparisons', 'many, 4 comparisons', 'pooled, 6 comparisons', '>70<', '>100 %<'])
    t.ok(svg.includes(text), text);
  const lines = [...svg.matchAll(/<path d="(M[^"]*L[^"]*)"/g)].map(([, line = '']) => line);
  t.equal(lines.length, 3);
  t.match(lines[0], /^M76 284L89\.7 284L89\.7 524L/, 'half of the scores lie in the first of 35 bins');
  t.match(lines[1], /L144\.6 524L144\.6 44L158\.3 44L158\.3 524L/, 'all of them lie in the sixth');
});

t.test('sets without non-mates have a picture without lines', async (t) => {
  const svg = histogramPicture([setOf('mated', [5], true)]);
  t.match(svg, /mated, 0 comparisons/);
  t.notMatch(svg, /NaN|Infinity|undefined|<path d="M[^"]*L/);
});
