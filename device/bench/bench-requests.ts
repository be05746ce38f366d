// What the bench may be asked, as schemas: a wrong request gets one clear line.

import { z } from 'zod';
import { FINGER_POSITIONS, type FingerPosition, isFingerPosition, KioskError } from '../../protocol/index.ts';
import { contactlessNumber } from './kiosk/bench-cards.ts';

const path = z.string().min(1);
const dpi = z.number().min(250).max(1200).default(500);
const finger = z.string().refine(isFingerPosition, { error: `one of ${Object.keys(FINGER_POSITIONS).join(', ')}` });

export const keyRequest = z.strictObject({ key: z.enum(['in', 'out']) });

export const fingerRequest = z.strictObject({ image: path, dpi });

export const enrolRequest = z.strictObject({
  hrCode: z.string().min(1).max(64),
  nameTh: z.string().max(200).default(''),
  nameEn: z.string().max(200).default(''),
  fingers: z
    .record(finger, z.array(path).min(1).max(10))
    .refine((fingers) => Object.keys(fingers).length > 0, { error: 'at least one finger' }),
  /** Which of them are duress fingers. */
  duress: z.array(z.string().refine(isFingerPosition)).max(9).default([]),
  dpi,
});

const code = z.string().min(1).max(64);
const challenge = z.enum(['perform', 'ignore']).default('perform');
const staffCard = z.union([
  z.strictObject({ kind: z.literal('thai-id'), number: z.string().regex(/^\d{13}$/) }),
  z.strictObject({ kind: z.literal('contactless'), number: contactlessNumber }),
]);

export const claimRequest = z.strictObject({ number: code });
export const claimFaceRequest = z.strictObject({ challenge });
export const linkRequest = z.strictObject({ hrCode: code, card: staffCard });
export const enrolFaceRequest = z.strictObject({
  hrCode: code,
  nameTh: z.string().max(200).optional(),
  nameEn: z.string().max(200).optional(),
  challenge,
  cards: z.array(staffCard).max(4).default([]),
});

export const BENCH_DEVICES = [
  'sensor',
  'card',
  'camera',
  'light',
  'broker',
  'disk',
  'clock',
  'power',
  'tamper',
  'worker',
] as const;
export const BENCH_FAULTS = ['unplug', 'silence', 'garbage', 'slow', 'full', 'back', 'off'] as const;
export type BenchDevice = (typeof BENCH_DEVICES)[number];
export type BenchFault = (typeof BENCH_FAULTS)[number];

export const faultRequest = z.strictObject({
  device: z.enum(BENCH_DEVICES),
  fault: z.enum(BENCH_FAULTS),
  forMs: z.number().positive().max(3_600_000).optional(),
});

export const clockRequest = z.strictObject({
  advanceMs: z
    .int('whole milliseconds are due')
    .min(0)
    .max(366 * 86_400_000),
  /** Whoever sleeps until then wakes. */
  wakes: z.boolean().optional(),
});

/** What is wrong with a key of a record is said one level deeper. */
const wordsOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message).join(', ') : issue.message;

/** @throws KioskError USAGE that names each wrong field. */
export function parseRequest<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const what = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${wordsOf(issue)}`).join('; ');
  throw new KioskError('USAGE', { what });
}

export type EnrolBody = z.output<typeof enrolRequest>;

/** The fingers asked for, in the order given. */
export const fingersOf = ({ fingers }: EnrolBody): readonly (readonly [FingerPosition, readonly string[]])[] =>
  Object.entries(fingers).filter((row): row is [FingerPosition, string[]] => isFingerPosition(row[0]));
