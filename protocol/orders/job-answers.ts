// What comes of a job that is done, by its kind. Strict: whoever shows an answer must know all that is in it.
import { z } from 'zod';
import { JOURNAL_CLASSES, wireName } from '../journal/index.ts';
import { FINGER_POSITIONS, isFingerPosition } from '../minutiae/index.ts';
import { captureId } from '../people/index.ts';
import type { OrderKind } from './order-kinds.ts';

/** Of the JPEG itself: sealed and signed it is nearly twice that, and a message is 1 MiB at most. */
export const MOST_SNAPSHOT_BYTES = 512 * 1024;
const MOST_SNAPSHOT_BASE64 = 4 * Math.ceil(MOST_SNAPSHOT_BYTES / 3);

const word = z.string().max(100);
const detail = z.string().max(500);
const count = z.int().min(0);
const utcMs = z.int().min(0);

/** As journals write it: a code of OUTCOMES, or one that a newer terminal has. */
const reason = word;

const finger = z.strictObject({
  finger: z.literal(Object.keys(FINGER_POSITIONS).filter(isFingerPosition)),
  impressions: z.int().min(1).max(10),
  /** Of each impression, 0 to 100. */
  quality: z.array(z.number().min(0).max(100)).max(10).readonly(),
});
const fingers = z.array(finger).max(10).readonly();

const attempt = z.strictObject({
  atMs: utcMs,
  /** `person`: it was shown, or claimed by card or number, that it was they. `unknown`: a finger that was nobody's; it may have been theirs. */
  whose: z.enum(['person', 'unknown']),
  outcome: z.enum(['accepted', 'refused']),
  reason: reason.nullable(),
  quality: z.number().nullable(),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
});
export type JobAttempt = Readonly<z.infer<typeof attempt>>;

/** Why somebody cannot scan here, as far as the terminal knows. */
const diagnosed = z.strictObject({
  /** Whether the terminal has them at all. */
  known: z.boolean(),
  /** What their right says now; null: they may come. Says nothing of whoever is not known. */
  right: reason.nullable(),
  /** Whether the engine finds them by what is kept of them. */
  usable: z.boolean(),
  fingers,
  /** The latest first. */
  lastAttempts: z.array(attempt).max(50).readonly(),
  /** Identification, or they themselves, pause so long for too many failures. */
  retryAfterMs: count.nullable(),
  sensor: z.strictObject({ ok: z.boolean(), detail }),
  /** Of those attempts, and of others here within the last day. */
  attacksSuspected: count,
});

const checks = z
  .array(z.strictObject({ name: word, ok: z.boolean(), detail }))
  .max(64)
  .readonly();

const nothing = z.strictObject({});

/** What a wiped terminal has signed before its key went. */
export const wipeReceiptSchema = z.strictObject({
  job: z.string().max(64),
  /** Names of what is destroyed: "keys", "people", "templates". */
  what: z.array(word).min(1).max(32).readonly(),
  atMs: utcMs,
  journalId: wireName,
  lastSeq: count,
  /** Entries that the fleet had not acknowledged. */
  unsent: count,
  /** People enrolled there whom the fleet did not have, and evidence that no provider had; receipts of before do not say. */
  unsentCaptures: count.optional(),
  unsentEvidence: count.optional(),
});
export type WipeReceipt = Readonly<z.infer<typeof wipeReceiptSchema>>;

/** What a terminal has signed once it had erased what its journal told of somebody. */
export const erasureReceiptSchema = z.strictObject({
  job: z.string().max(64),
  /** The number of their request. */
  request: word,
  atMs: utcMs,
  journalId: wireName,
  /** Everything up to here was looked at. */
  upToSeq: count,
  /** Entries that tell nothing any more by this. */
  erased: count,
  /** What stays, by class: the last of it goes then, by the terminal's policy. */
  kept: z
    .array(z.strictObject({ class: z.enum(JOURNAL_CLASSES), entries: z.int().min(1), untilMs: utcMs }))
    .max(JOURNAL_CLASSES.length)
    .readonly(),
});
export type ErasureReceipt = Readonly<z.infer<typeof erasureReceiptSchema>>;

/** Compact JWS: it can be shown to whoever asks what became of the data. */
const receipt = z.strictObject({ receipt: z.string().min(1).max(4096) });

export const JOB_ANSWERS = {
  cancel: nothing,
  diagnose: diagnosed,
  'self-test': z.strictObject({ checks }),
  lock: nothing,
  unlock: nothing,
  /** The templates themselves come up as whoever is enrolled at a terminal does: under this name of the enrolment. */
  enrol: z.strictObject({ capture: captureId, fingers }),
  snapshot: z.strictObject({ jpeg: z.base64().min(1).max(MOST_SNAPSHOT_BASE64) }),
  reboot: nothing,
  'set-time': nothing,
  /** Rows; `unreadable` ones did not open with the key that had sealed them. */
  'renew-keys': z.strictObject({ resealed: count, unreadable: count }),
  settings: nothing,
  policy: nothing,
  trust: nothing,
  operators: nothing,
  /** What is on trial from the next start on; what became of it the journal tells. */
  update: z.strictObject({ release: z.int().min(1), version: word }),
  /** `signErasureReceipt` */
  erase: receipt,
  /** `signWipeReceipt` */
  wipe: receipt,
} as const satisfies Readonly<Record<OrderKind, z.ZodType>>;

export type JobAnswerOf<K extends OrderKind> = Readonly<z.infer<(typeof JOB_ANSWERS)[K]>>;
export type DiagnosedPerson = JobAnswerOf<'diagnose'>;
