// How far an eye is open: the height of what is dark between the lids. Five landmarks alone show no lids.
import type { ColourImage } from '../../../../protocol/computing.ts';
import type { FaceLandmarks, Point } from '../../../face/index.ts';
import { EYES } from '../parameters.ts';
import type { EyeOpenness } from '../types.ts';
import { greyAt } from './grey-raster.ts';

export function eyeOpenness(image: ColourImage, { rightEye, leftEye }: FaceLandmarks): EyeOpenness {
  // Along the line between the eyes, so that a tilted head is read upright.
  const along = { xPx: leftEye.xPx - rightEye.xPx, yPx: leftEye.yPx - rightEye.yPx };
  return { right: openness(image, rightEye, along), left: openness(image, leftEye, along) };
}

/** The darkest of each row of the patch, from brow to cheek: how many rows lie below half of the way from skin to iris. */
function openness(image: ColourImage, eye: Point, along: Point): number {
  const { rows, columns, halfHeight, halfWidth } = EYES;
  const profile = Array.from({ length: rows }, (_, row) => {
    const down = halfHeight * (2 * ((row + 0.5) / rows) - 1);
    const greys = Array.from({ length: columns }, (_, column) => {
      const right = halfWidth * (2 * ((column + 0.5) / columns) - 1);
      return greyNear(
        image,
        eye.xPx + right * along.xPx - down * along.yPx,
        eye.yPx + right * along.yPx + down * along.xPx,
      );
    });
    return greys.sort((a, b) => a - b)[Math.floor(EYES.darkShare * columns)] ?? 0;
  });
  return (runBelowHalf(profile) / rows) * 2 * halfHeight;
}

/** Around the darkest row. */
function runBelowHalf(profile: readonly number[]): number {
  const dark = Math.min(...profile);
  const bright = [...profile].sort((a, b) => a - b)[Math.floor(0.8 * profile.length)] ?? dark;
  if (bright - dark < EYES.leastDepth) return 0;
  const half = (dark + bright) / 2;
  const middle = profile.indexOf(dark);
  let [from, to] = [middle, middle];
  while (from > 0 && (profile[from - 1] ?? 255) < half) from -= 1;
  while (to < profile.length - 1 && (profile[to + 1] ?? 255) < half) to += 1;
  return to - from + 1;
}

function greyNear({ pixels, widthPx, heightPx }: ColourImage, x: number, y: number): number {
  const column = Math.max(0, Math.min(widthPx - 1, Math.round(x)));
  const row = Math.max(0, Math.min(heightPx - 1, Math.round(y)));
  return greyAt(pixels, 3 * (row * widthPx + column));
}
