// How far each cell can be trusted: the share of the picture's energy that its ridges explain.

import { cellMeans } from './contrast.ts';
import { GABOR, RELIABILITY } from './parameters.ts';
import { type Grid, gridLike, type Raster } from './raster.ts';
import { inPieces } from './segment.ts';
import { smoothGrid } from './smooth.ts';

/** What a unit filter answers to ideal ridges of one pixel's period, against their own energy. */
const GAIN = 2 * Math.PI * GABOR.acrossPeriods * GABOR.alongPeriods;

/** 0 to 1 a cell. */
export function reliabilityOf(normalised: Raster, enhanced: Raster, ridges: { mask: Grid; period: Grid }): Grid {
  const all = smoothGrid(cellMeans(normalised, squares(normalised.data)), RELIABILITY.smoothCells);
  const explained = smoothGrid(cellMeans(enhanced, squares(enhanced.data)), RELIABILITY.smoothCells);
  const share = gridLike(all);
  for (let cell = 0; cell < share.data.length; cell += 1) {
    const ideal = GAIN * (ridges.period.data[cell] ?? 0) ** 2 * (all.data[cell] ?? 0);
    const isFinger = ridges.mask.data[cell] === 1 && ideal > 1e-6;
    share.data[cell] = isFinger ? Math.min(1, (explained.data[cell] ?? 0) / ideal) : 0;
  }
  return share;
}

function squares(values: Float32Array): Float32Array {
  const result = new Float32Array(values.length);
  for (let at = 0; at < values.length; at += 1) result[at] = (values[at] ?? 0) ** 2;
  return result;
}

/** The finger without its unreliable places. */
export function reliableMask(mask: Grid, reliability: Grid): Grid {
  const reliable = { ...mask, data: mask.data.slice() };
  for (let cell = 0; cell < mask.data.length; cell += 1)
    if ((reliability.data[cell] ?? 0) < RELIABILITY.min) reliable.data[cell] = 0;
  return inPieces(reliable);
}
