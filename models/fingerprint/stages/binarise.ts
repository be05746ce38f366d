// Ridge or valley for each pixel; specks and pores that are no ridges vanish.
import { CLEAN } from '../parameters.ts';
import { type Bitmap, cellAt, type Grid, type Raster } from './raster.ts';

export function binarise(enhanced: Raster, mask: Grid): Bitmap {
  const { widthPx, heightPx } = enhanced;
  const data = new Uint8Array(widthPx * heightPx);
  for (let y = 1; y < heightPx - 1; y += 1)
    for (let x = 1; x < widthPx - 1; x += 1) {
      const at = y * widthPx + x;
      data[at] = (enhanced.data[at] ?? 0) > 0 && mask.data[cellAt(mask, x, y)] === 1 ? 1 : 0;
    }
  const bitmap = { widthPx, heightPx, data };
  turnSmallPieces(bitmap, 1, CLEAN.minSpeckPx);
  turnSmallPieces(bitmap, 0, CLEAN.minPorePx);
  return bitmap;
}

/** Turns pieces of `value` below `minPx` into the other. Ridges touch at corners, valleys do not. */
function turnSmallPieces({ widthPx, heightPx, data }: Bitmap, value: 0 | 1, minPx: number): void {
  const seen = new Uint8Array(data.length);
  const piece = new Int32Array(data.length);
  const reach =
    value === 1
      ? [-1, 1, -widthPx, widthPx, -widthPx - 1, -widthPx + 1, widthPx - 1, widthPx + 1]
      : [-1, 1, -widthPx, widthPx];
  for (let start = widthPx + 1; start < widthPx * (heightPx - 1) - 1; start += 1) {
    if (seen[start] === 1 || data[start] !== value) continue;
    const count = collect({ data, seen, piece, reach }, start);
    if (count < minPx) for (let at = 0; at < count; at += 1) data[piece[at] ?? 0] = 1 - value;
  }
}

interface Search {
  readonly data: Uint8Array;
  readonly seen: Uint8Array;
  readonly piece: Int32Array;
  readonly reach: readonly number[];
}

function collect({ data, seen, piece, reach }: Search, start: number): number {
  const value = data[start];
  let count = 1;
  piece[0] = start;
  seen[start] = 1;
  for (let next = 0; next < count; next += 1)
    for (const step of reach) {
      const at = (piece[next] ?? 0) + step;
      if (at < 0 || at >= data.length || seen[at] === 1 || data[at] !== value) continue;
      seen[at] = 1;
      piece[count] = at;
      count += 1;
    }
  return count;
}
