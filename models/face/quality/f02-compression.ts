// F02: the picture was not compressed until its blocks show.

import { judged, type QualityCheck } from './check.ts';
import { lumaOf } from './face-patch.ts';
import { LIMITS } from './limits.ts';
import type { SeenFace } from './seen-face.ts';

const BLOCK_PX = 8;

export function compression({ image, face: { box } }: SeenFace): readonly QualityCheck[] {
  const value = blockiness(image, {
    left: Math.max(1, Math.floor(box.leftPx)),
    right: Math.min(image.widthPx - 1, Math.ceil(box.leftPx + box.widthPx)),
    top: Math.max(0, Math.floor(box.topPx)),
    bottom: Math.min(image.heightPx, Math.ceil(box.topPx + box.heightPx)),
  });
  const limit = { most: LIMITS.blockiness };
  return [judged({ check: 'F02', name: 'compression', value, limit, unit: 'ratio', required: false })];
}

interface Part {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Steps between neighbours where blocks of a JPEG meet, in steps elsewhere: 1 where nothing is to be seen. */
function blockiness({ pixels, widthPx }: SeenFace['image'], { left, right, top, bottom }: Part): number {
  const [sums, counts] = [new Float64Array(2), new Float64Array(2)];
  for (let y = top; y < bottom; y += 3)
    for (let x = left; x < right; x += 1) {
      const at = y * widthPx + x;
      const kind = x % BLOCK_PX === 0 ? 1 : 0;
      sums[kind] = (sums[kind] ?? 0) + Math.abs(lumaOf(pixels, at) - lumaOf(pixels, at - 1));
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
  const [elsewhere, edges] = [0, 1].map((kind) => (sums[kind] ?? 0) / Math.max(1, counts[kind] ?? 0));
  return (edges ?? 0) / Math.max(0.1, elsewhere ?? 0);
}
