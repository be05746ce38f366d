import t from 'tap';
import { seeded } from '../fixtures/patterns.ts';
import { nearestDirection } from './direction.ts';
import { enhance } from './enhance.ts';
import { filterRows, NO_FILTER } from './filter-rows.ts';
import { GABOR_BANK } from './gabor-bank.ts';
import { emptyGrid, type Raster } from './raster.ts';

const random = seeded(31);
const grid = (size: { widthPx: number; heightPx: number }, value: () => number) => {
  const empty = emptyGrid(size);
  return { ...empty, data: empty.data.map(value) };
};

/** What a filter answers at one pixel, tap by tap. */
function answer({ widthPx, heightPx, data }: Raster, x: number, y: number, index: number): number {
  const filter = GABOR_BANK[index];
  if (filter === undefined) return 0;
  let [sum, tap] = [0, 0];
  for (let row = -filter.radiusPx; row <= filter.radiusPx; row += 1) {
    const first = x + (filter.firsts[row + filter.radiusPx] ?? 0);
    const count = filter.counts[row + filter.radiusPx] ?? 0;
    for (let column = first; column < first + count; column += 1, tap += 1) {
      const isInside = column >= 0 && column < widthPx && y + row >= 0 && y + row < heightPx;
      if (isInside) sum += (filter.taps[tap] ?? 0) * (data[(y + row) * widthPx + column] ?? 0);
    }
  }
  return sum;
}

t.test('blocks of pixels answer as each pixel would alone, up to every border', async (t) => {
  for (const widthPx of [1, 3, 8, 37, 50]) {
    const size = { widthPx, heightPx: 29 };
    const picture = { ...size, data: Float32Array.from({ length: widthPx * 29 }, () => random() - 0.5) };
    const mask = grid(size, () => (random() < 0.8 ? 1 : 0));
    const field = {
      cos: grid(size, () => random() - 0.5),
      sin: grid(size, () => random() - 0.5),
      coherence: emptyGrid(size),
    };
    const period = grid(size, () => 5 + 10 * random());
    const { data } = enhance(picture, mask, { field, period });
    const filtersOf = filterRows(mask, { field, period }, widthPx);
    let worst = 0;
    for (let y = 0; y < 29; y += 1)
      filtersOf(y).forEach((index, x) => {
        const alone = index === NO_FILTER ? 0 : answer(picture, x, y, index);
        worst = Math.max(worst, Math.abs(alone - (data[y * widthPx + x] ?? Number.NaN)));
      });
    t.ok(worst < 1e-5, `${widthPx} px wide: ${worst}`);
  }
});

t.test('the nearest direction is the same whichever is tried first', async (t) => {
  for (let turn = 0; turn < 200; turn += 1) {
    const angle = 2 * Math.PI * random();
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const found = new Set(Array.from({ length: 32 }, (_, guess) => nearestDirection(cos, sin, guess)));
    t.same([...found], [Math.round((angle * 32) / (2 * Math.PI)) % 32], `${angle}`);
  }
  t.equal(nearestDirection(0, 0, 5), 0, 'none at all counts as the first');
});
