// What the screen shows of an enrolment: each step, as it happens.

import { type FingerPosition, isFault, OUTCOMES, type OutcomeCode, outcomeMessage } from '../../../protocol/index.ts';
import { codeOfFault } from '../fault-codes.ts';
import { LIFT, placeFor, TOUCH_TAKEN, verifyWith } from '../prompts.ts';
import type { EnrolParts, EnrolRequest, EnrolResult, Placement } from './enrol-parts.ts';

const NOBODYS = { type: 'enrol', finger: null, impression: null, reason: null } as const;

export class ScreenSteps {
  readonly #tell: EnrolParts['tell'];
  readonly #impressions: number;

  constructor({ tell, policy }: Pick<EnrolParts, 'tell' | 'policy'>) {
    this.#tell = tell;
    this.#impressions = policy.enrolment.impressions;
  }

  /** Something lies on the glass that was there before the enrolment. */
  liftFirst(): void {
    this.#tell({ ...NOBODYS, step: 'lift', light: 'ready', message: LIFT });
  }

  place({ finger, impression, verification }: Placement): void {
    const step = verification ? 'verify' : 'place';
    const message = verification ? verifyWith(finger) : placeFor(finger, impression, this.#impressions);
    this.#tell({ type: 'enrol', step, finger, impression, reason: null, light: 'ready', message });
  }

  lift({ finger, impression }: Placement): void {
    this.#tell({ ...NOBODYS, step: 'lift', finger, impression, light: 'ready', message: TOUCH_TAKEN });
  }

  again(finger: FingerPosition, impression: number, code: OutcomeCode): void {
    const message = outcomeMessage(code);
    this.#tell({ type: 'enrol', step: 'again', finger, impression, reason: code, light: 'attention', message });
  }

  ended({ nameTh, nameEn }: EnrolRequest, result: EnrolResult): void {
    const reason = result.enrolled ? 'enrolled' : result.reason;
    const message = outcomeMessage(reason, result.enrolled ? { nameTh, nameEn } : {});
    const finger = result.enrolled ? null : result.finger;
    const step = result.enrolled ? 'saved' : 'failed';
    this.#tell({ ...NOBODYS, step, finger, reason, light: OUTCOMES[reason].light, message });
  }

  /** What is no fault was broken off, or is a bug: the screen goes back to rest. */
  failed(fault: unknown): void {
    const reason = isFault(fault) ? codeOfFault(fault) : null;
    const message = outcomeMessage(reason ?? 'claim-cancelled');
    const step = reason === null ? 'left' : 'failed';
    const light = reason === null ? 'off' : OUTCOMES[reason].light;
    this.#tell({ ...NOBODYS, step, reason, light, message });
  }
}
