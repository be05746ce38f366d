// What a rule set is: all that turns raw entries into "late" and "overtime", as data with a date from which it holds.
import { z } from 'zod';
import { personText } from '../../../../protocol/index.ts';
import { isZone, whyNoDate } from '../calendar.ts';
import { minuteOf, spanOf } from '../hours.ts';

export const isoDate = z.string().superRefine((text, context) => {
  const why = whyNoDate(text);
  if (why) context.addIssue({ code: 'custom', message: why });
});
const time = z.string().refine((text) => minuteOf(text) !== undefined, 'no time of day, as 08:30');
const hours = z.string().refine((text) => spanOf(text) !== undefined, 'no hours, as 08:30-16:30');
const baht = z.number().min(0).max(1_000_000).multipleOf(0.01);
const minutes = z.int().min(0).max(2880);
/** Where the regulation says so. */
const clause = z.string().min(1).max(300);

/** What somebody with half a day of leave has to keep to, where the regulation prints it. */
const halfDayCell = z.strictObject({
  leave: z.enum(['morning', 'afternoon']),
  inBy: time,
  outFrom: time,
  /** As printed, where that is in doubt and `outFrom` is applied instead: a day on which it would matter is marked. */
  printedOutFrom: time.optional(),
});

const shift = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,40}$/, 'no name of a shift, as night-2'),
  hours,
  halfDays: z.array(halfDayCell).max(2).readonly().optional(),
  clause,
});

/** A pay that is the same however long it took. */
const flatPay = z.strictObject({
  kind: z.enum(['library', 'emergency']),
  baht,
  leastMinutes: minutes,
  travelIncluded: z.boolean(),
  clause,
});

/** Time off for overtime that is not paid: so much of it for a day off, and until when. */
const lieu = z.strictObject({
  hoursPerDay: z.number().gt(0).max(24),
  hoursPerHalfDay: z.number().gt(0).max(24),
  /** It ends with the fiscal year; what was worked in its last month so many months later. */
  lastMonthUsableMonths: z.int().min(0).max(11),
  clause,
});

/** Of rule sets that were set before they could say so. */
const LIEU: z.infer<typeof lieu> = {
  ...{ hoursPerDay: 8, hoursPerHalfDay: 4, lastMonthUsableMonths: 1 },
  clause: 'working-time regulation 2563 (2020), clause 20',
};

export const ruleSetSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'no name of a rule set, as university-2565'),
    version: z.int().min(1),
    title: personText.min(1),
    /** The first business date that it is for; the next rule set ends it. */
    effectiveFrom: isoDate,
    zone: z.string().refine(isZone, 'no time zone, as Asia/Bangkok'),
    normal: z.strictObject({
      shift: z.string(),
      /** ISO 8601: 1 Monday to 7 Sunday. */
      workdays: z.array(z.int().min(1).max(7)).max(7).readonly(),
      clause,
    }),
    shifts: z.array(shift).min(1).max(100).readonly(),
    /** For hours whose half days are not printed. */
    halfDay: z.strictObject({ firstHalfMinutes: minutes, secondHalfFromMinutes: minutes, clause }),
    punches: z.strictObject({
      /** What of a time counts: 08:30:59 is 08:30 by the minute. Never rounded up. */
      rounding: z.enum(['second', 'minute']),
      /** Whoever comes so long before the hours of a date comes for that date. */
      dayBeginsMinutesBefore: minutes,
      /** An out so long after its in still ends it; beyond that it was forgotten. */
      longestStretchMinutes: minutes,
      clause,
    }),
    lateness: z.strictObject({
      /** The month with whose first day the fiscal year begins. */
      fiscalYearFromMonth: z.int().min(1).max(12),
      /** So often is borne; the next time is marked. */
      mostPerFiscalYear: z.int().min(0).max(1000),
      /** Late in, early out or a missing punch on one day: counted once or each. */
      countedPerDay: z.enum(['once', 'each']),
      /** What a day without any punch counts. */
      absence: z.int().min(0).max(2),
      clause,
    }),
    /** Groups of the register whose punches are kept and never graded. */
    clockPolicy: z.strictObject({ exemptGroups: z.array(personText).max(1000).readonly(), clause }),
    overtime: z.strictObject({
      /** One stretch that is shorter is not payable. */
      leastStretchMinutes: minutes,
      /** What is left of an hour counts as one from here on, and as nothing below. */
      roundUpFromMinutes: z.int().min(1).max(60),
      workday: z.strictObject({ mostHours: z.number().min(0).max(24), clause }),
      holiday: z.strictObject({
        /** The break included. */
        mostHours: z.number().min(0).max(24),
        breakMinutes: minutes,
        /** A shorter stretch has no break, unless its order says so. */
        breakFromStretchMinutes: minutes,
        clause,
      }),
      approvalWithinWorkdays: z.int().min(0).max(100),
      /** Whether what was worked and never ordered is shown. */
      withoutOrder: z.enum(['show', 'ignore']),
      excludedGroups: z.array(personText).max(1000).readonly(),
      clause,
    }),
    pay: z.strictObject({
      bahtPerHour: baht,
      flat: z.array(flatPay).max(2).readonly(),
      /** For each time somebody had to come, by the class of the site. */
      travelBaht: z.record(z.string(), baht),
      siteClasses: z.record(z.string(), z.string()),
      clause,
    }),
    lieu: lieu.default(LIEU),
    /** What the source leaves open, and what is done until somebody decides. */
    doubts: z
      .array(z.strictObject({ where: z.string().max(200), printed: z.string().max(300), applied: z.string().max(300) }))
      .max(100)
      .readonly(),
  })
  .superRefine(({ shifts, normal, halfDay }, context) => {
    const complain = (path: string[], message: string): void => context.addIssue({ code: 'custom', path, message });
    if (new Set(shifts.map(({ name }) => name)).size < shifts.length) complain(['shifts'], 'two have the same name');
    if (!shifts.some(({ name }) => name === normal.shift)) complain(['normal', 'shift'], 'no shift has this name');
    if (halfDay.firstHalfMinutes > halfDay.secondHalfFromMinutes) complain(['halfDay'], 'the halves overlap');
  });

export type RuleSet = Readonly<z.infer<typeof ruleSetSchema>>;
export type Shift = RuleSet['shifts'][number];

/** Which rules made a figure. */
export type RulesNamed = Pick<RuleSet, 'id' | 'version'>;

/** The one that holds on a date; undefined before the first. @param sets in any order */
export const rulesOn = (date: string, sets: readonly RuleSet[]): RuleSet | undefined =>
  sets
    .filter(({ effectiveFrom }) => effectiveFrom <= date)
    .reduce<RuleSet | undefined>(
      (latest, set) => (latest && latest.effectiveFrom > set.effectiveFrom ? latest : set),
      undefined,
    );
