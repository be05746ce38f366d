// The size and the pose of a head, estimated from five points of its face and the proportions of adults.
import type { Face, FaceLandmarks, Point } from '../face.ts';

/** Millimetres of a mean adult. Crown and chin lie beyond any landmark: good to about a tenth of the head's height. */
const MEAN = { betweenEyes: 63, eyesToMouth: 66, eyesToCrown: 112, eyesToChin: 116, earToEar: 150 } as const;
/** Where the tip of the nose is seen from the front: its share of the way from eyes to mouth, and how far it stands out, of the same. */
const NOSE = { down: 0.56, out: 0.5 } as const;

export interface Head {
  readonly crown: Point;
  readonly chin: Point;
  readonly middle: Point;
  readonly heightPx: number;
  readonly widthPx: number;
  readonly betweenEyesPx: number;
  /** Degrees. Positive: to the person's own left, up, and tilted towards their left shoulder. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}

export const between = (one: Point, other: Point, share = 0.5): Point => ({
  xPx: one.xPx + share * (other.xPx - one.xPx),
  yPx: one.yPx + share * (other.yPx - one.yPx),
});

export const apart = (one: Point, other: Point): number => Math.hypot(other.xPx - one.xPx, other.yPx - one.yPx);

export function headOf({ landmarks }: Pick<Face, 'landmarks'>): Head {
  const { rightEye, leftEye, rightMouth, leftMouth } = landmarks;
  const [eyes, mouth] = [between(rightEye, leftEye), between(rightMouth, leftMouth)];
  // A turned head shortens the one, a bowed head the other.
  const [betweenEyesPx, eyesToMouthPx] = [apart(rightEye, leftEye), Math.max(1e-6, apart(eyes, mouth))];
  const pxPerMm = Math.max(betweenEyesPx / MEAN.betweenEyes, eyesToMouthPx / MEAN.eyesToMouth);
  const down = { xPx: (mouth.xPx - eyes.xPx) / eyesToMouthPx, yPx: (mouth.yPx - eyes.yPx) / eyesToMouthPx };
  const along = (mm: number): Point => ({
    xPx: eyes.xPx + down.xPx * mm * pxPerMm,
    yPx: eyes.yPx + down.yPx * mm * pxPerMm,
  });
  const [crown, chin] = [along(-MEAN.eyesToCrown), along(MEAN.eyesToChin)];
  return {
    crown,
    chin,
    middle: between(crown, chin),
    heightPx: apart(crown, chin),
    widthPx: MEAN.earToEar * pxPerMm,
    betweenEyesPx,
    ...poseOf(landmarks, { eyes, mouth }),
  };
}

/** The nose stands out: it moves against eyes and mouth as the head turns. */
function poseOf(
  { rightEye, leftEye, nose }: FaceLandmarks,
  { eyes, mouth }: { readonly eyes: Point; readonly mouth: Point },
): Pick<Head, 'yaw' | 'pitch' | 'roll'> {
  const [dx, dy] = [mouth.xPx - eyes.xPx, mouth.yPx - eyes.yPx];
  const square = Math.max(1e-6, dx * dx + dy * dy);
  const [x, y] = [nose.xPx - eyes.xPx, nose.yPx - eyes.yPx];
  const [downShare, sideShare] = [(x * dx + y * dy) / square, (x * dy - y * dx) / square];
  return {
    yaw: degrees(Math.asin(limited(sideShare / NOSE.out))),
    pitch: degrees(Math.asin(limited((NOSE.down - downShare) / NOSE.out))),
    roll: degrees(Math.atan2(leftEye.yPx - rightEye.yPx, leftEye.xPx - rightEye.xPx)),
  };
}

const limited = (sine: number): number => Math.max(-1, Math.min(1, sine));
const degrees = (radians: number): number => (radians * 180) / Math.PI;
