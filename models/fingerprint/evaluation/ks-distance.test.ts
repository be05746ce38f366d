import t from 'tap';
import { ksDistance } from './ks-distance.ts';

t.test('by hand: at 3 all of the one and half of the other', async (t) => {
  t.equal(ksDistance([1, 2, 3], [2, 3, 4, 5]), 0.5);
  t.equal(ksDistance([2, 3, 4, 5], [1, 2, 3]), 0.5, 'whichever comes first');
  t.equal(ksDistance([3, 1, 2], [5, 2, 4, 3]), 0.5, 'in whatever order');
});

t.test(
  'samples that are spread alike are 0 apart, whatever their sizes; samples that do not meet are 1 apart',
  async (t) => {
    t.equal(ksDistance([1, 2], [1, 1, 1, 2, 2, 2]), 0);
    t.equal(ksDistance([1, 2], [3]), 1);
  },
);

t.test('values that many share are one step', async (t) => {
  t.equal(ksDistance([0, 0, 0, 1], [0, 1, 1, 1]), 0.5);
});

t.test('two uniform samples, one shifted by a tenth of their width, are a tenth apart', async (t) => {
  const uniform = Array.from({ length: 1000 }, (_, index) => index / 1000);
  const shifted = uniform.map((value) => value + 0.1);
  t.ok(Math.abs((ksDistance(uniform, shifted) ?? 0) - 0.1) < 1.5e-3);
});

t.test('without values there is no distance', async (t) => {
  t.equal(ksDistance([], [1]), null);
  t.equal(ksDistance([1], []), null);
});
