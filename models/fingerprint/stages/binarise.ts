// Ridge or valley for each pixel; specks and pores that are no ridges vanish.
import { CELL_PX, CLEAN } from './parameters.ts';
import { type Bitmap, cellAt, type Grid, type Raster } from './raster.ts';

export function binarise(enhanced: Raster, mask: Grid): Bitmap {
  const { widthPx, heightPx } = enhanced;
  const bitmap = { widthPx, heightPx, data: new Uint8Array(widthPx * heightPx) };
  for (let y = 1; y < heightPx - 1; y += 1) markRidges(enhanced, mask, y, bitmap.data);
  turnSmallPieces(bitmap, 1, CLEAN.minSpeckPx);
  turnSmallPieces(bitmap, 0, CLEAN.minPorePx);
  return bitmap;
}

/** All of a row but its ends, from cell to cell. */
function markRidges({ widthPx, data }: Raster, mask: Grid, y: number, ridges: Uint8Array): void {
  for (let left = 0; left < widthPx; left += CELL_PX) {
    if (mask.data[cellAt(mask, left, y)] === 0) continue;
    const end = y * widthPx + Math.min(widthPx - 1, left + CELL_PX);
    for (let at = y * widthPx + Math.max(1, left); at < end; at += 1) ridges[at] = (data[at] ?? 0) > 0 ? 1 : 0;
  }
}

/** What is known of the piece a pixel belongs to. */
const UNSEEN = 0;
const SMALL = 1;
const LARGE = 2;

interface Search {
  readonly data: Uint8Array;
  readonly known: Uint8Array;
  /** Room for the pixels of the largest piece that is small. */
  readonly piece: Int32Array;
  readonly reach: Int32Array;
}

/** Turns pieces of `value` below `minPx` into the other. Ridges touch at corners, valleys do not. */
function turnSmallPieces({ widthPx, heightPx, data }: Bitmap, value: 0 | 1, minPx: number): void {
  const sides = [-1, 1, -widthPx, widthPx];
  const corners = [-widthPx - 1, -widthPx + 1, widthPx - 1, widthPx + 1];
  const reach = Int32Array.from(value === 1 ? [...sides, ...corners] : sides);
  const search = { data, known: new Uint8Array(data.length), piece: new Int32Array(minPx - 1), reach };
  for (let start = widthPx + 1; start < widthPx * (heightPx - 1) - 1; start += 1) {
    if (data[start] !== value || search.known[start] !== UNSEEN) continue;
    const count = smallPieceFrom(search, start);
    for (let at = 0; at < count; at += 1) data[search.piece[at] ?? 0] = 1 - value;
  }
}

/**
 * Collects a small piece and returns how many pixels it has; 0 where it is part of a large one.
 * HOT: gives up as soon as it meets what is known to be large, so that most pixels cost a look to the left.
 */
function smallPieceFrom({ data, known, piece, reach }: Search, start: number): number {
  const value = data[start];
  let count = 1;
  piece[0] = start;
  known[start] = SMALL;
  for (let next = 0; next < count; next += 1)
    for (const step of reach) {
      const at = (piece[next] ?? 0) + step;
      if (data[at] !== value || known[at] === SMALL) continue;
      if (known[at] === LARGE || count === piece.length) return markLarge(known, piece, count);
      known[at] = SMALL;
      piece[count] = at;
      count += 1;
    }
  return count;
}

function markLarge(known: Uint8Array, piece: Int32Array, count: number): 0 {
  for (let index = 0; index < count; index += 1) known[piece[index] ?? 0] = LARGE;
  return 0;
}
