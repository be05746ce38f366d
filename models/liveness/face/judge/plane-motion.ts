// How a face moved through a burst: as a whole, and its nose before the plane of eyes and mouth. What is flat has no such plane before another.
import type { FaceLandmarks, Point } from '../../../face/index.ts';
import { widthByHeight } from '../challenge/head-measures.ts';
import type { EyeOpenness } from '../types.ts';

export interface FaceMotion {
  /**
   * How far the five points, taken together, mostly are from where they are most at home, in distances between the eyes. A
   * detector's points jump now and then on a still: single jumps are no motion.
   */
  readonly motion: number;
  /** The furthest that the nose strays when eyes and mouth are laid onto each other. The same. */
  readonly parallax: number;
  /** How much narrower or flatter eyes and mouth became together, but for one frame: logarithm of the change of width by height. */
  readonly stretch: number;
}

const NONE: FaceMotion = { motion: 0, parallax: 0, stretch: 0 };

/** The same face, and whether its eyes are closed: a detector puts the points of closed eyes elsewhere, by up to 0.1. */
export interface MovedFace {
  readonly landmarks: FaceLandmarks;
  readonly eyes: EyeOpenness;
}

export function faceMotion(frames: readonly MovedFace[]): FaceMotion {
  const all = frames.map(({ landmarks }) => landmarks);
  const faces = openEyed(frames);
  const usual = middleOf(faces);
  if (!usual) return NONE;
  const unitPx = distance(usual.rightEye, usual.leftEye);
  if (!(unitPx > 0)) return NONE;
  const strays = faces.map((face) => laidOnto(usual, face)).map((nose) => (nose ? distance(nose, usual.nose) : 0));
  const stretches = faces.map((face) => Math.abs(Math.log(widthByHeight(face) / widthByHeight(usual))));
  return {
    motion: Math.min(...all.map((face) => median(all.map((other) => apart(face, other))))) / unitPx,
    parallax: Math.max(...strays) / unitPx,
    stretch: secondLargest(stretches.filter(Number.isFinite)),
  };
}

/** Of the openness that is usual for them: less is a lid on its way. */
const CLOSED_SHARE = 0.7;

function openEyed(frames: readonly MovedFace[]): readonly FaceLandmarks[] {
  const openness = ({ eyes }: MovedFace): number => Math.max(eyes.right, eyes.left);
  const usual = median(frames.map(openness));
  return frames.filter((frame) => openness(frame) >= CLOSED_SHARE * usual).map(({ landmarks }) => landmarks);
}

/** The face that is neither narrow nor flat, of all of them: the first may be the one that a detector saw badly. */
function middleOf(faces: readonly FaceLandmarks[]): FaceLandmarks | undefined {
  const sorted = [...faces].sort((one, other) => widthByHeight(one) - widthByHeight(other));
  return sorted[Math.floor(sorted.length / 2)];
}

/** What is tilted is so for longer than one frame; a detector's points jump for one. */
const secondLargest = (values: readonly number[]): number => [...values].sort((a, b) => b - a)[1] ?? 0;

const POINTS = ['rightEye', 'leftEye', 'nose', 'rightMouth', 'leftMouth'] as const satisfies (keyof FaceLandmarks)[];
const PLANE = ['rightEye', 'leftEye', 'rightMouth', 'leftMouth'] as const;

const distance = (one: Point, other: Point): number => Math.hypot(one.xPx - other.xPx, one.yPx - other.yPx);
const rootMeanSquare = (values: readonly number[]): number => Math.sqrt(mean(values.map((value) => value ** 2)));
const apart = (one: FaceLandmarks, other: FaceLandmarks): number =>
  rootMeanSquare(POINTS.map((point) => distance(one[point], other[point])));
const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/**
 * The nose of `face` once its eyes and mouth are brought onto those of `first` by the affine map that fits best. A picture held
 * at any distance, turn or tilt is such a map of itself.
 */
function laidOnto(first: FaceLandmarks, face: FaceLandmarks): Point | undefined {
  const [fromX, fromY] = [mean(PLANE.map((name) => face[name].xPx)), mean(PLANE.map((name) => face[name].yPx))];
  const [toX, toY] = [mean(PLANE.map((name) => first[name].xPx)), mean(PLANE.map((name) => first[name].yPx))];
  const points = PLANE.map((name) => ({
    x: face[name].xPx - fromX,
    y: face[name].yPx - fromY,
    toX: first[name].xPx - toX,
    toY: first[name].yPx - toY,
  }));
  const sum = (value: (point: (typeof points)[number]) => number): number =>
    points.reduce((total, point) => total + value(point), 0);
  const [xx, xy, yy] = [sum(({ x }) => x * x), sum(({ x, y }) => x * y), sum(({ y }) => y * y)];
  const determinant = xx * yy - xy * xy;
  if (!(determinant > 1e-6)) return undefined;
  const along = (to: (point: (typeof points)[number]) => number): readonly [number, number] => {
    const [x, y] = [sum((point) => point.x * to(point)), sum((point) => point.y * to(point))];
    return [(x * yy - y * xy) / determinant, (y * xx - x * xy) / determinant];
  };
  const [a, b] = along((point) => point.toX);
  const [c, d] = along((point) => point.toY);
  const [x, y] = [face.nose.xPx - fromX, face.nose.yPx - fromY];
  return { xPx: toX + a * x + b * y, yPx: toY + c * x + d * y };
}
