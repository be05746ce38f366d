// What a signed policy may change, and how far: no administrator, and nobody who has stolen their keys, gets beyond the bounds that are built in.
import { z } from 'zod';
import { CHALLENGE_NAMES } from '../../models/index.ts';
import { RESIDENCIES, USE_PROFILES, USES } from './use.ts';

/** ETDA biometric guideline 3(3) and DESIGN section 4: FAR of a claimed identity at most 0.1 %. */
const HIGHEST_FMR = 1e-3;
/** Of all who are not enrolled, at most one in a thousand is taken for somebody. */
const HIGHEST_FPIR = 1e-3;
/** Divided by the 65,536 templates that the engine takes it is still a rate that the matcher is calibrated for (1e-9): below it nobody would be known. */
const LOWEST_FPIR = 1e-4;
/** So many stages of waiting; the first at least 30 s, none shorter than the one before (NIST SP 800-63B, 5.2.3). */
const PAUSES = 5;
const FIRST_PAUSE_MS = 30_000;
const DAY_MS = 24 * 3_600_000;

/** A request about one's own data is answered within thirty days, and an order waits as long: until then it is known again. */
const A_MONTH_DAYS = 31;
const LONGEST_DAYS = 3650;

const rate = (highest: number) => z.number().min(1e-7).max(highest);
const ms = (least: number, most: number) => z.int().min(least).max(most);
const count = (least: number, most: number) => z.int().min(least).max(most);
/** No "for ever". */
const days = (least: number) => count(least, LONGEST_DAYS);

const pauses = z
  .array(ms(FIRST_PAUSE_MS, DAY_MS))
  .length(PAUSES)
  .refine(
    (delays) => delays.every((delay, at) => delay >= (delays[at - 1] ?? 0)),
    'a pause is shorter than the one before',
  )
  .readonly();

/** What somebody can expect is no challenge; what no head has to move for is none by itself. */
const challenges = z
  .array(z.enum(CHALLENGE_NAMES))
  .refine((names) => new Set(names).size === names.length, 'one is named twice')
  .refine((names) => names.length >= 2, 'two at least, or everybody knows which')
  .refine((names) => names.some((name) => name.startsWith('turn-')), 'one of them has to be turn-left or turn-right')
  .readonly();

/** As it stands in the letter of whoever has approved it. */
const reference = z.string().trim().min(3).max(120).nullable();

/** Of all else in a policy an administrator has no say: limits of stages are what the machine needs, not what somebody wants. */
export const POLICY_KEYS = {
  'use.profile': z.enum(USE_PROFILES),
  'use.uses': z
    .array(z.enum(USES))
    .refine((uses) => new Set(uses).size === uses.length, 'one is named twice')
    .readonly(),
  'use.approvals.clockFinger': reference,
  'use.approvals.clockFace': reference,
  'use.approvals.proveFace': reference,
  'use.residency': z.enum(RESIDENCIES).nullable(),
  'use.cachedDays': count(1, 31),
  'models.off': z
    .array(z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}(@[a-z0-9][a-z0-9.-]{0,62})?$/, 'a name, or name@version'))
    .max(16)
    .readonly(),
  'identification.fpir': z.number().min(LOWEST_FPIR).max(HIGHEST_FPIR),
  'identification.leadFactor': z.number().min(10).max(1e6),
  'secondFinger.falseCandidates': z.number().min(0).max(0.1),
  'secondFinger.withinMs': ms(3000, 30_000),
  'verification.fmr': rate(HIGHEST_FMR),
  'claim.withinMs': ms(5000, 60_000),
  'claim.captureMs': ms(5000, 60_000),
  'claim.challenges': challenges,
  'retries.oneToMany.refusals': count(1, 10),
  'retries.oneToMany.windowMs': ms(60_000, DAY_MS),
  'retries.oneToMany.delaysMs': pauses,
  'retries.oneToOne.refusals': count(1, 5),
  'retries.oneToOne.delaysMs': pauses,
  'quality.clock.minimumScore': count(0, 60),
  'snapshot.enabled': z.boolean(),
  'snapshot.outcomes': z
    .array(z.enum(['accepted', 'refused']))
    .min(1)
    .readonly(),
  'snapshot.keepMs': ms(3_600_000, 90 * DAY_MS),
  'snapshot.quotaBytes': count(1024 * 1024, 4 * 1024 ** 3),
  'snapshot.quotaPictures': count(100, 200_000),
  'snapshot.widthPx': count(160, 1280),
  'snapshot.quality': count(30, 95),
  'retention.journalDays.access': days(A_MONTH_DAYS),
  'retention.journalDays.activity': days(7),
  'retention.journalDays.transaction': days(7),
  'retention.journalDays.security': days(A_MONTH_DAYS),
  'retention.evidenceDays': days(1),
  'retention.ordersDays': days(A_MONTH_DAYS),
  'retention.damagedDays': days(1),
  'retention.failuresDays': count(1, 31),
  'tamper.erasesKeys': z.boolean(),
  'prove.captureMs': ms(15_000, 180_000),
  'prove.mobile.limitMs': ms(30_000, 600_000),
  'prove.mobile.codeTries': count(1, 5),
  'prove.mobile.resends': count(0, 3),
  'prove.delaysMs': pauses,
  'enrolment.minimumScore': count(5, 60),
  'enrolment.minimumMinutiae': count(8, 40),
  'enrolment.impressions': count(2, 5),
  'enrolment.minimumImpressions': count(2, 5),
  'enrolment.maximumTries': count(3, 20),
  'enrolment.consistencyFmr': rate(1e-2),
  'enrolment.givenTwiceFmr': rate(HIGHEST_FMR),
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type PolicyKey = keyof typeof POLICY_KEYS;

export const policyKeys = Object.keys(POLICY_KEYS).filter((key): key is PolicyKey => key in POLICY_KEYS);

export const isPolicyKey = (name: string): name is PolicyKey => Object.hasOwn(POLICY_KEYS, name);
