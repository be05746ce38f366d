// G05: one person, or others so far behind that they are kept apart.
import type { Face } from '../face.ts';
import { judged, type QualityCheck } from './check.ts';
import { LIMITS } from './limits.ts';

export const faceThere = (faces: readonly Face[]): QualityCheck =>
  judged({
    check: 'F04',
    name: 'face-there',
    value: faces.length,
    limit: { least: 1 },
    unit: 'count',
    required: true,
  });

export function singleFace(faces: readonly Face[]): QualityCheck {
  const widest = Math.max(0, ...faces.map(({ box }) => box.widthPx));
  const near = faces.filter(({ box }) => box.widthPx >= LIMITS.rivalWidth * widest);
  return judged({
    check: 'G05',
    name: 'single-face',
    value: near.length,
    limit: { most: 1 },
    unit: 'count',
    required: true,
  });
}
