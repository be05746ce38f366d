import t from 'tap';
import { binarise } from './binarise.ts';
import { CLEAN } from './parameters.ts';
import { emptyGrid } from './raster.ts';

const size = { widthPx: 64, heightPx: 48 };

/** Ridge where `isRidge` says so, the whole picture being finger. */
function ridges(isRidge: (x: number, y: number) => boolean): Uint8Array {
  const data = Float32Array.from({ length: 64 * 48 }, (_, at) => (isRidge(at % 64, Math.floor(at / 64)) ? 1 : -1));
  const empty = emptyGrid(size);
  return binarise({ ...size, data }, { ...empty, data: empty.data.fill(1) }).data;
}
const ones = (data: Uint8Array): number => data.reduce((sum, bit) => sum + bit, 0);

t.test('a ridge one pixel short of the least goes, one as long stays, bent as it may be', async (t) => {
  const long = (count: number) => (x: number, y: number) => y === 20 && x >= 10 && x < 10 + count;
  t.equal(ones(ridges(long(CLEAN.minSpeckPx - 1))), 0);
  t.equal(ones(ridges(long(CLEAN.minSpeckPx))), CLEAN.minSpeckPx);
  const slanted = (x: number, y: number): boolean => x - y === 5 && y >= 4 && y < 4 + CLEAN.minSpeckPx;
  t.equal(ones(ridges(slanted)), CLEAN.minSpeckPx, 'corners connect ridges');
  const comb = (x: number, y: number): boolean =>
    (y >= 10 && y < 30 && x % 4 === 2 && x < 60) || (y === 30 && x >= 2 && x < 59);
  t.equal(ones(ridges(comb)), 15 * 20 + 57, 'teeth that only meet below are one piece');
});

t.test('a pore is filled, a gap as large as a pore may not be stays', async (t) => {
  const block = (width: number) => (x: number, y: number) =>
    x >= 5 && x < 60 && y >= 5 && y < 40 && !(y === 20 && x >= 20 && x < 20 + width);
  t.equal(ones(ridges(block(CLEAN.minPorePx - 1))), 55 * 35);
  t.equal(ones(ridges(block(CLEAN.minPorePx))), 55 * 35 - CLEAN.minPorePx);
});
