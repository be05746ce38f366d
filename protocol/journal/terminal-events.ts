// What entries tell of the terminal itself: its service, devices, clock, journal and cabinet, and who works at it or orders something of it.
import { z } from 'zod';
import { SITE_ROLES } from '../orders/site-operator.ts';
import { JOURNAL_CLASSES } from './classes.ts';
import { detail, seq, subject, word } from './payload-fields.ts';

export const service = z.strictObject({
  event: z.literal('service'),
  what: z.enum(['started', 'ready', 'stopped', 'crash-recovered']),
  version: word,
  detail,
});

export const fault = z.strictObject({ event: z.literal('fault'), device: word, code: word, detail });
export const recovered = z.strictObject({ event: z.literal('recovered'), device: word });

export const lockout = z.strictObject({
  event: z.literal('lockout'),
  /** `claims`: of cards and numbers that were nobody's. */
  scope: z.enum(['terminal', 'person', 'claims']),
  subject: subject.nullable(),
  retryAfterMs: z.number().min(0),
  level: z.int().min(0),
});

export const fleetRefused = z.strictObject({ event: z.literal('fleet-refused'), topic: detail, why: detail });
export const settings = z.strictObject({ event: z.literal('settings'), what: word, before: z.json(), after: z.json() });

export const clockJump = z.strictObject({
  event: z.literal('clock-jump'),
  byMs: z.number(),
  state: z.enum(['synced', 'holdover', 'rtc-only', 'unknown']),
});

/** The people whom the fleet wants here are here: what the signed report says as well. */
export const peopleTable = z.strictObject({
  event: z.literal('people-table'),
  revision: z.int().min(1),
  hash: word,
  put: z.int().min(0),
  removed: z.int().min(0),
});

/** Mains that went or came back; a battery that is about to be empty, so that the machine is ended in order. */
export const power = z.strictObject({
  event: z.literal('power'),
  what: z.enum(['mains-lost', 'mains-back', 'ending']),
  /** Of the battery; null where nobody can tell. */
  chargePercent: z.int().min(0).max(100).nullable(),
});

/** What became of a release of the software: on trial, kept, gone back from; or installed by hand, as a package. */
export const update = z.strictObject({
  event: z.literal('update'),
  what: z.enum(['begun', 'kept', 'went-back', 'installed']),
  release: z.int().min(0),
  /** Of the software that says so: of one that was gone back from, the one that runs instead. */
  version: word,
  detail,
});

/** Entries that are lost for good: the one thing that may stand for numbers without an entry. */
export const gapSchema = z.strictObject({ event: z.literal('gap'), fromSeq: seq, toSeq: seq, why: detail });
export const pruned = z.strictObject({ event: z.literal('pruned'), toSeq: seq, checkpointHash: word });
/** In one entry. */
export const MOST_ERASED = 500;

/** Payloads were removed on purpose; their entries keep their places and their hashes. */
export const erased = z.strictObject({
  event: z.literal('erased'),
  seqs: z.array(seq).min(1).max(MOST_ERASED).readonly(),
  why: detail,
});

/** What a policy gives no more time to is gone: what of an entry's class told, or what else was kept. */
export const retired = z.strictObject({
  event: z.literal('retired'),
  what: z.enum([...JOURNAL_CLASSES, 'evidence', 'orders', 'damaged', 'biometrics']),
  count: z.int().min(1),
  /** 0: as soon as the policy had it so. */
  days: z.int().min(0),
  policyVersion: word,
});

/** What a run that was cut off had left of a visit, an enrolment or itself: found at the start, and shredded. */
export const residue = z.strictObject({
  event: z.literal('residue'),
  what: z.enum(['enrolments', 'templates', 'evidence', 'snapshots', 'draft', 'memory-image', 'picture', 'scratch']),
  count: z.int().min(1),
  /** How many could not be removed. */
  left: z.int().min(0),
});

/** Entries went to the fleet on a data carrier, sealed, or did not after all; or its word that it has them came back on one. */
export const carried = z.strictObject({
  event: z.literal('carried'),
  what: z.enum(['taken-out', 'not-taken-out', 'acknowledged']),
  fromSeq: seq,
  toSeq: seq,
  /** Who did it, as the machine knows them. */
  by: word,
});

/** Somebody looked at the picture of a visit. */
export const snapshotViewed = z.strictObject({ event: z.literal('snapshot-viewed'), seq, by: word, reason: detail });

/** All that is sealed in these files is sealed with new keys. `unreadable` rows did not open with the key that had sealed them. */
export const keysRenewed = z.strictObject({
  event: z.literal('keys-renewed'),
  files: z.array(word),
  resealed: z.int(),
  unreadable: z.int(),
});

/** What is kept here of somebody was given out, because they or the law asked for it. */
export const dataExported = z.strictObject({ event: z.literal('data-exported'), subject, by: word, reason: detail });

/** What officers of the fleet have ordered, and what became of it: `running` is of what may end the service, or the journal, before it is over. */
export const job = z.strictObject({
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
export const certificate = z.strictObject({
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
export const operator = z.strictObject({
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

/** The cabinet: `start` found it open, `input` saw it opened. */
export const tamper = z.strictObject({
  event: z.literal('tamper'),
  /** `erasing`: a policy wants the keys gone. */
  what: z.enum(['opened', 'erasing', 'cleared']),
  by: z.enum(['start', 'input', 'policy', 'operator', 'fleet']),
  /** The fleet's name of the operator who has cleared it; which officer of the fleet has, the entry of the order tells. */
  operator: word.nullable(),
  /** Of what is erased: a compact JWS (`signWipeReceipt`). */
  receipt: z.string().max(4096).optional(),
});
