// How many could not be enrolled: failures to enrol (ISO/IEC 19795-1), counted from journals that keep those too.
import { z } from 'zod';
import type { OutcomeCode } from '../visit/index.ts';
import { decisionOf } from './decisions.ts';
import { type Rate, rateOf } from './rates.ts';

export const ENROLLED_BY = ['finger', 'face'] as const;
export type EnrolledBy = (typeof ENROLLED_BY)[number];

export interface EnrolmentFigures {
  /** Those that succeeded, however. */
  readonly enrolments: number;
  readonly failureToEnrol: Readonly<Record<EnrolledBy, Rate>>;
  /** Left out of the rates: of journals of before, which tell of no enrolment that failed. */
  readonly beforeFailuresWereKept: number;
}

/** Of the payload only what is needed: one of a later version is read too. */
const enrolled = z.object({
  event: z.literal('enrolment'),
  fingers: z.array(z.unknown()),
  face: z.unknown().optional(),
  tries: z.number().optional(),
});
const failed = z.object({ event: z.literal('enrolment-failed'), by: z.enum(ENROLLED_BY), reason: z.string() });
const enrolmentPayload = z.discriminatedUnion('event', [enrolled, failed]);
type EnrolmentPayload = z.infer<typeof enrolmentPayload>;

export class EnrolmentTally {
  readonly #succeeded = { finger: 0, face: 0 };
  readonly #failed = { finger: 0, face: 0 };
  #enrolments = 0;
  #before = 0;

  /** Whatever is no enrolment counts for nothing. */
  add(payload: unknown): void {
    const { data } = enrolmentPayload.safeParse(payload);
    if (data?.event === 'enrolment') this.#addEnrolled(data);
    else if (data && isFailureToEnrol(data.reason)) this.#failed[data.by] += 1;
  }

  end(): EnrolmentFigures {
    const rate = (by: EnrolledBy): Rate =>
      rateOf(this.#failed[by], this.#succeeded[by] + this.#failed[by], WHY_NONE[by]);
    return {
      enrolments: this.#enrolments,
      failureToEnrol: { finger: rate('finger'), face: rate('face') },
      beforeFailuresWereKept: this.#before,
    };
  }

  #addEnrolled({ fingers, face, tries }: Extract<EnrolmentPayload, { event: 'enrolment' }>): void {
    this.#enrolments += 1;
    const by = enrolledBy(fingers, face);
    // A card alone is no biometric enrolment.
    if (!by) return;
    if (tries === undefined) this.#before += 1;
    else this.#succeeded[by] += 1;
  }
}

/** In a visit no sample, and so a failure to acquire; an enrolment that its own subject ends is none that failed. */
const LEFT = 'face-left' satisfies OutcomeCode;

const WHY_NONE: Readonly<Record<EnrolledBy, string>> = {
  finger: 'nobody gave fingers at a terminal whose journal tells of failures too',
  face: 'nobody gave a face at a terminal whose journal tells of failures too',
};

function enrolledBy(fingers: readonly unknown[], face: unknown): EnrolledBy | undefined {
  if (fingers.length > 0) return 'finger';
  return face === undefined ? undefined : 'face';
}

/**
 * No good sample, or one that was not recognised afterwards: the system could not. Whoever was refused as an attack, or has a record
 * already, is no failure; nor is whoever walked away, was called off, or gave nothing in time.
 */
function isFailureToEnrol(reason: string): boolean {
  if (reason === LEFT) return false;
  const decision = decisionOf(reason, false);
  return decision === 'not-acquired' || decision === 'rejected';
}
