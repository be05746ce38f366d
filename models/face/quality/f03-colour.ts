// F03: the picture is in colour.
import { judged, type QualityCheck } from './check.ts';
import { pixelsIn } from './face-patch.ts';
import { between } from './head.ts';
import { LIMITS } from './limits.ts';
import { eyesMiddle, mouthMiddle, type SeenFace } from './seen-face.ts';

export function colour(seen: SeenFace): readonly QualityCheck[] {
  const { rgb } = seen.patch;
  const middle = between(eyesMiddle(seen), mouthMiddle(seen));
  const places = pixelsIn(seen.patch, { middle, width: 1.5, height: 1.8 });
  const chroma = (at: number): number => {
    const red = rgb[3 * at] ?? 0;
    const green = rgb[3 * at + 1] ?? 0;
    const blue = rgb[3 * at + 2] ?? 0;
    return Math.max(red, green, blue) - Math.min(red, green, blue);
  };
  const value = places.reduce((sum, at) => sum + chroma(at), 0) / Math.max(1, places.length);
  const limit = { least: LIMITS.chroma };
  return [judged({ check: 'F03', name: 'colour', value, limit, unit: 'luma', required: true })];
}
