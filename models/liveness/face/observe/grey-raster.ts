// A part of a colour picture as grey levels: at its own pixels, or averaged into larger cells.
import type { ColourImage } from '../../../../protocol/computing.ts';

export interface GreyRaster {
  readonly width: number;
  readonly height: number;
  /** 0 to 255. */
  readonly data: Float32Array;
}

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** ITU-R BT.601, in whole numbers. */
export const greyAt = (pixels: Uint8Array, at: number): number =>
  (77 * (pixels[at] ?? 0) + 150 * (pixels[at + 1] ?? 0) + 29 * (pixels[at + 2] ?? 0)) / 256;

/** Each cell of `cellPx` squared becomes one value; what lies outside of the picture repeats its rim. */
export function greyRaster(image: ColourImage, area: Area, cellPx = 1): GreyRaster {
  const width = Math.max(1, Math.floor(area.width / cellPx));
  const height = Math.max(1, Math.floor(area.height / cellPx));
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      data[y * width + x] = cellMean(image, area.left + x * cellPx, area.top + y * cellPx, cellPx);
  return { width, height, data };
}

function cellMean({ pixels, widthPx, heightPx }: ColourImage, left: number, top: number, cellPx: number): number {
  let sum = 0;
  for (let y = top; y < top + cellPx; y += 1) {
    const row = Math.max(0, Math.min(heightPx - 1, y)) * widthPx;
    for (let x = left; x < left + cellPx; x += 1)
      sum += greyAt(pixels, 3 * (row + Math.max(0, Math.min(widthPx - 1, x))));
  }
  return sum / (cellPx * cellPx);
}
