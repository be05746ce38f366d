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
    this.#tell({ type: 'enrol', step: 'lift', finger: null, impression: null, message: LIFT });
  }

  place({ finger, impression, verification }: Placement): void {
    const step = verification ? 'verify' : 'place';
    const message = verification ? verifyWith(finger) : placeFor(finger, impression, this.#impressions);
    this.#tell({ type: 'enrol', step, finger, impression, message });
  }

  lift({ finger, impression }: Placement): void {
    this.#tell({ type: 'enrol', step: 'lift', finger, impression, message: TOUCH_TAKEN });
  }

  again(finger: FingerPosition, impression: number, code: OutcomeCode): void {
    this.#tell({ type: 'enrol', step: 'again', finger, impression, message: outcomeMessage(code) });
  }

  ended({ nameTh, nameEn }: EnrolRequest, result: EnrolResult): void {
    const message = result.enrolled ? outcomeMessage('enrolled', { nameTh, nameEn }) : outcomeMessage(result.reason);
    const finger = result.enrolled ? null : result.finger;
    this.#tell({ type: 'enrol', step: result.enrolled ? 'saved' : 'failed', finger, impression: null, message });
  }

  /** What is no fault was broken off, or is a bug: the screen goes back to rest. */
  failed(reason: unknown): void {
    if (!isFault(reason)) return;
    const message = outcomeMessage(codeOfFault(reason));
    this.#tell({ type: 'enrol', step: 'failed', finger: null, impression: null, message });
  }
}
