// What a kiosk hands to a provider: facts with their method, source and time, never a level. Personal data stand apart.
import { z } from 'zod';
import { CLOCK_STATES } from '../journal/index.ts';
import { consentSchema } from './consent.ts';
import { CARD_STATES } from './gateway-messages.ts';
import { METHODS, name, SITE_CLASSES, sha256, utcMs } from './words.ts';

const word = z.string().max(200);
const versioned = z.strictObject({ name: word, version: word });
const score = z.number();

/** DGS 1-2:2564, 2.2(2): four results, never one flag; each says how, from whom and when. */
const result = <T extends z.ZodType>(value: T) =>
  z.strictObject({ value, method: word, source: word, atMs: utcMs.nullable() });

const quality = z.strictObject({ check: word, ok: z.boolean(), value: z.number().nullable(), limit: word });

const liveness = z.strictObject({
  result: z.enum(['live', 'attack', 'unknown']),
  score: score.nullable(),
  threshold: score.nullable(),
  models: z.array(versioned.extend({ score })).max(8),
  cues: z.array(z.strictObject({ cue: word, value: z.number(), ok: z.boolean() })).max(40),
  reasons: z.array(word).max(20),
});

export const PROVE_OUTCOMES = ['proved', 'pending', 'refused', 'referred'] as const;
export type ProveOutcome = (typeof PROVE_OUTCOMES)[number];

export const evidenceRecordSchema = z.strictObject({
  format: z.literal(1),
  id: z.string().min(16).max(64),
  /** What the person was shown, to complain or to come back with. */
  reference: word,
  nonce: z.string().min(16).max(64),
  device: z.strictObject({
    site: word,
    terminal: word,
    keyId: word,
    siteClass: z.enum(SITE_CLASSES),
    tamper: z.enum(['intact', 'tampered', 'not-monitored']),
    versions: z.record(word, word),
    reader: word.nullable(),
    camera: word.nullable(),
    isVirtual: z.boolean(),
  }),
  profile: z.strictObject({ id: name, version: z.int() }),
  policyVersion: word,
  provider: z.strictObject({ id: name, permissionId: name }),
  service: z.strictObject({ id: name, group: z.int().min(1).max(4), minimumLevel: name, purpose: name }),
  method: z.enum(METHODS),
  consent: consentSchema,
  evidence: z.strictObject({
    type: z.literal('national-id-card'),
    readMethod: z.literal('chip-pcsc'),
    atr: word,
    /** ISO 8601; null where the card is for life. */
    expires: word.nullable(),
    /** Hash of the photo in the chip: with what the living face was compared. */
    referenceHash: sha256.nullable(),
  }),
  results: z.strictObject({
    /** A plain read does not prove a chip genuine: it has no secret that it would show. */
    authentic: result(z.enum(['not-proven', 'read-from-chip', 'check-digit-wrong'])),
    inUseStatus: result(z.enum([...CARD_STATES, 'not-answered', 'not-asked'])),
    dataCorrect: result(z.boolean().nullable()),
    identityExists: result(z.boolean().nullable()),
  }),
  capture: z.strictObject({
    modality: z.literal('face'),
    frames: z.int().min(0),
    presenceGaps: z.int().min(0),
    quality: z.array(quality).max(60),
  }),
  liveness,
  challenge: z.strictObject({ kind: word, result: word, ms: z.number() }).nullable(),
  sameFace: z.strictObject({ result: z.boolean(), lowest: score }).nullable(),
  comparison: z
    .strictObject({
      comparator: z.literal('local'),
      model: versioned,
      score,
      falseMatchRate: score,
      threshold: score,
      result: z.enum(['match', 'review', 'no-match']),
      referenceSource: z.literal('chip'),
    })
    .nullable(),
  /** The national service's own figure, kept as given. */
  faceService: z
    .strictObject({
      percent: z.number().min(0).max(100).nullable(),
      /** Of the profile: not our threshold, which is a rate of false matches. */
      limitPercent: z.number(),
      /** The service's own reason, or why it was not asked or not heard. */
      refusedBecause: word.nullable(),
      /** `none` where there was no answer. */
      transactionId: word,
      tries: z.int().min(0),
    })
    .nullable(),
  contact: z.strictObject({ type: z.literal('mobile'), result: word, atMs: utcMs }).nullable(),
  attempts: z.strictObject({ failures: z.int().min(0), limit: z.int() }),
  fraudSignals: z.array(word).max(20),
  /** Steps beyond what the standard asks for. */
  extraSteps: z.array(word).max(20),
  sample: z.enum(['none', 'non_repudiation', 're_proofing']),
  retentionPolicyId: name,
  outcome: z.enum(PROVE_OUTCOMES),
  reason: word.nullable(),
  /** For each level that the profile's rules name: which of its facts are not there. The level is the provider's to decide. */
  levels: z.array(z.strictObject({ level: name, missing: z.array(word) })).max(20),
  stages: z.record(word, z.number()),
  clock: z.strictObject({ utcMs, state: z.enum(CLOCK_STATES) }),
});

/** Sealed with the record for the provider; the terminal keeps none of it. */
export const personalDataSchema = z.strictObject({
  citizenNumber: z.string().regex(/^\d{13}$/),
  /** Of the chip, as the profile named them. */
  fields: z.record(word, z.string().max(1000)),
  /** JPEG, base64: the face that was compared. Only where the profile's `sample` says so. */
  portrait: z.string().max(1_000_000).nullable(),
});

export const evidenceSchema = z.strictObject({ record: evidenceRecordSchema, personal: personalDataSchema });
export const evidenceAckSchema = z.object({ id: z.string().min(16).max(64), sha256 });

export type EvidenceRecord = Readonly<z.infer<typeof evidenceRecordSchema>>;
export type PersonalData = Readonly<z.infer<typeof personalDataSchema>>;
export type Evidence = Readonly<z.infer<typeof evidenceSchema>>;
export type EvidenceAck = Readonly<z.infer<typeof evidenceAckSchema>>;
