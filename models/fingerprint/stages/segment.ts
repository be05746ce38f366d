// Tells finger from background: where there is contrast, in one or a few large pieces without holes.

import type { Contrast } from './contrast.ts';
import { SEGMENT } from './parameters.ts';
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
  return inPieces(smooth);
}

/** Keeps the pieces that are large against the largest, and fills small holes. */
export function inPieces(mask: Grid): Grid {
  const pieces = piecesOf(mask, 1);
  const largest = Math.max(0, ...pieces.map(({ length }) => length));
  const least = Math.max(SEGMENT.minPieceCells, SEGMENT.minPieceShare * largest);
  const holes = piecesOf(mask, 0).filter(({ length }) => length < SEGMENT.maxHoleCells);
  const result = { ...mask, data: mask.data.slice() };
  for (const piece of pieces.filter(({ length }) => length < least)) for (const cell of piece) result.data[cell] = 0;
  for (const cell of holes.flat()) result.data[cell] = 1;
  return result;
}

/** The cells of each piece of `value`, those that touch side by side being one. */
export function piecesOf(mask: Grid, value: 0 | 1): readonly (readonly number[])[] {
  const seen = new Uint8Array(mask.data.length);
  const pieces: (readonly number[])[] = [];
  for (let cell = 0; cell < seen.length; cell += 1)
    if (seen[cell] === 0 && mask.data[cell] === value) pieces.push(pieceFrom(mask, cell, seen));
  return pieces;
}

function pieceFrom(mask: Grid, start: number, seen: Uint8Array): readonly number[] {
  const piece = [start];
  seen[start] = 1;
  for (let next = 0; next < piece.length; next += 1)
    for (const cell of besides(mask, piece[next] ?? 0)) {
      if (seen[cell] === 1 || mask.data[cell] !== mask.data[start]) continue;
      seen[cell] = 1;
      piece.push(cell);
    }
  return piece;
}

function besides({ columns, rows }: Grid, cell: number): readonly number[] {
  const column = cell % columns;
  const row = (cell - column) / columns;
  const found: number[] = [];
  if (column > 0) found.push(cell - 1);
  if (column < columns - 1) found.push(cell + 1);
  if (row > 0) found.push(cell - columns);
  if (row < rows - 1) found.push(cell + columns);
  return found;
}
