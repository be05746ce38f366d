// One line of the journal: where it stands, when it happened, what it tells, and what it is chained to.
import { z } from 'zod';
import { JOURNAL_CLASSES, type JournalClass } from './classes.ts';
import { type JournalEvent, type JournalPayload, journalPayloadSchema } from './payloads.ts';

/** How far the wall clock can be believed. */
export const CLOCK_STATES = ['synced', 'holdover', 'rtc-only', 'unknown'] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

/**
 * transaction: what a person did with their finger, their card and their face; activity: what the terminal did; security: what
 * somebody may have to look into; access: who came in to work at the terminal itself, and what they did there.
 */
export const CLASS_OF_EVENT = {
  clock: 'transaction',
  enrolment: 'transaction',
  'enrolment-failed': 'transaction',
  prove: 'transaction',
  removal: 'transaction',
  service: 'activity',
  fault: 'activity',
  recovered: 'activity',
  settings: 'activity',
  pruned: 'activity',
  lockout: 'security',
  'fleet-refused': 'security',
  'people-table': 'security',
  'clock-jump': 'security',
  gap: 'security',
  erased: 'security',
  retired: 'security',
  residue: 'security',
  carried: 'security',
  'snapshot-viewed': 'security',
  'keys-renewed': 'security',
  'data-exported': 'security',
  job: 'security',
  certificate: 'security',
  operator: 'access',
  'data-request': 'security',
  'data-request-refused': 'security',
  'finger-shown': 'security',
  tamper: 'security',
  power: 'activity',
  update: 'security',
} as const satisfies Readonly<Record<JournalEvent, JournalClass>>;

/** A visit by a duress finger is somebody's to look into at once. */
export const classOf = (payload: JournalPayload): JournalClass =>
  payload.event === 'clock' && payload.purpose === 'duress' ? 'security' : CLASS_OF_EVENT[payload.event];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Of a journal, a boot, a connection. Not every database can keep a zero character. */
export const wireName = z
  .string()
  .min(1)
  .max(64)
  .refine((text) => !text.includes('\0'), 'holds a zero character');

/** All but the payload: what stays of an entry whose payload was erased. */
export const journalHeaderSchema = z.strictObject({
  /** Random, born with the journal's file. With `seq` it names an entry for ever. */
  journalId: wireName,
  /** Counts from 1, never reused. */
  seq: z.int().min(1),
  class: z.enum(JOURNAL_CLASSES),
  bootId: wireName,
  utcMs: z.int(),
  /** Whole milliseconds of the clock that never goes back, comparable within one boot. */
  monotonicMs: z.int(),
  clockState: z.enum(CLOCK_STATES),
  payloadHash: sha256,
  previous: sha256,
  hash: sha256,
});

export const journalEntrySchema = journalHeaderSchema.extend({ payload: journalPayloadSchema.nullable() });

export type JournalHeader = Readonly<z.infer<typeof journalHeaderSchema>>;
/** `payload` is null where it was erased, or where its seal is broken (`verifyJournal` tells which). */
export type JournalEntry = Readonly<z.infer<typeof journalEntrySchema>>;
