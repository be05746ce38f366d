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

/** Of eyes and mouth: less, the further the head is turned. */
export function widthByHeight({ rightEye, leftEye, rightMouth, leftMouth }: FaceLandmarks): number {
  const [eyes, mouth] = [middleOf([rightEye, leftEye]), middleOf([rightMouth, leftMouth])];
  const width = Math.hypot(leftEye.xPx - rightEye.xPx, leftEye.yPx - rightEye.yPx);
  return width / Math.hypot(mouth.xPx - eyes.xPx, mouth.yPx - eyes.yPx);
}

/**
 * How far a nose that strayed by `moved` stands before eyes and mouth, where these were narrowed to such a share: the tangent of the
 * turn lies between the two. Without end where nothing narrowed.
 */
export const shownDepth = (moved: number, narrowedTo: number): number =>
  Math.abs(moved) / Math.sqrt(Math.max(0, 1 / narrowedTo ** 2 - 1));

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
