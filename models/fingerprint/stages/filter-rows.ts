// Which filter of the bank each pixel of a row wants.

import { nearestDirection } from './direction.ts';
import { periodStepOf } from './gabor-bank.ts';
import { interpolateRow } from './interpolate.ts';
import type { OrientationField } from './orientation.ts';
import { CELL_PX, GABOR } from './parameters.ts';
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
    filters.fill(NO_FILTER);
    let direction = 0;
    for (let left = 0; left < widthPx; left += CELL_PX) {
      const cell = cellAt(mask, left, y);
      if (mask.data[cell] === 0) continue;
      const first = (steps[cell] ?? 0) * GABOR.orientations;
      const end = Math.min(widthPx, left + CELL_PX);
      for (let x = left; x < end; x += 1) {
        direction = nearestDirection(cos[x] ?? 0, sin[x] ?? 0, direction);
        filters[x] = first + direction;
      }
    }
    return filters;
  };
}
