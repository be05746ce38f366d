// Sorts the impressions of one finger from those of others that came among them.

import type { OutcomeCode } from '../../../protocol/index.ts';
import type { EnrolParts } from './enrol-parts.ts';
import type { Impression } from './take-finger.ts';

/**
 * Sorts impressions by finger: somebody else's among them would let two people clock as one. The finger is the one with
 * most impressions, not the one that came first: a first touch with the tip alone must not speak for all that follow.
 */
export class SameFinger {
  readonly #parts: Pick<EnrolParts, 'isSameFinger' | 'policy'>;
  #groups: readonly (readonly Impression[])[] = [];

  constructor(parts: Pick<EnrolParts, 'isSameFinger' | 'policy'>) {
    this.#parts = parts;
  }

  get impressions(): readonly Impression[] {
    return this.#groups[0] ?? [];
  }

  /** The complaint, where it is not of the finger that the others are of. */
  add(taken: Impression): OutcomeCode | undefined {
    const { isSameFinger, policy } = this.#parts;
    const { consistencyFmr } = policy.enrolment;
    const isLike = (group: readonly Impression[]): boolean =>
      group.some(({ template }) => isSameFinger(template, taken.template, consistencyFmr));
    const alike = this.#groups.filter(isLike);
    const others = this.#groups.filter((group) => !alike.includes(group));
    const joined = [...alike.flat(), taken];
    this.#groups = [joined, ...others].sort((a, b) => b.length - a.length);
    return alike.length > 0 || others.length === 0 ? undefined : 'verification-failed';
  }
}
