// What is said of a person wherever one is kept: texts byte for byte as they were given, and when they may come.
import { z } from 'zod';

const LONE_SURROGATE = /\p{Surrogate}/u;

/** 128 random bits, base64url. */
export const randomId = z.string().regex(/^[A-Za-z0-9_-]{22}$/);

/** Neither trimmed nor normalised. */
export const personText = z
  .string()
  .max(300)
  .refine((value) => !LONE_SURROGATE.test(value), 'is not well-formed text');

/** Weekly windows in the terminal's local time. A window that ends before it begins goes on into the next day. */
export const weeklySchedule = z
  .array(
    z.strictObject({
      /** ISO 8601: 1 Monday to 7 Sunday. */
      days: z.array(z.int().min(1).max(7)).readonly(),
      fromMinute: z.int().min(0).max(1439),
      untilMinute: z.int().min(1).max(1440),
    }),
  )
  .readonly();
export type WeeklySchedule = z.infer<typeof weeklySchedule>;

export const utcMs = z.number();

/** A time in which somebody may come: any of their rights lets them in. */
export const personRight = z.strictObject({
  validFromMs: utcMs.nullable(),
  /** Exclusive. */
  validUntilMs: utcMs.nullable(),
  /** Null: at any time. */
  schedule: weeklySchedule.nullable(),
});
export type PersonRight = Readonly<z.infer<typeof personRight>>;

/** What somebody may clock with instead of a finger among all. */
export const OTHER_METHODS = [
  'card-finger',
  'number-finger',
  'card-face',
  'number-face',
  'card',
  'number',
  'supervised',
] as const;
export type OtherMethod = (typeof OTHER_METHODS)[number];

/** Calendar days, both inclusive; which day it is the terminal's own zone decides. Never why. */
export const personMethod = z
  .strictObject({ method: z.enum(OTHER_METHODS), from: z.iso.date(), until: z.iso.date() })
  .refine(({ from, until }) => from <= until, 'it ends before it begins');
export type PersonMethod = Readonly<z.infer<typeof personMethod>>;

/** Who somebody is, wherever they are kept. */
export const personFields = {
  /** HR code: a string whose case and leading zeros count. */
  code: personText.min(1),
  nameTh: personText,
  nameEn: personText,
  title: personText,
  unit: personText,
  group: personText,
  active: z.boolean(),
  validFromMs: utcMs.nullable(),
  /** Exclusive. */
  validUntilMs: utcMs.nullable(),
} as const;
