// What stands against a face, whoever asks: the findings in the order of what is worst.
import { isFault, type OutcomeCode } from '../../../protocol/index.ts';
import { codeOfFault } from '../fault-codes.ts';
import { VisitEnd } from '../visit-end.ts';
import type { ChallengeFinding, PadFinding } from './face-parts.ts';

export interface FaceFindings {
  readonly liveness: Pick<PadFinding, 'result'> | undefined;
  readonly challenge: Pick<ChallengeFinding, 'result'> | undefined;
  /** Throughout the look. */
  readonly isOnePerson: boolean | undefined;
}

/** Undefined where they live, moved as asked, and were one person. What is missing never passes for what is good. */
export function objectionTo({
  liveness,
  challenge,
  isOnePerson,
}: FaceFindings): 'face-not-live' | 'challenge-failed' | 'face-changed' | undefined {
  if (liveness?.result !== 'live') return 'face-not-live';
  if (challenge?.result !== 'performed') return 'challenge-failed';
  return isOnePerson ? undefined : 'face-changed';
}

/** What a look of staff that broke off is refused for. @throws what is not a fault: a bug is not an answer */
export function refusalFor(
  reason: unknown,
  { signal, noteFault }: { readonly signal: AbortSignal; readonly noteFault: (fault: unknown) => void },
): OutcomeCode {
  if (reason instanceof VisitEnd) return reason.code;
  if (signal.aborted) return 'claim-cancelled';
  const code = codeOfFault(reason);
  noteFault(reason);
  return isFault(reason) && reason.code.startsWith('HAL') ? 'camera-lost' : code;
}
