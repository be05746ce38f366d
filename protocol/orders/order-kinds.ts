// What a terminal can be ordered to do or to be: who may order it, whether a second officer must approve, how long it may wait.
import { z } from 'zod';
import { JOURNAL_CLASSES, wireName } from '../journal/index.ts';
import { FINGER_POSITIONS, isFingerPosition } from '../minutiae/index.ts';
import { personId } from '../people/index.ts';
import { randomId } from '../people/person-fields.ts';
import { MOST_SITE_OPERATORS, siteOperatorSchema } from './site-operator.ts';

/** As trusted keys name it: the key of an administrator has the operator's role too. */
export type OrderingRole = 'operator' | 'administrator';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const finger = z.literal(Object.keys(FINGER_POSITIONS).filter(isFingerPosition));
const reason = z.string().trim().min(1).max(300);

/** Of a state that lasts: a terminal moves to higher numbers only. */
const version = z.int().min(1).max(999_999_999);

/** Names of settings, as `ridged config` has them ("clock.dayStartsAt"), and what they become; null: as they come. */
const values = z.record(z.string().regex(/^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)+$/), z.json());

/** Strict: a member that a terminal does not know of might be the one that matters. */
const what = <K extends string, B extends z.ZodRawShape>(kind: K, body: B) =>
  z.strictObject({ kind: z.literal(kind), ...body });

/** What is ordered. */
export const orderedSchema = z.discriminatedUnion('kind', [
  /** Of an order that has not begun, or that asks whether to go on. */
  what('cancel', { order: randomId }),
  /** Why somebody cannot scan: what is known of them there, what their last attempts were, how the sensor is. */
  what('diagnose', { person: personId }),
  what('self-test', {}),
  what('lock', { reason }),
  what('unlock', {}),
  what('enrol', {
    person: personId,
    fingers: z.array(finger).max(10).readonly(),
    again: z.boolean(),
    /** Beside the others; a terminal that does not know of them refuses the order. */
    duressFingers: z.array(finger).min(1).max(9).readonly().optional(),
  }),
  /** What the camera sees now. */
  what('snapshot', { reason }),
  what('reboot', { what: z.enum(['service', 'machine']) }),
  what('set-time', { utcMs: z.int().min(0) }),
  /** New ones for all that is sealed there. */
  what('renew-keys', {}),
  /** What does not decide about people. */
  what('settings', { version, values }),
  /** What decides about people: thresholds, limits, gates. */
  what('policy', { version, values }),
  /** Whom the terminal believes from now on: a JWKS as `ridgectl trust` prints it. */
  what('trust', { version, keys: z.array(z.json()).min(1).max(64) }),
  /** Who is let in at the terminal itself: all of them, and nobody else. */
  what('operators', { version, operators: z.array(siteOperatorSchema).max(MOST_SITE_OPERATORS).readonly() }),
  /** What its journal tells of somebody, as they have asked for; what of its class stays in any case, and what is to be kept, stays until its retention ends. */
  what('erase', {
    /** The number that they were given. */
    request: z.string().min(1).max(100),
    /** The fleet's name of them, and those by which terminals know them. */
    names: z.array(wireName).min(1).max(64).readonly(),
    /** Classes that another law wants kept. */
    keep: z.array(z.enum(JOURNAL_CLASSES)).max(JOURNAL_CLASSES.length).readonly(),
  }),
  /** Another release of the software, which its publisher has signed: to be fetched, tried, and kept where it runs well. */
  what('update', {
    /** Compact JWS, as `signRelease` makes it. */
    release: z.string().min(1).max(8192),
    /** Where its archive is to be had, tried in this order. */
    from: z
      .array(z.url({ protocol: /^https?$/ }).max(500))
      .min(1)
      .max(8)
      .readonly(),
  }),
  /** Every key and all that is sealed by them. */
  what('wipe', { reason }),
]);
export type Ordered = Readonly<z.infer<typeof orderedSchema>>;
export type OrderKind = Ordered['kind'];
export type OrderedOf<K extends OrderKind> = Extract<Ordered, { readonly kind: K }>;

interface OrderRules {
  readonly role: OrderingRole;
  /** An administrator must approve, with another key than that of whoever ordered it. */
  readonly second: boolean;
  /** From the order to its beginning; null: it lasts until a higher version takes its place. */
  readonly longestWaitMs: number | null;
}

const by = (role: OrderingRole, longestWaitMs: number | null, second = false): OrderRules => ({
  ...{ role, longestWaitMs, second },
});

export const ORDER_RULES: Readonly<Record<OrderKind, OrderRules>> = {
  cancel: by('operator', DAY_MS),
  diagnose: by('operator', HOUR_MS),
  'self-test': by('operator', DAY_MS),
  lock: by('operator', DAY_MS),
  unlock: by('operator', DAY_MS, true),
  enrol: by('operator', 30 * DAY_MS),
  snapshot: by('administrator', 10 * MINUTE_MS),
  reboot: by('operator', DAY_MS),
  'set-time': by('administrator', 10 * MINUTE_MS),
  'renew-keys': by('administrator', DAY_MS),
  settings: by('administrator', null),
  policy: by('administrator', null, true),
  trust: by('administrator', null, true),
  operators: by('administrator', null, true),
  erase: by('administrator', 30 * DAY_MS),
  update: by('administrator', 30 * DAY_MS, true),
  wipe: by('administrator', 30 * DAY_MS, true),
};

export const orderKinds = Object.keys(ORDER_RULES).filter((kind): kind is OrderKind => kind in ORDER_RULES);
