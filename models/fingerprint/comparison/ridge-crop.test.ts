import t from 'tap';
import { cropRidges } from './ridge-crop.ts';

const map = (columns: number, rows: number, known: readonly (readonly [number, number])[]) => {
  const samples = new Uint16Array(columns * rows);
  for (const [column, row] of known) samples[row * columns + column] = 0x8000 | (16 * row + column);
  return { columns, rows, samples };
};

t.test('what surrounds the known samples is cut away', async (t) => {
  const crop = cropRidges(
    map(9, 7, [
      [2, 1],
      [5, 1],
      [3, 4],
    ]),
    48,
  );
  t.match(crop, { columns: 4, rows: 4, firstColumn: 2, firstRow: 1 });
  t.equal(crop?.samples[0], 0x8000 | 18);
  t.equal(crop?.samples[3 * 4 + 1], 0x8000 | 67);
  t.equal(crop?.samples.filter(Boolean).length, 3);
});

t.test('of a map that is too large the middle is kept, of an empty one nothing', async (t) => {
  const crop = cropRidges(
    map(60, 2, [
      [0, 0],
      [30, 1],
      [59, 0],
    ]),
    48,
  );
  t.match(crop, { columns: 48, rows: 2, firstColumn: 6, firstRow: 0 });
  t.equal(crop?.samples.filter(Boolean).length, 1);
  t.equal(cropRidges(map(5, 5, []), 48), undefined);
});
