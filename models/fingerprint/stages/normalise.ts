// Takes out brightness and contrast, whatever the sensor: what is left is ridges around zero. Ridges become positive.

import type { Contrast } from './contrast.ts';
import { interpolateRow } from './interpolate.ts';
import { CONTRAST } from './parameters.ts';
import type { Raster } from './raster.ts';

export function normalise(picture: Raster, { mean, deviation }: Contrast): Raster {
  const { widthPx, heightPx } = picture;
  const data = new Float32Array(widthPx * heightPx);
  const means = new Float32Array(widthPx);
  const deviations = new Float32Array(widthPx);
  for (let y = 0; y < heightPx; y += 1) {
    interpolateRow(mean, y, means);
    interpolateRow(deviation, y, deviations);
    for (let x = 0; x < widthPx; x += 1) {
      const darker = (means[x] ?? 0) - (picture.data[y * widthPx + x] ?? 0);
      const value = darker / Math.max(CONTRAST.floorGrey, deviations[x] ?? 0);
      data[y * widthPx + x] = Math.min(CONTRAST.clip, Math.max(-CONTRAST.clip, value));
    }
  }
  return { widthPx, heightPx, data };
}
