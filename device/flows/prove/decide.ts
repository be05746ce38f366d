// The decision: what the visit's findings make of it. Liveness and comparison are two results, and both must pass.
import type { OutcomeCode } from '../../../protocol/index.ts';
import { type Comparison, objectionTo } from '../face/index.ts';
import type { ComparisonFinding, ContactFinding, Dossier, FaceServiceFinding, StatusFinding } from './dossier.ts';

export interface ComparisonLimits {
  readonly fmr: number;
  readonly reviewFmr: number;
}

/** What a status makes of the visit; undefined where it stops nobody. */
export function objectionOf({ value, dataCorrect, identityExists }: StatusFinding): OutcomeCode | undefined {
  if (value === 'expired') return 'card-expired';
  if (value === 'cancelled' || value === 'lost' || value === 'unknown') return 'card-not-in-use';
  return dataCorrect === false || identityExists === false ? 'data-disagree' : undefined;
}

export function judgeComparison(
  comparison: Comparison,
  threshold: number,
  limits: ComparisonLimits,
): ComparisonFinding {
  const { falseMatchRate } = comparison;
  const isMatch = falseMatchRate <= limits.fmr;
  const result = isMatch ? 'match' : falseMatchRate <= limits.reviewFmr ? 'review' : 'no-match';
  return { ...comparison, threshold, result };
}

type Findings = Pick<Dossier, 'status' | 'liveness' | 'challenge' | 'sameFace' | 'comparison'>;

/** In the order of what is worst. What is missing never passes for what is good. */
export function decide({ status, liveness, challenge, sameFace, comparison }: Findings): OutcomeCode {
  const objection = objectionOf(status) ?? objectionTo({ liveness, challenge, isOnePerson: sameFace?.result });
  if (objection) return objection;
  if (!comparison || comparison.result === 'no-match') return 'face-mismatch';
  if (comparison.result === 'review') return 'face-to-be-reviewed';
  return status.value === 'normal' ? 'proved' : 'proof-pending';
}

/** Whether what was found here is good enough to ask others too. */
export const isMatch = (code: OutcomeCode): boolean => code === 'proved' || code === 'proof-pending';

/** What the national service says can hold a proof back, and makes none. */
export function withFaceService(code: OutcomeCode, finding: FaceServiceFinding | undefined): OutcomeCode {
  if (!finding) return code;
  if (finding.percent === null) return 'proof-pending';
  return finding.percent >= finding.limitPercent ? code : 'face-to-be-reviewed';
}

export const withContact = (code: OutcomeCode, finding: ContactFinding | undefined): OutcomeCode =>
  !finding || finding.result === 'confirmed' ? code : 'proof-pending';
