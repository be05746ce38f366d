// Tells finger from background: where there is contrast, in one or a few large pieces without holes.
import { SEGMENT } from '../parameters.ts';
import type { Contrast } from './contrast.ts';
import { type Grid, gridLike } from './raster.ts';
import { smoothGrid } from './smooth.ts';

/** 1 for a cell of finger, 0 for background. */
export function segment({ deviation }: Contrast): Grid {
  const sorted = Float32Array.from(deviation.data).sort();
  const good = sorted[Math.floor(SEGMENT.goodRank * (sorted.length - 1))] ?? 0;
  const least = Math.max(SEGMENT.minContrastGrey, SEGMENT.contrastShare * good);
  const raw = gridLike(deviation);
  for (let cell = 0; cell < raw.data.length; cell += 1) raw.data[cell] = (deviation.data[cell] ?? 0) >= least ? 1 : 0;
  const smooth = smoothGrid(raw, SEGMENT.smoothCells);
  for (let cell = 0; cell < smooth.data.length; cell += 1) smooth.data[cell] = (smooth.data[cell] ?? 0) >= 0.5 ? 1 : 0;
  return withoutPieces(withoutPieces(smooth, 1), 0);
}

/** Turns small connected pieces of `value` into their surroundings. */
export function withoutPieces(mask: Grid, value: 0 | 1): Grid {
  const result = { ...mask, data: mask.data.slice() };
  const seen = new Uint8Array(mask.data.length);
  for (let cell = 0; cell < seen.length; cell += 1) {
    if (seen[cell] === 1 || mask.data[cell] !== value) continue;
    const piece = pieceFrom(mask, cell, seen);
    if (piece.length < SEGMENT.minPieceCells) for (const at of piece) result.data[at] = 1 - value;
  }
  return result;
}

function pieceFrom(mask: Grid, start: number, seen: Uint8Array): readonly number[] {
  const { columns, rows, data } = mask;
  const piece = [start];
  seen[start] = 1;
  for (let next = 0; next < piece.length; next += 1) {
    const cell = piece[next] ?? 0;
    const column = cell % columns;
    const row = (cell - column) / columns;
    const around = [
      column > 0 ? cell - 1 : -1,
      column < columns - 1 ? cell + 1 : -1,
      row > 0 ? cell - columns : -1,
      row < rows - 1 ? cell + columns : -1,
    ];
    for (const at of around) {
      if (at < 0 || seen[at] === 1 || data[at] !== data[start]) continue;
      seen[at] = 1;
      piece.push(at);
    }
  }
  return piece;
}
