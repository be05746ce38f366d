// F08 and F09: glasses neither shine nor are dark.
import type { Point } from '../face.ts';
import { judged, type QualityCheck } from './check.ts';
import { beside, pixelsIn, shareOf } from './face-patch.ts';
import { LIMITS } from './limits.ts';
import type { SeenFace } from './seen-face.ts';

export function glasses({ patch, skin }: SeenFace): readonly QualityCheck[] {
  const { luma, landmarks } = patch;
  // Where the skin itself is as bright as the sensor gets nothing is told apart: that is for the check of the light.
  const brighter = Math.max(skin.rightLuma, skin.leftLuma);
  const tooBright = brighter > 238 ? 255 : Math.max(200, Math.min(250, 1.4 * brighter));
  const sides = [
    { eye: landmarks.rightEye, cheek: skin.rightLuma },
    { eye: landmarks.leftEye, cheek: skin.leftLuma },
  ];
  const around = (eye: Point, width: number, height: number): readonly number[] =>
    pixelsIn(patch, { middle: beside(eye, 0, 0.03), width, height });
  const shine = sides.map(({ eye }) => shareOf(around(eye, 0.8, 0.6), (at) => (luma[at] ?? 0) > tooBright));
  // Each eye beside its own cheek: light from one side is no glass.
  const dark = sides.map(({ eye, cheek }) => shareOf(around(eye, 0.7, 0.4), (at) => (luma[at] ?? 0) < 0.6 * cheek));
  return [
    judged({
      check: 'F08',
      name: 'glare',
      value: Math.max(...shine),
      limit: { most: LIMITS.glare },
      unit: 'ratio',
      required: true,
    }),
    judged({
      check: 'F09',
      name: 'sunglasses',
      value: dark.reduce((sum, share) => sum + share, 0) / dark.length,
      limit: { most: LIMITS.sunglasses },
      unit: 'ratio',
      required: true,
    }),
  ];
}
