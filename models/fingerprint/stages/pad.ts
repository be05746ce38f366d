// A picture with a border of zeros, so that what reads around a pixel need not ask where the picture ends.
import type { Raster } from './raster.ts';

export interface Padded {
  /** From one row to the next. */
  readonly stride: number;
  /** Doubles: floats would be converted at every reading. */
  readonly data: Float64Array;
}

/** What may be read beyond the last pixel, where several are read at once. */
const SLACK = 8;

export function pad({ widthPx, heightPx, data }: Raster, border: number): Padded {
  const stride = widthPx + 2 * border;
  const padded = new Float64Array(stride * (heightPx + 2 * border) + SLACK);
  for (let y = 0; y < heightPx; y += 1)
    padded.set(data.subarray(y * widthPx, (y + 1) * widthPx), (y + border) * stride + border);
  return { stride, data: padded };
}
