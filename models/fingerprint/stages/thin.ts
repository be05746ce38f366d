// Thins ridges to lines one pixel wide that keep their ends, forks and connections (Zhang and Suen, by table).
import { type Bitmap, ridgePixels } from './raster.ts';

/** Neighbours in order round the pixel, from above, clockwise: bit 0 is above, bit 2 right, bit 4 below, bit 6 left. */
export const ringOf = (widthPx: number): readonly number[] => [
  -widthPx,
  -widthPx + 1,
  1,
  widthPx + 1,
  widthPx,
  widthPx - 1,
  -1,
  -widthPx - 1,
];

const bit = (ring: number, index: number): number => (ring >> (index & 7)) & 1;

const onesOf = (ring: number): number => [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, index) => sum + bit(ring, index), 0);

/** How many times the ring goes from background to ridge. */
export const risesOf = (ring: number): number =>
  [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, index) => sum + (1 - bit(ring, index)) * bit(ring, index + 1), 0);

/** Bit 0: may go in the first pass, bit 1: in the second, bit 2: a corner that no connection needs. */
const REMOVABLE = Uint8Array.from({ length: 256 }, (_, ring) => {
  const ones = onesOf(ring);
  const isEdge = ones >= 2 && ones <= 6 && risesOf(ring) === 1;
  const [above, right, below, left] = [bit(ring, 0), bit(ring, 2), bit(ring, 4), bit(ring, 6)];
  const first = isEdge && above * right * below === 0 && right * below * left === 0;
  const second = isEdge && above * right * left === 0 && above * below * left === 0;
  const isCorner = (above | below) * (left | right) === 1 && branchesOf(ring) === 1;
  return (first ? 1 : 0) | (second ? 2 : 0) | (isCorner ? 4 : 0);
});

/** Pieces that the ridge pixels of the ring form without the middle, pixels that touch at a corner being connected. */
export function branchesOf(ring: number): number {
  let joined = ring;
  for (const side of [0, 2, 4, 6])
    if (bit(ring, side) === 1) joined |= (1 << ((side + 1) & 7)) | (1 << ((side + 7) & 7));
  return risesOf(joined);
}

export function thin(ridges: Bitmap): Bitmap {
  const data = ridges.data.slice();
  const live = ridgePixels(ridges);
  const going = new Int32Array(live.length);
  for (let [before, left] = [-1, live.length]; before !== left; ) {
    before = left;
    for (const pass of [1, 2]) left = peel(data, ridges.widthPx, { live: live.subarray(0, left), going, pass });
  }
  cutCorners(data, ridges.widthPx);
  return { ...ridges, data };
}

interface Layer {
  /** Ridge pixels in their order; those that stay move to the front. */
  readonly live: Int32Array;
  /** Room for those that go. */
  readonly going: Int32Array;
  readonly pass: number;
}

/** Takes a layer off all at once, so that no side is favoured; returns how many pixels are left. HOT: allocates nothing. */
function peel(data: Uint8Array, widthPx: number, { live, going, pass }: Layer): number {
  let [left, gone] = [0, 0];
  for (let index = 0; index < live.length; index += 1) {
    const at = live[index] ?? 0;
    if (((REMOVABLE[neighbours(data, at, widthPx)] ?? 0) & pass) === 0) {
      live[left] = at;
      left += 1;
    } else {
      going[gone] = at;
      gone += 1;
    }
  }
  for (let index = 0; index < gone; index += 1) data[going[index] ?? 0] = 0;
  return left;
}

/** Takes out corner pixels that no connection needs, so that every pixel left has a plain number of branches. */
export function cutCorners(data: Uint8Array, widthPx: number): void {
  for (let at = 0; at < data.length; at += 1)
    if (data[at] === 1 && ((REMOVABLE[neighbours(data, at, widthPx)] ?? 0) & 4) !== 0) data[at] = 0;
}

/** The eight neighbours as bits in the order of `ringOf`; the picture's outermost pixels are never ridge. HOT: written out. */
export function neighbours(data: Uint8Array, at: number, widthPx: number): number {
  const [above, below] = [at - widthPx, at + widthPx];
  return (
    (data[above] ?? 0) |
    ((data[above + 1] ?? 0) << 1) |
    ((data[at + 1] ?? 0) << 2) |
    ((data[below + 1] ?? 0) << 3) |
    ((data[below] ?? 0) << 4) |
    ((data[below - 1] ?? 0) << 5) |
    ((data[at - 1] ?? 0) << 6) |
    ((data[above - 1] ?? 0) << 7)
  );
}
