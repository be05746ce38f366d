// `health`, every 60 s and not kept: how a terminal is. Figures only, nothing about a person.
import { z } from 'zod';
import { CLOCK_STATES } from '../journal/index.ts';

const fraction = z.number().min(0).max(1);
const milliseconds = z.number().min(0);
const name = z.string().min(1).max(64);

/** What the terminal itself knows. */
export const terminalHealthSchema = z.object({
  uptimeMs: milliseconds,
  disk: z.object({ freeBytes: z.number().min(0), totalBytes: z.number().min(0) }).nullable(),
  battery: z.object({ charge: fraction, onMains: z.boolean() }).nullable(),
  /** State of each device by its name: sensor, light, card, camera. */
  devices: z.record(name, z.string().max(128)),
  clock: z.object({ state: z.enum(CLOCK_STATES), offsetMs: z.number().nullable() }),
  gallery: z
    .object({ people: z.int().min(0), templates: z.int().min(0), hash: z.string().max(128).nullable() })
    .nullable(),
  stages: z.record(name, z.object({ p50Ms: milliseconds, p95Ms: milliseconds })),
  rates: z.object({ padRejected: fraction.nullable(), failureToAcquire: fraction.nullable() }),
  eventLoopLagMs: milliseconds.nullable(),
  rssMiB: z.number().min(0).nullable(),
});

export const healthSchema = terminalHealthSchema.extend({
  utcMs: z.int().min(0),
  /** What the link adds: how far behind the fleet is. */
  queue: z.object({
    lastSeq: z.int().min(0),
    acknowledgedSeq: z.int().min(0),
    unacknowledged: z.int().min(0),
    oldestUnacknowledgedAgeMs: milliseconds.nullable(),
    /** Entries that may wait; a terminal of before does not say. */
    capacity: z.int().min(1).optional(),
  }),
});

export type TerminalHealth = Readonly<z.infer<typeof terminalHealthSchema>>;
export type Health = Readonly<z.infer<typeof healthSchema>>;
