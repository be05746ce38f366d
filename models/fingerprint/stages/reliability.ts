// How far each cell can be trusted: the share of the picture's energy that its ridges explain.
import { RELIABILITY } from '../parameters.ts';
import { cellAt, type Grid, gridLike, type Raster } from './raster.ts';
import { withoutPieces } from './segment.ts';
import { smoothGrid } from './smooth.ts';

/** 0 to 1 a cell. */
export function reliabilityOf(normalised: Raster, enhanced: Raster, mask: Grid): Grid {
  const all = gridLike(mask);
  const explained = gridLike(mask);
  for (let y = 0; y < normalised.heightPx; y += 1)
    for (let x = 0; x < normalised.widthPx; x += 1) {
      const cell = cellAt(mask, x, y);
      if (mask.data[cell] === 0) continue;
      const at = y * normalised.widthPx + x;
      all.data[cell] = (all.data[cell] ?? 0) + (normalised.data[at] ?? 0) ** 2;
      explained.data[cell] = (explained.data[cell] ?? 0) + (enhanced.data[at] ?? 0) ** 2;
    }
  const total = smoothGrid(all, RELIABILITY.smoothCells);
  const share = smoothGrid(explained, RELIABILITY.smoothCells);
  for (let cell = 0; cell < share.data.length; cell += 1)
    share.data[cell] =
      mask.data[cell] === 0
        ? 0
        : Math.min(1, (share.data[cell] ?? 0) / (RELIABILITY.gain * Math.max(1e-6, total.data[cell] ?? 0)));
  return share;
}

/** The finger without its unreliable places. */
export function reliableMask(mask: Grid, reliability: Grid): Grid {
  const reliable = { ...mask, data: mask.data.slice() };
  for (let cell = 0; cell < mask.data.length; cell += 1)
    if ((reliability.data[cell] ?? 0) < RELIABILITY.min) reliable.data[cell] = 0;
  return withoutPieces(withoutPieces(reliable, 1), 0);
}
