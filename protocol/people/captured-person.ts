// `people/captured` up: somebody who was enrolled at a terminal, for the fleet to know them too; and what the fleet says to it.
import { z } from 'zod';
import { desiredFingers } from './desired-person.ts';
import { personFields, personText, randomId, utcMs } from './person-fields.ts';

/** Random, 128 bits, base64url: of this enrolment; one that is sent again has the same. */
export const captureId = randomId;

export const capturedPersonSchema = z.strictObject({
  /** The sender's topic root: what is shown as another terminal's is refused. */
  from: z.string().max(160),
  capture: captureId,
  /** The terminal's own name of them: entries of before the fleet knew them have it. */
  subject: z.string().min(1).max(64),
  ...personFields,
  enroller: personText,
  atMs: utcMs,
  /** None of whoever is known by a face or a card alone. */
  fingers: desiredFingers,
});
export type CapturedPerson = Readonly<z.infer<typeof capturedPersonSchema>>;

/**
 * `held`: the fleet has it, a manager decides; nothing changes at the terminal. `taken`: they are the fleet's from now on. `refused`: the
 * terminal is not to know them by what was captured.
 */
const CAPTURE_OUTCOMES = ['held', 'taken', 'refused'] as const;
export type CaptureOutcome = (typeof CAPTURE_OUTCOMES)[number];

export const captureReceiptSchema = z.strictObject({
  capture: captureId,
  /** `unknown`: the fleet does not have it, or not any more; it is to be sent again. */
  outcome: z.enum([...CAPTURE_OUTCOMES, 'unknown']),
  /** Of the terminal's table, from which on it says whether they are to be there; null while that is open. */
  revision: z.int().min(0).nullable(),
});
export type CaptureReceipt = Readonly<z.infer<typeof captureReceiptSchema>>;
