// `people/wanted` up: somebody says who they are, and is not known at this terminal; and what the fleet answers, sealed.
import { z } from 'zod';
import { desiredPersonSchema } from './desired-person.ts';
import { offlineForMs } from './people-messages.ts';
import { personText, randomId } from './person-fields.ts';

/** As long as the screen takes one. */
const MOST_CODE = 64;

/** As it was typed. */
export const wantedCode = personText
  .min(1)
  .max(MOST_CODE)
  .regex(/^\P{Cc}*$/u, 'has control characters');

export const wantedPersonSchema = z.strictObject({
  /** The sender's topic root: a question shown as another terminal's is refused. */
  from: z.string().max(160),
  /** Random, of this question: the answer repeats it. */
  asked: randomId,
  code: wantedCode,
});
export type WantedPerson = Readonly<z.infer<typeof wantedPersonSchema>>;

/** What an answer holds within its JWS and JWE. */
export const foundPersonSchema = z.strictObject({
  asked: randomId,
  /** Of the table that says so: whoever has a later one believes that. */
  revision: z.int().min(0),
  offlineForMs,
  /** Null: nobody of this code is to be here, whether there is somebody or not. */
  person: desiredPersonSchema.nullable(),
});
export type FoundPerson = Readonly<z.infer<typeof foundPersonSchema>>;
