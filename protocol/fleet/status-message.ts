// `status`, retained: a terminal says that it is there (birth), or the broker says that it is gone (will).
import { z } from 'zod';
import { CLOCK_STATES, wireName } from '../journal/index.ts';

/** Says which connection spoke: an "offline" of an earlier one, published late by the broker, is then not believed. */
const connection = wireName;

/** Entries that a terminal may be told to keep until they are acknowledged, and in reserve beyond them. */
export const MOST_CAPACITY = 1_000_000;
export const MOST_RESERVE = 100_000;
/** So many wait in a terminal at most: `lastSeq` less its own `acknowledgedSeq`. */
export const MOST_UNACKNOWLEDGED = MOST_CAPACITY + MOST_RESERVE;

export const birthSchema = z.object({
  state: z.literal('online'),
  connection,
  bootId: wireName,
  utcMs: z.int().min(0),
  clockState: z.enum(CLOCK_STATES),
  journal: z.object({
    journalId: wireName,
    lastSeq: z.int().min(0),
    acknowledgedSeq: z.int().min(0),
  }),
  versions: z.record(z.string().max(64), z.string().max(128)),
  capabilities: z.record(
    z.string().max(64),
    z.union([z.string().max(256), z.number(), z.boolean(), z.array(z.string().max(256)).max(64)]),
  ),
});

export const deathSchema = z.object({
  state: z.literal('offline'),
  connection,
  /** `lost`: the broker's word (the will); `stopped`: the terminal's own. */
  reason: z.enum(['lost', 'stopped']),
});

export const statusSchema = z.discriminatedUnion('state', [birthSchema, deathSchema]);

export type Birth = Readonly<z.infer<typeof birthSchema>>;
export type Death = Readonly<z.infer<typeof deathSchema>>;
export type TerminalStatus = Birth | Death;
