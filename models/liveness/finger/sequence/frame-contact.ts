// How much of the glass a finger touches in a frame, and how strongly its ridges show there: cell by cell.
import type { GrayImage } from '../../../../protocol/computing.ts';
import { REFERENCE_DPI, SEQUENCE } from '../parameters.ts';

/** Standard deviation of grey levels in each whole cell, rows from the top. */
export function cellSpreads({ widthPx, heightPx, dpi, pixels }: GrayImage): Float32Array {
  const side = Math.max(1, Math.round((SEQUENCE.cellPx * dpi) / REFERENCE_DPI));
  const [columns, rows] = [Math.floor(widthPx / side), Math.floor(heightPx / side)];
  const spreads = new Float32Array(columns * rows);
  for (let cell = 0; cell < spreads.length; cell += 1) {
    const left = (cell % columns) * side;
    const top = Math.floor(cell / columns) * side;
    let [sum, squares] = [0, 0];
    for (let y = top; y < top + side; y += 1)
      for (let at = y * widthPx + left; at < y * widthPx + left + side; at += 1) {
        const grey = pixels[at] ?? 0;
        sum += grey;
        squares += grey * grey;
      }
    const mean = sum / (side * side);
    spreads[cell] = Math.sqrt(Math.max(0, squares / (side * side) - mean * mean));
  }
  return spreads;
}

/** From which spread on a cell is touched, by a frame in which the finger lies. */
export function contactLimit(spreads: Float32Array): number {
  const sorted = spreads.toSorted();
  const good = sorted[Math.floor(SEQUENCE.goodRank * (sorted.length - 1))] ?? 0;
  return Math.max(SEQUENCE.minContactGrey, SEQUENCE.contactShare * good);
}

/** Cells that the finger touches. */
export const contactArea = (spreads: Float32Array, limit: number): number =>
  spreads.reduce((area, spread) => area + (spread >= limit ? 1 : 0), 0);

/** Sum of `spreads` over the cells that `touched` reaches `limit` in. */
export const contrastWithin = (spreads: Float32Array, touched: Float32Array, limit: number): number =>
  spreads.reduce((sum, spread, cell) => sum + ((touched[cell] ?? 0) >= limit ? spread : 0), 0);
