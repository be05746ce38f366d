// F12, G02 and G06: the face is bright enough and nowhere too bright, both sides alike, the eyes not in shadow.
import { judged, type QualityCheck } from './check.ts';
import { beside, lumaIn, meanAt, pixelsIn, shareOf } from './face-patch.ts';
import { between } from './head.ts';
import { LIMITS } from './limits.ts';
import { eyesMiddle, eyesOf, mouthMiddle, type SeenFace } from './seen-face.ts';

/** As bright as a sensor gets. */
const WHITE = 250;

export function light(seen: SeenFace): readonly QualityCheck[] {
  const { patch, skin } = seen;
  const middle = between(eyesMiddle(seen), mouthMiddle(seen));
  const places = pixelsIn(patch, { middle, width: 1.5, height: 1.8 });
  const burnt = shareOf(places, (at) => (patch.luma[at] ?? 0) > WHITE);
  const sockets = eyesOf(seen).map((eye) => lumaIn(patch, { middle: beside(eye, 0, -0.17), width: 0.45, height: 0.1 }));
  const uneven = Math.abs(skin.rightLuma - skin.leftLuma) / skin.luma;
  const advice = { unit: 'ratio', required: false } as const;
  return [
    judged({
      check: 'F12',
      name: 'brightness',
      value: meanAt(patch.luma, places),
      limit: LIMITS.brightness,
      unit: 'luma',
      required: true,
    }),
    judged({ ...advice, check: 'G06', name: 'overexposed', value: burnt, limit: { most: LIMITS.overexposed } }),
    judged({ ...advice, check: 'G06', name: 'even-light', value: uneven, limit: { most: LIMITS.unevenness } }),
    judged({
      ...advice,
      check: 'G02',
      name: 'eye-sockets',
      value: Math.min(...sockets) / skin.luma,
      limit: { least: LIMITS.eyeSocket },
    }),
  ];
}
