// Holes cut for the eyes: an edge round each eye that no lid, brow or shadow makes, as deep as paper is thick.
import type { ColourImage } from '../../../../protocol/computing.ts';
import type { FaceLandmarks, Point } from '../../../face/index.ts';
import { EYE_HOLES } from '../parameters.ts';
import { greyAt } from './grey-raster.ts';

/** Share of the directions from an eye in which a hard step stands between lid and cheek; the lesser of both eyes. */
export function eyeEdges(image: ColourImage, { rightEye, leftEye }: FaceLandmarks): number {
  const distance = Math.hypot(leftEye.xPx - rightEye.xPx, leftEye.yPx - rightEye.yPx);
  return Math.min(hardDirections(image, rightEye, distance), hardDirections(image, leftEye, distance));
}

function hardDirections(image: ColourImage, eye: Point, distance: number): number {
  const { directions } = EYE_HOLES;
  const hard = Array.from({ length: directions }, (_, at) => (2 * Math.PI * at) / directions).filter(
    (angle) => steepest(image, eye, { angle, distance }) >= EYE_HOLES.leastStep,
  );
  return hard.length / directions;
}

/** The largest step between two neighbouring pixels on the way out. */
function steepest(image: ColourImage, eye: Point, ray: { readonly angle: number; readonly distance: number }): number {
  const [from, to] = EYE_HOLES.ring;
  const [cosine, sine] = [Math.cos(ray.angle), Math.sin(ray.angle)];
  const greyOut = (away: number): number => {
    const x = Math.max(0, Math.min(image.widthPx - 1, Math.round(eye.xPx + away * cosine)));
    const y = Math.max(0, Math.min(image.heightPx - 1, Math.round(eye.yPx + EYE_HOLES.flat * away * sine)));
    return greyAt(image.pixels, 3 * (y * image.widthPx + x));
  };
  let largest = 0;
  const last = Math.min(to * ray.distance, MOST_STEPS);
  for (let away = from * ray.distance; away < last; away += 1)
    largest = Math.max(largest, Math.abs(greyOut(away + 2) - greyOut(away)));
  return largest;
}

const MOST_STEPS = 4000;
