// What five points and two eye patches tell of a gesture.
import type { Face, FaceLandmarks, Point } from '../../../face/index.ts';
import type { EyeOpenness } from '../types.ts';
import type { Measure } from './challenges.ts';

/**
 * How far the nose lies off the middle of eyes and mouth, along the line between the eyes, in distances between them: positive
 * towards the person's own left, which is the right side of a picture that is no mirror.
 */
export function headTurn({ rightEye, leftEye, nose, rightMouth, leftMouth }: FaceLandmarks): number {
  const [x, y] = [leftEye.xPx - rightEye.xPx, leftEye.yPx - rightEye.yPx];
  const middle = middleOf([rightEye, leftEye, rightMouth, leftMouth]);
  return ((nose.xPx - middle.xPx) * x + (nose.yPx - middle.yPx) * y) / Math.max(1e-9, x * x + y * y);
}

const middleOf = (points: readonly Point[]): Point => ({
  xPx: points.reduce((sum, { xPx }) => sum + xPx, 0) / points.length,
  yPx: points.reduce((sum, { yPx }) => sum + yPx, 0) / points.length,
});

/** Both eyes: a wink closes one. */
const openness = ({ right, left }: EyeOpenness): number => Math.max(right, left);

const size = ({ box }: Face): number => Math.sqrt(Math.max(0, box.widthPx * box.heightPx));

export function measured(measure: Measure, face: Face, eyes: EyeOpenness): number {
  switch (measure) {
    case 'turn':
      return headTurn(face.landmarks);
    case 'openness':
      return openness(eyes);
    case 'size':
      return size(face);
  }
}

/** Against what was measured while they looked straight ahead: a difference for a turn, a share for what has a size. */
export const against = (measure: Measure, value: number, neutral: number): number =>
  measure === 'turn' ? value - neutral : value / Math.max(1e-9, neutral);
