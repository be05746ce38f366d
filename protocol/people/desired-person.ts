// A person as the fleet wants a terminal to know them: who they are, when they may come, by which fingers they are known.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../base/index.ts';
import { FINGER_POSITIONS, isFingerPosition } from '../minutiae/index.ts';
import { displayPhoto } from './display-photo.ts';
import { DURESS_UNCLEAR, isDuressClear } from './duress.ts';
import { personFields, personMethod, personRight, personText, randomId, utcMs } from './person-fields.ts';

/** Random, 128 bits, base64url: the fleet's own name of a person, which says nothing about them. */
export const personId = randomId;

const position = z.literal(Object.keys(FINGER_POSITIONS).filter(isFingerPosition));

/** ISO/IEC 19794-2:2005, base64. */
const impression = z.strictObject({
  record: z.base64().min(1).max(4096),
  quality: z.number().min(0).max(100),
  sensor: personText,
  enroller: personText,
  atMs: utcMs,
});

export const desiredFingerSchema = z.strictObject({
  finger: position,
  /** No templates are kept without one. */
  consentId: personText.refine((id) => id.trim() !== '', 'is empty'),
  impressions: z.array(impression).min(1).max(10).readonly(),
  /** Laid down by whoever is forced. Any other is not told of it: its digest is as it always was. */
  duress: z.literal(true).optional(),
});

export const desiredFingers = z.array(desiredFingerSchema).max(10).readonly().refine(isDuressClear, DURESS_UNCLEAR);

/** Spans of one person; those that come later are told once these are over. */
export const MOST_METHODS = 16;

export const desiredPersonSchema = z.strictObject({
  id: personId,
  ...personFields,
  /** At this terminal; within the time above. */
  rights: z.array(personRight).max(64).readonly(),
  /** In the order of their days, none on the same day as another. Whoever has none is not told of it: their digest is as it always was. */
  methods: z.array(personMethod).min(1).max(MOST_METHODS).readonly().optional(),
  /** For display. Whoever has none is not told of it: their digest is as it always was. */
  photo: displayPhoto.optional(),
  fingers: desiredFingers,
});
export type DesiredPerson = Readonly<z.infer<typeof desiredPersonSchema>>;
export type DesiredFinger = Readonly<z.infer<typeof desiredFingerSchema>>;

/** SHA-256 of the canonical JSON (RFC 8785), in hex. Nobody can guess a person from it: the random id is part of it. */
export const digestOfPerson = (person: DesiredPerson): string =>
  createHash('sha256').update(canonicalJson(person)).digest('hex');
