// Which filter of the bank each pixel of a row wants.

import { GABOR } from '../parameters.ts';
import { directionOf, isDirection } from './direction.ts';
import { periodStepOf } from './gabor-bank.ts';
import { interpolateRow } from './interpolate.ts';
import type { OrientationField } from './orientation.ts';
import { cellAt, type Grid } from './raster.ts';

/** Outside of the finger. */
export const NO_FILTER = -1;

/** The row that is handed out is overwritten by the next. */
export function filterRows(
  mask: Grid,
  { field, period }: { field: OrientationField; period: Grid },
  widthPx: number,
): (y: number) => Int16Array {
  const [cos, sin, filters] = [new Float32Array(widthPx), new Float32Array(widthPx), new Int16Array(widthPx)];
  const steps = Uint8Array.from(period.data, periodStepOf);
  return (y) => {
    interpolateRow(field.cos, y, cos);
    interpolateRow(field.sin, y, sin);
    let direction = 0;
    for (let x = 0; x < widthPx; x += 1) {
      const cell = cellAt(mask, x, y);
      filters[x] = NO_FILTER;
      if (mask.data[cell] === 0) continue;
      const [right = 0, down = 0] = [cos[x], sin[x]];
      if (!isDirection(direction, right, down)) direction = directionOf(right, down);
      filters[x] = (steps[cell] ?? 0) * GABOR.orientations + direction;
    }
    return filters;
  };
}
