// F10 and G03: the head fills 60 to 80 percent of the height of the part that is kept; its width is advice.
import { judged, type QualityCheck } from './check.ts';
import { LIMITS } from './limits.ts';
import type { SeenFace } from './seen-face.ts';

export function size({ image, head, crop }: SeenFace): readonly QualityCheck[] {
  const { least, most } = LIMITS.headShare;
  const value = crop?.headShare ?? head.heightPx / image.heightPx;
  const about = { check: 'F10', value, unit: 'ratio', required: true } as const;
  const widthShare = crop?.widthShare ?? head.widthPx / image.widthPx;
  return [
    judged({ ...about, name: 'too-far', limit: { least } }),
    judged({ ...about, name: 'too-near', limit: { most } }),
    judged({
      check: 'G03',
      name: 'width',
      value: widthShare,
      limit: LIMITS.widthShare,
      unit: 'ratio',
      required: false,
    }),
  ];
}
