// G01, and F04's straight face: the head is neither turned nor bowed nor tilted.
import { judged, type QualityCheck } from './check.ts';
import { LIMITS } from './limits.ts';
import type { SeenFace } from './seen-face.ts';

export function pose({ head }: SeenFace): readonly QualityCheck[] {
  const about = { check: 'G01', unit: 'degrees', required: true } as const;
  const { yaw, pitch, roll } = LIMITS.pose;
  return [
    judged({ ...about, name: 'turned', value: Math.abs(head.yaw), limit: { most: yaw } }),
    judged({ ...about, name: 'nodded', value: Math.abs(head.pitch), limit: { most: pitch } }),
    judged({ ...about, name: 'tilted', value: Math.abs(head.roll), limit: { most: roll } }),
  ];
}
