// A head as a surface with depth: an ellipsoid and a nose. Enough for a photo to turn by some degrees as a head does.
import type { FaceLandmarks } from '../../../face/index.ts';
import type { HeadPose } from './head-pose.ts';

/** Lengths in distances between the eyes, from the middle between them; right and down as in the picture. */
const HALF_WIDTH = 1.15;
const HALF_HEIGHT = 1.6;
const MIDDLE_DOWN = 0.35;
const DEPTH = 0.9;
const NOSE = { height: 0.36, wide: 0.2, long: 0.28 } as const;
/** Beyond this ellipse hair and neck follow less and less, up to twice as far out. */
const MOVES = { right: 1.5, down: 2.1 } as const;
const NO_FURTHER = 2;

export interface HeadPlace {
  readonly xPx: number;
  readonly yPx: number;
  readonly unitPx: number;
  /** Of the nose, in units. */
  readonly noseRight: number;
  readonly noseDown: number;
  readonly depthAt: DepthAt;
}

/** How far a point of the photo stands before the rim of what it is on, in units. */
type DepthAt = (place: Pick<HeadPlace, 'noseRight' | 'noseDown'>, right: number, down: number) => number;

export function headPlace(
  { rightEye, leftEye, nose }: FaceLandmarks,
  unitPx: number,
  depthAt: DepthAt = headDepth,
): HeadPlace {
  const xPx = (rightEye.xPx + leftEye.xPx) / 2;
  const yPx = (rightEye.yPx + leftEye.yPx) / 2;
  return { xPx, yPx, unitPx, noseRight: (nose.xPx - xPx) / unitPx, noseDown: (nose.yPx - yPx) / unitPx, depthAt };
}

/** How far the head's motion reaches, in units: left and right, up, down. */
export const HEAD_REACH = {
  right: NO_FURTHER * MOVES.right,
  up: NO_FURTHER * MOVES.down - MIDDLE_DOWN,
  down: NO_FURTHER * MOVES.down + MIDDLE_DOWN,
} as const;

type Shift = [right: number, down: number];

/** Where a point of the photo goes, in units. Written into `shift`: it is asked for thousands of times a frame. */
export function headShift(head: HeadPlace, pose: HeadPose, point: { right: number; down: number; shift: Shift }): void {
  const { right, down, shift } = point;
  const y = down - MIDDLE_DOWN;
  const weight = following(right, y);
  if (weight === 0) {
    shift[0] = 0;
    shift[1] = 0;
    return;
  }
  const depth = head.depthAt(head, right, down);
  const x = right * Math.cos(pose.yaw) + depth * Math.sin(pose.yaw);
  const tilted = y * Math.cos(pose.pitch) + depth * Math.sin(pose.pitch);
  const [cosine, sine] = [Math.cos(pose.roll), Math.sin(pose.roll)];
  shift[0] = weight * (x * cosine - tilted * sine + pose.right - right);
  shift[1] = weight * (x * sine + tilted * cosine + pose.down - y);
}

function following(right: number, y: number): number {
  const out = Math.hypot(right / MOVES.right, y / MOVES.down);
  if (out <= 1) return 1;
  if (out >= NO_FURTHER) return 0;
  const share = NO_FURTHER - out;
  return share * share * (3 - 2 * share);
}

function headDepth(
  { noseRight, noseDown }: Pick<HeadPlace, 'noseRight' | 'noseDown'>,
  right: number,
  down: number,
): number {
  const out = (right / HALF_WIDTH) ** 2 + ((down - MIDDLE_DOWN) / HALF_HEIGHT) ** 2;
  const nose = Math.exp(-(((right - noseRight) / NOSE.wide) ** 2) - ((down - noseDown) / NOSE.long) ** 2);
  return DEPTH * Math.sqrt(Math.max(0, 1 - out)) + NOSE.height * nose;
}

/** Of a sheet that is bent round an upright cylinder as wide as a head: 6 cm from its middle. */
const BENT = 1;
export const bentDepth: DepthAt = (_, right) => Math.sqrt(Math.max(0, BENT ** 2 - right ** 2));
