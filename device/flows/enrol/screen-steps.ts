// What the screen shows of an enrolment: each step, as it happens.

import { type FingerPosition, isFault, type OutcomeCode, outcomeMessage } from '../../../protocol/index.ts';
import { codeOfFault } from '../fault-codes.ts';
import { LIFT, placeFor, TOUCH_TAKEN, verifyWith } from '../prompts.ts';
import type { EnrolParts, EnrolRequest, EnrolResult, Placement } from './enrol-parts.ts';

export class ScreenSteps {
  readonly #tell: EnrolParts['tell'];
  readonly #impressions: number;

  constructor({ tell, policy }: Pick<EnrolParts, 'tell' | 'policy'>) {
    this.#tell = tell;
    this.#impressions = policy.enrolment.impressions;
  }

  /** Something lies on the glass that was there before the enrolment. */
  liftFirst(): void {
    this.#tell({ type: 'enrol', step: 'lift', finger: null, impression: null, reason: null, message: LIFT });
  }

  place({ finger, impression, verification }: Placement): void {
    const step = verification ? 'verify' : 'place';
    const message = verification ? verifyWith(finger) : placeFor(finger, impression, this.#impressions);
    this.#tell({ type: 'enrol', step, finger, impression, reason: null, message });
  }

  lift({ finger, impression }: Placement): void {
    this.#tell({ type: 'enrol', step: 'lift', finger, impression, reason: null, message: TOUCH_TAKEN });
  }

  again(finger: FingerPosition, impression: number, code: OutcomeCode): void {
    this.#tell({ type: 'enrol', step: 'again', finger, impression, reason: code, message: outcomeMessage(code) });
  }

  ended({ nameTh, nameEn }: EnrolRequest, result: EnrolResult): void {
    const reason = result.enrolled ? 'enrolled' : result.reason;
    const message = outcomeMessage(reason, result.enrolled ? { nameTh, nameEn } : {});
    const finger = result.enrolled ? null : result.finger;
    this.#tell({
      type: 'enrol',
      step: result.enrolled ? 'saved' : 'failed',
      finger,
      impression: null,
      reason,
      message,
    });
  }

  /** What is no fault was broken off, or is a bug: the screen goes back to rest. */
  failed(fault: unknown): void {
    const reason = isFault(fault) ? codeOfFault(fault) : null;
    const message = outcomeMessage(reason ?? 'claim-cancelled');
    const step = reason === null ? 'left' : 'failed';
    this.#tell({ type: 'enrol', step, finger: null, impression: null, reason, message });
  }
}
