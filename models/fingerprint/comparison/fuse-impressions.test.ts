// What several impressions say together.
import t from 'tap';
import { choicesOf, fuseImpressions } from './fuse-impressions.ts';
import { FUSION } from './parameters.ts';

const { typical, share } = FUSION;

t.test('one impression is its score; none is nothing', async (t) => {
  t.equal(fuseImpressions([12.5]), 12.5);
  t.equal(fuseImpressions([]), 0);
});

t.test('further impressions add a share of what is unusual about them, whatever their order', async (t) => {
  t.equal(fuseImpressions([60, typical + 20, typical + 10]), 60 + share * 30);
  t.equal(fuseImpressions([typical + 10, 60, typical + 20]), 60 + share * 30);
  t.equal(fuseImpressions([60, typical - 1, 0]), 60, 'what non-mates reach says nothing, and takes nothing away');
});

t.test('the best three count, and chance has as many choices of them', async (t) => {
  t.equal(fuseImpressions([90, 80, 70, 60, 50]), fuseImpressions([70, 80, 90]));
  t.strictSame([0, 1, 2, 3, 4, 5, 6].map(choicesOf), [1, 1, 1, 1, 4, 10, 20]);
});
