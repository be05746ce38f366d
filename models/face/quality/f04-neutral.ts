// F04: the mouth is closed, the eyes look straight at the camera. Eyebrows and a smile with closed lips are not seen.
import { judged, type QualityCheck } from './check.ts';
import { beside, lumaIn, pixelsIn } from './face-patch.ts';
import { LIMITS } from './limits.ts';
import { eyesOf, mouthMiddle, type SeenFace, tintOf } from './seen-face.ts';

export function neutral(seen: SeenFace): readonly QualityCheck[] {
  const mouth = { check: 'F04', name: 'mouth', unit: 'ratio', required: true } as const;
  const gaze = { check: 'F04', name: 'gaze', unit: 'ratio', required: true } as const;
  return [
    judged({ ...mouth, value: lipRow(seen, Math.min), limit: { least: LIMITS.mouth } }),
    judged({ ...gaze, value: Math.abs(brighterSide(seen)), limit: { most: LIMITS.gaze } }),
  ];
}

/** Rows between the lips, in shares of the distance between the eyes; lips are redder than cheeks, teeth and what is dark are not. */
const LIPS = { from: -0.12, to: 0.22, step: 0.045, width: 0.4, height: 0.05 } as const;

/** Of the rows between the lips the palest or the reddest: the redness less that of the cheeks, in hundredths. */
export function lipRow(seen: SeenFace, pick: (...redness: number[]) => number): number {
  const middle = mouthMiddle(seen);
  const redness: number[] = [];
  for (let down = LIPS.from; down <= LIPS.to; down += LIPS.step) {
    const row = pixelsIn(seen.patch, { middle: beside(middle, 0, down), width: LIPS.width, height: LIPS.height });
    redness.push(100 * (tintOf(seen.patch, row).red - seen.skin.red));
  }
  return pick(...redness);
}

/** Of the two sides of an iris, the white of the eye is on the one that it turns from. */
function brighterSide(seen: SeenFace): number {
  const side = { width: 0.16, height: 0.14 };
  const brighter = eyesOf(seen).map((eye) => {
    const [left, right] = [-0.14, 0.14].map((to) => lumaIn(seen.patch, { ...side, middle: beside(eye, to, 0) }));
    return ((right ?? 0) - (left ?? 0)) / seen.skin.luma;
  });
  return brighter.reduce((sum, value) => sum + value, 0) / brighter.length;
}
