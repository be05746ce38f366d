// G04, and F11's background: light and plain on both sides of the head.
import { judged, type QualityCheck } from './check.ts';
import { lumaOf } from './face-patch.ts';
import { LIMITS } from './limits.ts';
import type { SeenFace } from './seen-face.ts';

export function background(seen: SeenFace): readonly QualityCheck[] {
  const lumas = besideHead(seen);
  if (lumas.length < LEAST_SAMPLES) return [];
  const mean = lumas.reduce((sum, luma) => sum + luma, 0) / lumas.length;
  const spread = Math.sqrt(lumas.reduce((sum, luma) => sum + (luma - mean) ** 2, 0) / lumas.length);
  const about = { unit: 'luma', required: false } as const;
  return [
    judged({
      ...about,
      check: 'F11',
      name: 'background-plain',
      value: spread,
      limit: { most: LIMITS.backgroundSpread },
    }),
    judged({ ...about, check: 'G04', name: 'background-light', value: mean, limit: { least: LIMITS.backgroundLuma } }),
  ];
}

/** Fewer are to be seen where the head fills the picture. */
const LEAST_SAMPLES = 50;
const STEPS = 24;
/** Beyond hair and ears, in widths of the head from its middle. */
const [FROM, TO] = [0.85, 1.3];

/** From the crown to the eyes, where no shoulder is. */
function besideHead({ image, head }: SeenFace): readonly number[] {
  const lumas: number[] = [];
  for (const side of [-1, 1])
    for (let row = 0; row < STEPS; row += 1)
      for (let column = 0; column < STEPS; column += 1) {
        const x = Math.round(head.middle.xPx + side * head.widthPx * (FROM + ((TO - FROM) * column) / STEPS));
        const y = Math.round(head.crown.yPx + ((head.middle.yPx - head.crown.yPx) * row) / STEPS);
        const isInside = x >= 0 && y >= 0 && x < image.widthPx && y < image.heightPx;
        if (isInside) lumas.push(lumaOf(image.pixels, y * image.widthPx + x));
      }
  return lumas;
}
