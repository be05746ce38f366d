// What managers can say about time: each kind of record, what it holds, and which earlier one it replaces.
import { z } from 'zod';
import { OTHER_METHODS, personText } from '../../../../protocol/index.ts';
import type { IsoDate } from '../calendar.ts';
import { spanOf, spansOf } from '../hours.ts';
import { ruleSetSchema } from '../rules/rule-set.ts';

const weekday = z.int().min(1).max(7);

/** `off`, the name of a shift, or hours such as 22:00-06:00; several of one date are joined by "+". */
export const plannedHours = z
  .string()
  .max(200)
  .refine(
    (text) => /^[a-z][a-z0-9-]*$/.test(text) || spansOf(text) !== undefined,
    'no hours, as 08:30-16:30, and no name of a shift',
  );

const holiday = z.strictObject({
  name: personText.min(1),
  /** `workday`: people work although it would be free. */
  kind: z.enum(['annual', 'special', 'workday']),
  /** Empty: of everybody. */
  unit: personText,
});

const plan = z.strictObject({
  /** On these weekdays of its dates; ISO 8601: 1 Monday to 7 Sunday. */
  days: z.array(weekday).min(1, 'no day of the week').max(7).readonly(),
  hours: plannedHours,
});

/** No sort of leave: why somebody is away is HR's alone to know. */
const leave = z.strictObject({ part: z.enum(['day', 'morning', 'afternoon']) });

/** What somebody clocks with instead of a finger, for so long. Never why. */
const method = z.strictObject({
  method: z.enum(['finger', ...OTHER_METHODS]),
});

/** Before the groups of the rule set: one person, for so long. */
const clockPolicy = z.strictObject({ policy: z.enum(['required', 'exempt']) });

const cost = z.strictObject({ terminal: z.string().min(1).max(130), bahtPerMonth: z.number().min(0).max(1e9) });

const reason = personText.min(1);

/** A punch that was missed or wrong, as somebody says; it counts from when another has approved it. */
const correction = z.strictObject({
  direction: z.enum(['in', 'out']),
  /** From midnight of the business date; 1440 and more lie on the next day. */
  minute: z.int().min(0).max(2879),
  reason,
});

export const OVERTIME_KINDS = ['ordinary', 'library', 'emergency'] as const;

/** An order to work beyond one's time; without an approval it is shown, and not paid. */
const overtime = z.strictObject({
  kind: z.enum(OVERTIME_KINDS),
  hours: z.string().refine((text) => spanOf(text) !== undefined, 'no hours, as 17:00-20:00'),
  /** Null: as the rules have it. */
  breakMinutes: z.int().min(0).max(480).nullable(),
  /** They had to come for it from outside the campus. */
  travels: z.boolean(),
  reason,
  /** Time off instead of pay: never both. */
  inLieu: z.literal(true).optional(),
});

/** A day, or half of one, off for overtime; somebody else has to permit it before. */
const lieu = z.strictObject({ part: z.enum(['day', 'morning', 'afternoon']), reason });

export const RECORD_BODIES = {
  rules: ruleSetSchema,
  holiday,
  plan,
  leave,
  method,
  'clock-policy': clockPolicy,
  cost,
  correction,
  overtime,
  lieu,
} as const;

export type RecordKind = keyof typeof RECORD_BODIES;
export const RECORD_KINDS = Object.keys(RECORD_BODIES).filter((kind): kind is RecordKind => kind in RECORD_BODIES);
export type RecordBody<K extends RecordKind> = Readonly<z.infer<(typeof RECORD_BODIES)[K]>>;

/** Of these nothing holds before somebody else has approved it. */
export const REQUEST_KINDS = ['correction', 'overtime', 'lieu'] as const satisfies readonly RecordKind[];
export type RequestKind = (typeof REQUEST_KINDS)[number];

export interface NewRecord<K extends RecordKind> {
  readonly kind: K;
  readonly personId: string | null;
  readonly from: IsoDate;
  /** Inclusive; null: without an end. */
  readonly until: IsoDate | null;
  readonly body: RecordBody<K>;
}

export interface BookedRecord<K extends RecordKind> extends NewRecord<K> {
  readonly number: number;
  readonly bookedBy: string;
  readonly bookedMs: number;
  readonly decision: 'approved' | 'declined' | null;
  readonly decidedBy: string | null;
  readonly decidedMs: number | null;
}

type SlotOf = { readonly [K in RecordKind]: (body: RecordBody<K>) => string | null };

/** A record replaces the one of the same kind, person, dates and slot. */
const SLOTS: SlotOf = {
  rules: () => '',
  holiday: ({ unit }) => unit,
  plan: ({ days }) => days.join(''),
  leave: ({ part }) => part,
  method: () => '',
  'clock-policy': () => '',
  cost: ({ terminal }) => terminal,
  correction: () => null,
  overtime: () => null,
  lieu: () => null,
};

export const slotOf = <K extends RecordKind>({ kind, body }: Pick<NewRecord<K>, 'kind' | 'body'>): string | null =>
  SLOTS[kind](body);

/** Whether a record speaks of this date. */
export const holdsOn = (
  { from, until }: { readonly from: IsoDate; readonly until: IsoDate | null },
  date: IsoDate,
): boolean => from <= date && (until === null || date <= until);
