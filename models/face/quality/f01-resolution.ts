// F01 and G08: the part that is kept has 1280 by 720 or 1080 by 1080 pixels of its own, best upright.
import { judged, type QualityCheck } from './check.ts';
import { LIMITS } from './limits.ts';
import type { SeenFace } from './seen-face.ts';

export function resolution({ image, crop }: SeenFace): readonly QualityCheck[] {
  const { widthPx, heightPx } = crop?.box ?? image;
  const [shorter, longer] = [Math.min(widthPx, heightPx), Math.max(widthPx, heightPx)];
  const { shorterPx, longerPx, squarePx } = LIMITS.resolution;
  const isLarge = longer >= longerPx || shorter * longer >= shorterPx * longerPx;
  const least = isLarge ? shorterPx : squarePx;
  return [
    judged({ check: 'F01', name: 'resolution', value: shorter, limit: { least }, unit: 'px', required: true }),
    judged({
      check: 'G08',
      name: 'portrait',
      value: heightPx / widthPx,
      limit: { least: 1.2 },
      unit: 'ratio',
      required: false,
    }),
  ];
}
