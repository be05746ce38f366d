// A person as this terminal knows them. No template, no citizen number.
import { z } from 'zod';
import {
  personId,
  personMethod,
  personRight,
  personText as text,
  utcMs,
  type WeeklySchedule,
  weeklySchedule,
} from '../../../protocol/index.ts';

/** `thai-id`: by the citizen number that the chip tells; `contactless`: by the number that the reader tells, which can be copied. */
export const CARD_KINDS = ['thai-id', 'contactless'] as const;
export type CardKind = (typeof CARD_KINDS)[number];

/** A card that somebody claims to be this person with: an HMAC, never the number itself. */
const mac = z.string().regex(/^[0-9a-f]{64}$/);
const linkedCard = z.strictObject({
  kind: z.enum(CARD_KINDS),
  mac,
  /** Of the photo that was in the chip when the card was linked: a chip can be forged, and any face put into it. */
  photoMac: mac.optional(),
});

/** As it was read. It goes no further than the HMAC. */
export interface CardNumber {
  readonly kind: CardKind;
  readonly number: string;
}

/** As it is linked, with the JPEG of a chip that has one. */
export interface NewCard extends CardNumber {
  readonly photo?: Uint8Array;
}

const LARGEST_NUMBER = 0xffff_ffff;

export const personSchema = z.strictObject({
  /** Number on this device, 32 bits, never given to somebody else. */
  number: z.int().min(1).max(LARGEST_NUMBER),
  /** HR code: a string whose case and leading zeros count. */
  code: text.min(1),
  nameTh: text,
  nameEn: text,
  title: text,
  unit: text,
  group: text,
  method: z.literal('finger'),
  active: z.boolean(),
  validFromMs: utcMs.nullable(),
  validUntilMs: utcMs.nullable(),
  /** Null: at any time. */
  schedule: weeklySchedule.nullable(),
  /** At this terminal, as the fleet grants them: any of them lets the person in; null of whoever was enrolled here. */
  rights: z.array(personRight).readonly().nullable().default(null),
  /** By what they clock instead of a finger, as the fleet says; in records of before, and of whoever was enrolled here, none. */
  methods: z.array(personMethod).readonly().default([]),
  /** Records of before have none. */
  cards: z.array(linkedCard).readonly().default([]),
  /** The fleet's name of them; null of whoever was enrolled here and is not known to the fleet, and in records of before. */
  fleetId: personId.nullable().default(null),
  /** The only link to templates and journal: random, of this terminal and one purpose. */
  pseudonym: z.string().min(1).max(64),
  enrolledAtMs: utcMs,
  enroller: text,
});

/** Defaults stand here and not above, so that a patch does not bring them back. */
export const newPersonSchema = personSchema.omit({ number: true, cards: true }).extend({
  title: text.default(''),
  unit: text.default(''),
  group: text.default(''),
  method: z.literal('finger').default('finger'),
  active: z.boolean().default(true),
  validFromMs: utcMs.nullable().default(null),
  validUntilMs: utcMs.nullable().default(null),
  schedule: weeklySchedule.nullable().default(null),
});
export const personPatchSchema = personSchema
  .omit({ number: true, pseudonym: true, cards: true, fleetId: true, rights: true, methods: true })
  .partial();

export type Schedule = WeeklySchedule;
export type Person = Readonly<z.infer<typeof personSchema>>;
/** What may be left out has the defaults of somebody who may clock at any time. */
export type NewPerson = Readonly<z.input<typeof newPersonSchema>>;
export type PersonPatch = Readonly<z.input<typeof personPatchSchema>>;
