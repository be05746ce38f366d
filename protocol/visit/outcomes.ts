// How a visit can end: the one published table of outcomes and reasons.
import { CLAIM_OUTCOMES } from './claim-outcomes.ts';
import { FINGER_OUTCOMES } from './finger-outcomes.ts';
import type { Outcome } from './outcome.ts';
import { PROVE_OUTCOMES } from './prove-outcomes.ts';
import { REQUEST_OUTCOMES } from './request-outcomes.ts';

export type { Outcome, VisitKind } from './outcome.ts';

/** Once released, a code is never renamed or reused: journals and reports keep it. */
export const OUTCOMES = {
  ...FINGER_OUTCOMES,
  ...CLAIM_OUTCOMES,
  ...PROVE_OUTCOMES,
  ...REQUEST_OUTCOMES,
} as const satisfies Readonly<Record<string, Outcome>>;

export type OutcomeCode = keyof typeof OUTCOMES;

export const isOutcomeCode = (code: string): code is OutcomeCode => Object.hasOwn(OUTCOMES, code);
