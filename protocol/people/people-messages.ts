// `people/delta` down: parts of a change of the table. `people/reported` up: what the terminal has, and what it lacks.
import { z } from 'zod';
import { captureId, captureReceiptSchema } from './captured-person.ts';
import { desiredPersonSchema, personId } from './desired-person.ts';
import { duplicateFields } from './duplicates.ts';
import { tableStateSchema } from './people-table.ts';
import { randomId } from './person-fields.ts';

/** A part weighs about so much before compression; one person may be more. */
export const PART_BYTES = 256 * 1024;
export const MOST_PARTS = 4096;
/** In one part; a terminal holds 8,000 people and more. */
const MOST_IN_PART = 20_000;

const transfer = randomId;
const partNumber = z.int().min(1).max(MOST_PARTS);

/** Without any word of the fleet for so long, nobody whom it sent is let in any more; null: however long. */
export const offlineForMs = z.int().min(60_000).nullable();

/** What `people/delta` holds within its JWS and JWE. */
export const peoplePartSchema = z
  .strictObject({
    /** All parts of one change have it in common. */
    transfer,
    part: partNumber,
    parts: partNumber,
    /** Of the terminal's report that it answers: what is older than the terminal's connection changes nothing there. */
    challenge: randomId,
    /** The revision that the change begins at; null: a snapshot, which takes the place of everything. */
    from: z.int().min(1).nullable(),
    to: tableStateSchema,
    offlineForMs,
    put: z.array(desiredPersonSchema).max(MOST_IN_PART).readonly(),
    /** Tombstones. */
    remove: z.array(personId).max(MOST_IN_PART).readonly(),
  })
  .refine(({ part, parts }) => part <= parts, 'part is above parts');
export type PeoplePart = Readonly<z.infer<typeof peoplePartSchema>>;

/** The terminal's key to seal to: P-256, public. */
export const sealingJwkSchema = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  y: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type SealingJwk = Readonly<z.infer<typeof sealingJwkSchema>>;

/** Questions that one report answers. */
export const MOST_ANSWERS = 8;
/** In one report; the others have their turn later. */
export const MOST_CAPTURES_TOLD = 64;

/** Whoever has no room for their photo is there without it; `not-as-sent`: something of them does not open any more, and is to be sent again. */
const PROBLEMS = ['no-room', 'code-taken', 'template-unreadable', 'no-room-for-photo', 'not-as-sent'] as const;
export type PersonProblem = (typeof PROBLEMS)[number];

/** What a terminal may be sent of people beyond what every version knows; `no-fingers`: by its policy it keeps none, and is sent none. */
export const UNDERSTANDS = ['methods', 'photos', 'duress', 'no-fingers'] as const;
export type Understood = (typeof UNDERSTANDS)[number];

/** Said beside these: orders may come sealed, and from then on come so. */
export const SEALED_ORDERS = 'sealed-orders';

/** What `people/reported` holds within its JWS. */
export const peopleReportSchema = z.strictObject({
  /** The sender's topic root: a report shown as another terminal's is refused. */
  from: z.string().max(160),
  /** Rises with each report of this terminal, across restarts: one that is shown again counts for nothing. */
  number: z.int().min(1),
  utcMs: z.int().min(0),
  /** Null before the first table. */
  table: tableStateSchema.nullable(),
  needs: z
    .discriminatedUnion('what', [
      /** Its table is not what it was told to have, or it has none. */
      z.strictObject({ what: z.literal('snapshot') }),
      z.strictObject({
        what: z.literal('parts'),
        transfer,
        /** The first of them; which follow is told again. */
        missing: z.array(partNumber).min(1).max(256).readonly(),
      }),
    ])
    .nullable(),
  /** Code of the fault because of which the last change was not made. */
  fault: z.string().max(40).nullable(),
  sealingKey: sealingJwkSchema,
  /** How many fingers there is room for in all. */
  capacity: z.strictObject({ fingers: z.int().min(0) }),
  problems: z
    .array(z.strictObject({ person: personId, problem: z.enum(PROBLEMS) }))
    .max(1000)
    .readonly(),
  /** Enrolments here that the fleet has not said the last word about, the first of them. */
  captures: z.array(captureId).max(MOST_CAPTURES_TOLD).readonly(),
  /** Random, of this connection: only parts that repeat it count. */
  challenge: randomId,
  /** A terminal of an earlier version does not say, and is sent nothing of it: it would refuse the whole part. Words of later versions are passed over. */
  understands: z.array(z.string().max(32)).max(32).readonly().optional(),
  /** Of the questions since the report before: whoever has asked knows that this is no older one. */
  answers: z.array(randomId).max(MOST_ANSWERS).readonly(),
  ...duplicateFields,
});
export type PeopleReport = Readonly<z.infer<typeof peopleReportSchema>>;

/** What the JWS of `people/desired` and `people/delta` says: a part, as a compact JWE to the terminal's sealing key; that a report is wanted; what becomes of an enrolment; somebody who was asked for; or that everything still holds. */
export const peopleDeltaSchema = z.union([
  z.strictObject({
    sealed: z
      .string()
      .min(1)
      .max(2 * 1024 * 1024),
  }),
  z.strictObject({ ask: z.literal('report'), nonce: randomId }),
  z.strictObject({ captured: captureReceiptSchema }),
  /** The answer to a `people/wanted`: a compact JWE to the terminal's sealing key. */
  z.strictObject({
    found: z
      .string()
      .min(1)
      .max(1024 * 1024),
  }),
  /** What the fleet has granted holds from this answer on; older answers than to this connection's challenge count for nothing. */
  z.strictObject({ holds: z.strictObject({ challenge: randomId, offlineForMs }) }),
]);
export type PeopleDelta = Readonly<z.infer<typeof peopleDeltaSchema>>;
