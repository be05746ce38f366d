// The rules of each downward channel: whose signature counts, how long it holds, and whether a replay could do harm.
import { z } from 'zod';
import { commandSchema } from '../orders/index.ts';
import { peopleDeltaSchema } from '../people/index.ts';
import { answerSchemaOf, evidenceAckSchema, type GatewayService } from '../prove/index.ts';
import { certificateResponseSchema } from './certificate-messages.ts';
import { journalAckSchema, journalResendSchema } from './journal-messages.ts';

export const FLEET_ROLES = ['ingest', 'viewer', 'operator', 'administrator', 'auditor', 'provider'] as const;
export type FleetRole = (typeof FLEET_ROLES)[number];

/**
 * `harmlessAgain`: hearing it twice changes nothing (an acknowledgement only ever rises; a resend is stored
 * idempotently and rate-limited). Only for these expiry is not enforced while the terminal's clock is not trusted:
 * a terminal that has lost its date must still be able to empty its journal. All others are then refused.
 */
const LIGHT = { mostBytes: 64 * 1024 } as const;
const MOST_BYTES_OF_PEOPLE = 3 * 1024 * 1024;

/** A question's id is random and waits for one answer: hearing it twice changes nothing. */
const answerOf = <S extends GatewayService>(service: S) =>
  ({ ...LIGHT, role: 'provider', lifetimeS: 60, harmlessAgain: true, body: answerSchemaOf(service) }) as const;

/** A table only moves to a higher revision: an old part that is heard again changes nothing. */
const PEOPLE = {
  mostBytes: MOST_BYTES_OF_PEOPLE,
  role: 'operator',
  lifetimeS: 3600,
  harmlessAgain: true,
  body: peopleDeltaSchema,
} as const;

interface DownwardRules {
  /** Of the whole JWS. */
  readonly mostBytes: number;
  readonly role: FleetRole;
  readonly lifetimeS: number;
  readonly harmlessAgain: boolean;
  readonly body: z.ZodType;
}

export const DOWNWARD = {
  'journal/ack': { ...LIGHT, role: 'ingest', lifetimeS: 3600, harmlessAgain: true, body: journalAckSchema },
  'journal/resend': { ...LIGHT, role: 'ingest', lifetimeS: 3600, harmlessAgain: true, body: journalResendSchema },
  'evidence/ack': { ...LIGHT, role: 'provider', lifetimeS: 3600, harmlessAgain: true, body: evidenceAckSchema },
  'gateway/card-status/response': answerOf('card-status'),
  'gateway/face-verification/response': answerOf('face-verification'),
  'gateway/mobile-confirmation/response': answerOf('mobile-confirmation'),
  'gateway/level-up/response': answerOf('level-up'),
  /** An order names the connection that it is for, and is carried out once: hearing it twice changes nothing. */
  command: { ...LIGHT, role: 'operator', lifetimeS: 300, harmlessAgain: true, body: commandSchema },
  /** A request's id is random and waits for one answer, and only a certificate of the terminal's own new key is taken. */
  'certificate/response': {
    ...LIGHT,
    role: 'operator',
    lifetimeS: 300,
    harmlessAgain: true,
    body: certificateResponseSchema,
  },
  'people/desired': PEOPLE,
  'people/delta': PEOPLE,
} as const satisfies Readonly<Record<string, DownwardRules>>;

export type DownwardChannel = keyof typeof DOWNWARD;

export const downwardChannels = Object.keys(DOWNWARD).filter((key): key is DownwardChannel => key in DOWNWARD);
export type BodyOf<C extends DownwardChannel> = Readonly<z.infer<(typeof DOWNWARD)[C]['body']>>;

/** What is signed. `channel` binds a message to its topic, `aud` to its terminal. */
export const claimsSchema = z.object({
  aud: z.string().max(160),
  channel: z.string().max(64),
  role: z.enum(FLEET_ROLES),
  iat: z.int(),
  exp: z.int(),
  jti: z.string().min(16).max(64),
  body: z.unknown(),
});

export const claimsSchemaOf = <C extends DownwardChannel>(channel: C) =>
  claimsSchema.extend({ channel: z.literal(channel), body: DOWNWARD[channel].body });
