// What a journal entry tells: one schema per event, strict, so that nothing personal slips in under a new name.
import { z } from 'zod';
import { SITE_ROLES } from '../orders/site-operator.ts';
import { personId } from '../people/index.ts';
import { dataRequestKind, REQUEST_TIES } from '../requests/index.ts';
import { JOURNAL_CLASSES } from './classes.ts';

/** A random name of a person, valid on this terminal for one purpose; only the people store knows whose it is. */
const subject = z.string().min(1).max(64);
const word = z.string().max(200);
const versioned = z.strictObject({ model: word, version: word });

const MOST_DETAIL = 500;
/** Free text of ours or of a driver; cut so that no entry outgrows its page. */
const detail = z.string().transform((text) => Array.from(text).slice(0, MOST_DETAIL).join(''));

/** What the detector of presentation attacks said. */
const liveness = z.strictObject({
  result: z.enum(['not-assessed', 'live', 'attack', 'unknown']),
  model: word,
  version: word,
  /** Why; the gravest first. Entries of before have none. */
  reasons: z.array(word).readonly().optional(),
});

/** Two fingers, one touch after the other, that decided together: neither would have by itself. */
const together = z.strictObject({
  /** The touch before and this one, whose finger each is most like, and how rare that is under chance. */
  touches: z.array(z.strictObject({ finger: word, falseMatchRate: z.number() })).readonly(),
  jointFalseMatchRate: z.number(),
  /** The highest joint rate that decides. */
  threshold: z.number(),
});

/** What the person was asked to do before the camera, and whether it was seen. */
const challenge = z.strictObject({ kind: word, result: word, ms: z.number() });

/**
 * What a person clocks with. `finger` is identification, one among all; whatever begins with a card or a number is verification of that one
 * person. `card` and `number` alone: it was not shown whose they are.
 */
const clockMethod = z.enum(['finger', 'card-finger', 'number-finger', 'card-face', 'number-face', 'card', 'number']);

const clock = z.strictObject({
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
  /** `duress`: it was their duress finger, and all else went as ever. */
  purpose: z.enum(['attendance', 'duress']),
  policyVersion: word,
  /** UTC. The time of the punch is when the capture began, so that a slow match makes nobody late. */
  captureStartMs: z.number(),
  decisionMs: z.number(),
  stages: z.record(z.string().max(40), z.number()),
});

const enrolment = z.strictObject({
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
const enrolmentFailed = z.strictObject({
  event: z.literal('enrolment-failed'),
  by: z.enum(['finger', 'face']),
  reason: word,
  finger: word.nullable(),
  tries: z.int().min(1),
  enroller: word,
});

/** A citizen's visit. The subject is random and made for this visit alone; no name, number or picture. */
const prove = z.strictObject({
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

const removal = z.strictObject({ event: z.literal('removal'), subject, code: word, reason: word });

const service = z.strictObject({
  event: z.literal('service'),
  what: z.enum(['started', 'ready', 'stopped', 'crash-recovered']),
  version: word,
  detail,
});

const fault = z.strictObject({ event: z.literal('fault'), device: word, code: word, detail });
const recovered = z.strictObject({ event: z.literal('recovered'), device: word });

const lockout = z.strictObject({
  event: z.literal('lockout'),
  /** `claims`: of cards and numbers that were nobody's. */
  scope: z.enum(['terminal', 'person', 'claims']),
  subject: subject.nullable(),
  retryAfterMs: z.number().min(0),
  level: z.int().min(0),
});

const fleetRefused = z.strictObject({ event: z.literal('fleet-refused'), topic: detail, why: detail });
const settings = z.strictObject({ event: z.literal('settings'), what: word, before: z.json(), after: z.json() });

const clockJump = z.strictObject({
  event: z.literal('clock-jump'),
  byMs: z.number(),
  state: z.enum(['synced', 'holdover', 'rtc-only', 'unknown']),
});

/** The people whom the fleet wants here are here: what the signed report says as well. */
const peopleTable = z.strictObject({
  event: z.literal('people-table'),
  revision: z.int().min(1),
  hash: word,
  put: z.int().min(0),
  removed: z.int().min(0),
});

const seq = z.int().min(0);
/** Entries that are lost for good: the one thing that may stand for numbers without an entry. */
export const gapSchema = z.strictObject({ event: z.literal('gap'), fromSeq: seq, toSeq: seq, why: detail });
const pruned = z.strictObject({ event: z.literal('pruned'), toSeq: seq, checkpointHash: word });
/** A payload was removed on purpose; its entry keeps its place and its hash. */
const erased = z.strictObject({ event: z.literal('erased'), seq, why: detail });

/** What a policy gives no more time to is gone: what of an entry's class told, or what else was kept. */
const retired = z.strictObject({
  event: z.literal('retired'),
  what: z.enum([...JOURNAL_CLASSES, 'evidence', 'orders', 'damaged']),
  count: z.int().min(1),
  days: z.int().min(1),
  policyVersion: word,
});

/** What a run that was cut off had left of a visit, an enrolment or itself: found at the start, and shredded. */
const residue = z.strictObject({
  event: z.literal('residue'),
  what: z.enum(['enrolments', 'templates', 'evidence', 'snapshots', 'draft', 'memory-image', 'picture', 'scratch']),
  count: z.int().min(1),
  /** How many could not be removed. */
  left: z.int().min(0),
});

/** Entries went to the fleet on a data carrier, sealed; or its word that it has them came back on one. */
const carried = z.strictObject({
  event: z.literal('carried'),
  what: z.enum(['taken-out', 'acknowledged']),
  fromSeq: seq,
  toSeq: seq,
  /** Who did it, as the machine knows them. */
  by: word,
});

/** Somebody looked at the picture of a visit. */
const snapshotViewed = z.strictObject({ event: z.literal('snapshot-viewed'), seq, by: word, reason: detail });

/** All that is sealed in these files is sealed with new keys. `unreadable` rows did not open with the key that had sealed them. */
const keysRenewed = z.strictObject({
  event: z.literal('keys-renewed'),
  files: z.array(word),
  resealed: z.int(),
  unreadable: z.int(),
});
/** What is kept here of somebody was given out, because they or the law asked for it. */
const dataExported = z.strictObject({ event: z.literal('data-exported'), subject, by: word, reason: detail });

/** What officers of the fleet have ordered, and what became of it: `running` is of what may end the service, or the journal, before it is over. */
const job = z.strictObject({
  event: z.literal('job'),
  order: word,
  kind: word,
  /** For people to read; who it was the keys tell. */
  by: word,
  orderedBy: detail,
  approvedBy: detail.nullable(),
  state: z.enum(['running', 'done', 'failed', 'rejected', 'timed-out', 'cancelled']),
  /** Why, where it did not come to a good end. */
  detail,
});

/** The terminal's certificate is renewed without a person: a new one was laid beside the old one, and it stays when the broker has let it in. */
const certificate = z.strictObject({
  event: z.literal('certificate'),
  /** `discarded`: the broker let in the old one and not the new one. */
  what: z.enum(['renewed', 'in-use', 'refused', 'discarded']),
  /** Of the new one; where there is none, of the one that was to be followed. */
  serial: word,
  untilMs: z.int(),
  /** Why, where it was refused. */
  detail,
});

/** Somebody who works at the terminal itself: that they came in, or were not let in, what they did there, and that they left. */
const operator = z.strictObject({
  event: z.literal('operator'),
  /** `ended`: by the time, or by another who came in. */
  what: z.enum(['entered', 'refused', 'did', 'left', 'ended']),
  /** The fleet's name of them; null: nobody was shown to be there. Of one who was refused: whose key was copied. */
  operator: word.nullable(),
  /** Null: it was not shown. `bench` is of virtual devices only. */
  by: z.enum(['security-key', 'card', 'bench']).nullable(),
  role: z.enum(SITE_ROLES).nullable(),
  /** What they did, or why they were refused. */
  detail,
  /** Whose data was looked at or changed. */
  subject: subject.optional(),
});

/** Somebody asks about their own data. No name, and nothing of what is kept: an officer answers. */
const dataRequest = z.strictObject({
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
const dataRequestRefused = z.strictObject({
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

/** The cabinet: `start` found it open, `input` saw it opened. */
const tamper = z.strictObject({
  event: z.literal('tamper'),
  /** `erasing`: a policy wants the keys gone. */
  what: z.enum(['opened', 'erasing', 'cleared']),
  by: z.enum(['start', 'input', 'policy', 'operator', 'fleet']),
  /** The fleet's name of the operator who has cleared it; which officer of the fleet has, the entry of the order tells. */
  operator: word.nullable(),
  /** Of what is erased: a compact JWS (`signWipeReceipt`). */
  receipt: z.string().max(4096).optional(),
});

export const journalPayloadSchema = z.discriminatedUnion('event', [
  clock,
  enrolment,
  enrolmentFailed,
  prove,
  removal,
  service,
  fault,
  recovered,
  lockout,
  fleetRefused,
  settings,
  clockJump,
  gapSchema,
  pruned,
  erased,
  retired,
  residue,
  carried,
  peopleTable,
  snapshotViewed,
  keysRenewed,
  dataExported,
  job,
  certificate,
  operator,
  dataRequest,
  dataRequestRefused,
  tamper,
]);

export type JournalPayload = z.infer<typeof journalPayloadSchema>;
export type ClockMethod = z.infer<typeof clockMethod>;
export type JournalEvent = JournalPayload['event'];
