// Colours of the face and of what is round it: what ink, paper and screens do to black, white and blue.
import type { ColourImage } from '../../../../protocol/computing.ts';
import type { FaceBox } from '../../../face/index.ts';
import { SURFACE } from '../parameters.ts';
import { type Area, greyAt } from './grey-raster.ts';

export interface SurfaceFinding {
  /** Darkest grey (the second percentile) of face, hair and rim. */
  readonly black: number;
  /** From there to the 98th percentile. */
  readonly contrast: number;
  /** Blue by red, over the middle of the face. */
  readonly blueByRed: number;
  /** What pixels of the face differ from their neighbours by, in the median. */
  readonly grain: number;
}

export function surfaceOf(image: ColourImage, box: FaceBox): SurfaceFinding {
  const greys = greysOf(image, scaled(box, SURFACE.surroundings, image)).sort();
  const at = (share: number): number => greys[Math.floor(share * (greys.length - 1))] ?? 0;
  const inner = scaled(box, SURFACE.inner, image);
  return {
    black: at(SURFACE.darkShare),
    contrast: at(1 - SURFACE.darkShare) - at(SURFACE.darkShare),
    blueByRed: blueByRed(image, inner),
    grain: grainOf(image, inner),
  };
}

/** Whole pixels within the picture; at least one. */
export function scaled(box: FaceBox, share: number, { widthPx, heightPx }: ColourImage): Area {
  const along = (from: number, length: number, limit: number): readonly [number, number] => {
    const first = Math.max(0, Math.min(limit - 1, Math.round(from + (length * (1 - share)) / 2)));
    return [first, Math.max(1, Math.min(limit - first, Math.round(length * share)))];
  };
  const [left, width] = along(box.leftPx, box.widthPx, widthPx);
  const [top, height] = along(box.topPx, box.heightPx, heightPx);
  return { left, top, width, height };
}

function* placesIn({ left, top, width, height }: Area, widthPx: number): Generator<number> {
  const step = Math.max(1, Math.round(Math.sqrt((width * height) / SURFACE.samples)));
  for (let y = top; y < top + height; y += step)
    for (let x = left; x < left + width; x += step) yield 3 * (y * widthPx + x);
}

function greysOf({ pixels, widthPx }: ColourImage, area: Area): Float32Array {
  return Float32Array.from(placesIn(area, widthPx), (at) => greyAt(pixels, at));
}

function blueByRed({ pixels, widthPx }: ColourImage, area: Area): number {
  let [red, blue] = [0, 0];
  for (const at of placesIn(area, widthPx)) {
    red += pixels[at] ?? 0;
    blue += pixels[at + 2] ?? 0;
  }
  return red === 0 ? 1 : blue / red;
}

function grainOf({ pixels, widthPx }: ColourImage, area: Area): number {
  const row = 3 * widthPx;
  const differences: number[] = [];
  for (const at of placesIn(area, widthPx)) {
    if (at < row || at + row + 4 > pixels.length) continue;
    // Green: half of a sensor's places are green, the other channels are interpolated more.
    const around = neighbours(pixels, at + 1, row);
    differences.push(Math.abs((pixels[at + 1] ?? 0) - around));
  }
  return differences.sort((a, b) => a - b)[differences.length >> 1] ?? 0;
}

const neighbours = (pixels: Uint8Array, at: number, row: number): number =>
  ((pixels[at - 3] ?? 0) + (pixels[at + 3] ?? 0) + (pixels[at - row] ?? 0) + (pixels[at + row] ?? 0)) / 4;
