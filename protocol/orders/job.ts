// A job: an order as one terminal carries it out. `command` down brings it, `command/result` up tells how far it is.
import { z } from 'zod';
import { wireName } from '../journal/index.ts';
import { randomId } from '../people/person-fields.ts';
import { signedOrderSchema } from './order.ts';

const word = z.string().max(100);
const detail = z.string().max(500);

/**
 * What a `command` tells a terminal. An order names the connection of the terminal's latest birth: one that a broker kept back, or queued, until
 * after the next birth is refused, with or without a clock that can be trusted.
 */
export const commandWordSchema = z.union([
  z.strictObject({ give: signedOrderSchema, connection: wireName }),
  /** The fleet has heard of this job as far as this number: it need not be told again. */
  z.strictObject({ heard: z.strictObject({ job: randomId, number: z.int().min(1) }) }),
]);
export type CommandWord = Readonly<z.infer<typeof commandWordSchema>>;

/** What the JWS of `command` says: that, in the clear to a terminal of before; as a compact JWE to the terminal's sealing key to any other. */
export const commandSchema = z.union([
  ...commandWordSchema.options,
  z.strictObject({
    sealed: z
      .string()
      .min(1)
      .max(64 * 1024),
  }),
]);
export type CommandMessage = Readonly<z.infer<typeof commandSchema>>;

/** `over` states never change again. */
export const JOB_STATES = {
  waiting: { over: false },
  running: { over: false },
  done: { over: true },
  failed: { over: true },
  rejected: { over: true },
  'timed-out': { over: true },
  cancelled: { over: true },
} as const;

const standing = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('waiting'),
    /** `busy`: a person stands there; `queue`: another job comes first; `clock`: it is not known what time it is. */
    because: z.enum(['busy', 'queue', 'clock']),
  }),
  z.strictObject({
    state: z.literal('running'),
    /** 0 to 1, where that can be said. */
    progress: z.number().min(0).max(1).nullable(),
    /** What is being done, as a word of the kind: "touch-2", "sensor". */
    step: word,
  }),
  /** What came of it, as the kind has it. */
  z.strictObject({ state: z.literal('done'), answer: z.record(word, z.json()) }),
  z.strictObject({ state: z.literal('failed'), code: word, detail }),
  /** Nothing was done: `why` of FLEET_UNTRUSTED, or `too-late`, `clock`, `old-version`, `not-here`, `unknown-kind`, `bad-value`, `opened-since`, `orders-lost`. */
  z.strictObject({ state: z.literal('rejected'), why: word, detail }),
  /** It had not begun, or had not come to an end, by then. */
  z.strictObject({ state: z.literal('timed-out'), detail }),
  /** Why, where it was not an officer who took it back. */
  z.strictObject({ state: z.literal('cancelled'), detail: detail.optional() }),
]);
export type JobStanding = Readonly<z.infer<typeof standing>>;
export type JobState = JobStanding['state'];

export const isOver = ({ state }: Pick<JobStanding, 'state'>): boolean => JOB_STATES[state].over;

/** What `command/result` holds within its JWE and JWS. Only the latest standing of a job is told. */
export const jobReportSchema = z.strictObject({
  /** The sender's topic root: what is shown as another terminal's is refused. */
  from: z.string().max(160),
  job: randomId,
  /** As the order has it, also where this terminal knows of no such kind. */
  kind: word,
  /** Rises with each change of this job: what was heard before counts for nothing. */
  number: z.int().min(1),
  utcMs: z.int().min(0),
  standing,
});
export type JobReport = Readonly<z.infer<typeof jobReportSchema>>;
