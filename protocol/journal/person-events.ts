// What entries tell of somebody who clocks, is enrolled, is proved, leaves, or asks about their own data.
import { z } from 'zod';
import { personId } from '../people/index.ts';
import { dataRequestKind, REQUEST_TIES } from '../requests/index.ts';
import { challenge, clockMethod, liveness, subject, together, versioned, word } from './payload-fields.ts';

/** `duress`: it was their duress finger, and all else went as ever. */
const fingerPurpose = z.enum(['attendance', 'duress']);

export const clock = z.strictObject({
  event: z.literal('clock'),
  outcome: z.enum(['accepted', 'refused']),
  reason: word.nullable(),
  subject: subject.nullable(),
  /** The fleet's own random name of them; undefined of whoever was enrolled here and is not known to the fleet. */
  person: personId.optional(),
  direction: z.enum(['in', 'out']).nullable(),
  directionSource: z.enum(['key', 'proposal']).nullable(),
  method: clockMethod,
  /** Who was claimed to be here, by card or number; whether that is so `subject` says, which is null where it was not shown. */
  claimed: subject.optional(),
  /** Of which kind the card was: the number of a contactless one can be copied. */
  card: z.enum(['thai-id', 'contactless']).optional(),
  repeated: z.boolean(),
  attempt: z.int().min(0),
  quality: z.number().nullable(),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  falseMatchRate: z.number().nullable(),
  /** Only where two fingers decided; `score` is then this touch's with the person, not above `threshold`. */
  together: together.optional(),
  liveness,
  /** Of a face alone. */
  challenge: challenge.nullable().optional(),
  match: versioned.nullable(),
  purpose: fingerPurpose,
  policyVersion: word,
  /** UTC. The time of the punch is when the capture began, so that a slow match makes nobody late. */
  captureStartMs: z.number(),
  decisionMs: z.number(),
  stages: z.record(z.string().max(40), z.number()),
});

export const enrolment = z.strictObject({
  event: z.literal('enrolment'),
  subject,
  code: word,
  consentId: word,
  fingers: z
    .array(z.strictObject({ finger: word, impressions: z.int().min(1), quality: z.array(z.int()).readonly() }))
    .readonly(),
  /** A face, and cards, that were kept beside the fingers or instead. Entries of before have none. */
  face: z.strictObject({ model: word, version: word }).optional(),
  cards: z
    .array(z.enum(['thai-id', 'contactless']))
    .readonly()
    .optional(),
  enroller: word,
  /** Of the touches that were kept, and how many others were refused as attacks. Entries of before have none. */
  liveness: liveness.extend({ attacksRefused: z.int().min(0) }).optional(),
  override: z.strictObject({ reason: word, secondPerson: word }).nullable(),
  verified: z.boolean(),
  /** Samples that were taken, poor ones too: touches, or looks at a face. Entries of before have none, and tell of no enrolment that failed. */
  tries: z.int().min(1).optional(),
});

/** Nothing is kept of it, and nobody is named. */
export const enrolmentFailed = z.strictObject({
  event: z.literal('enrolment-failed'),
  by: z.enum(['finger', 'face']),
  reason: word,
  finger: word.nullable(),
  tries: z.int().min(1),
  enroller: word,
});

/** A citizen's visit. The subject is random and made for this visit alone; no name, number or picture. */
export const prove = z.strictObject({
  event: z.literal('prove'),
  outcome: z.enum(['proved', 'pending', 'refused', 'referred']),
  reason: word.nullable(),
  subject,
  /** What the person was shown, to come back with. */
  reference: word,
  /** Undefined where the visit ended before a service was chosen. */
  profile: z.strictObject({ id: word, version: z.int(), provider: word, service: word, purpose: word }).nullable(),
  method: z.literal('non_face_to_face'),
  evidenceType: z.literal('national-id-card'),
  /** Of the evidence that was sealed for the provider; null where there is none. */
  evidenceId: word.nullable(),
  consent: z.strictObject({ version: word, hash: word, agreed: z.array(word).readonly() }).nullable(),
  cardStatus: word,
  quality: z.number().nullable(),
  /** The checks that the picture failed, by their numbers. */
  complaints: z.array(word).readonly(),
  score: z.number().nullable(),
  falseMatchRate: z.number().nullable(),
  threshold: z.number().nullable(),
  match: versioned.nullable(),
  liveness,
  challenge: challenge.nullable(),
  failures: z.int().min(0),
  siteClass: word,
  tamper: word,
  policyVersion: word,
  captureStartMs: z.number(),
  decisionMs: z.number(),
  stages: z.record(z.string().max(40), z.number()),
});

export const removal = z.strictObject({ event: z.literal('removal'), subject, code: word, reason: word });

/** Somebody asks about their own data. No name, and nothing of what is kept: an officer answers. */
export const dataRequest = z.strictObject({
  event: z.literal('data-request'),
  request: dataRequestKind,
  /** What the person was shown, to come back with. */
  reference: word,
  tie: z.enum(REQUEST_TIES),
  /** Whose finger it was. */
  subject: subject.nullable(),
  /** The fleet's own random name of them. */
  person: personId.optional(),
  /** The reference of the visit that it is about. */
  visit: word.nullable(),
  /** UTC: by when it is to be answered, as the person was told. */
  dueMs: z.int(),
});

/** A finger that was to show whose a request is, and was refused: by presentation attack detection, or as nobody's, or another's. */
export const dataRequestRefused = z.strictObject({
  event: z.literal('data-request-refused'),
  request: dataRequestKind,
  reason: word,
  method: clockMethod,
  /** Whose finger it was to be, where a number said so. */
  claimed: subject.optional(),
  quality: z.number().nullable(),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  falseMatchRate: z.number().nullable(),
  liveness,
  match: versioned.nullable(),
  policyVersion: word,
  captureStartMs: z.number(),
});

/** Somebody was known by a finger that was no punch: an entry of everybody alike, so that none tells who was forced. */
export const fingerShown = z.strictObject({
  event: z.literal('finger-shown'),
  /** `trial`: an operator had it tried. */
  at: z.enum(['data-request', 'trial']),
  subject,
  /** The fleet's own random name of them. */
  person: personId.optional(),
  purpose: fingerPurpose,
});
