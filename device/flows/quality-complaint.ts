// What to tell a person whose impression is too poor to decide on.

import type { FingerQuality } from '../../models/index.ts';
import type { OutcomeCode } from '../../protocol/index.ts';

export interface QualityGate {
  /** Quality below which an impression is not used, 0 to 100. */
  readonly minimumScore: number;
}

/** The gravest reason, which the person can act on; undefined where the impression is good enough. */
export function complaintAbout(quality: FingerQuality, gate: QualityGate): OutcomeCode | undefined {
  if (isUnusable(quality) || quality.score < gate.minimumScore) return quality.reasons[0] ?? 'poor-image';
  return undefined;
}

/** Nothing to compare: no second person can decide to use it all the same. */
export const isUnusable = ({ reasons }: FingerQuality): boolean =>
  reasons.includes('no-finger') || reasons.includes('too-few-minutiae');
