// What a terminal asks of a provider's gateway, and what it is told: one service a pair of topics.
import { z } from 'zod';
import { name, utcMs } from './words.ts';

const question = {
  /** Random: the answer names it. */
  id: z.string().min(16).max(64),
  provider: name,
  permissionId: name,
  purpose: name,
  /** Of the session: what is asked in one visit, and its evidence, belong together by it. The gateway takes no `id` twice. */
  nonce: z.string().min(16).max(64),
  atMs: utcMs,
};
const answer = { id: z.string().min(16).max(64), transactionId: name, answeredAtMs: utcMs };

export const CARD_STATES = ['normal', 'cancelled', 'lost', 'expired', 'unknown'] as const;
export type CardStatus = (typeof CARD_STATES)[number];

export const cardStatusRequestSchema = z.strictObject({
  ...question,
  citizenNumber: z.string().regex(/^\d{13}$/),
  /** Of the chip, and the number of the card's request: null where the card does not give them. */
  chipNumber: z.string().max(64).nullable(),
  requestNumber: z.string().max(64).nullable(),
});
export const cardStatusAnswerSchema = z.object({
  ...answer,
  status: z.enum(CARD_STATES),
  /** Whether the data agree with the authoritative source, and whether the person exists there: null where it does not say. */
  dataCorrect: z.boolean().nullable(),
  identityExists: z.boolean().nullable(),
});

export const faceServiceRequestSchema = z.strictObject({
  ...question,
  citizenNumber: z.string().regex(/^\d{13}$/),
  /** JPEG, base64. It passed the quality checks that the service demands. */
  portrait: z.string().max(400_000),
});
export const faceServiceAnswerSchema = z.object({
  ...answer,
  /** As the service gives it, 0 to 100: not our score, and not to be compared with it. */
  percent: z.number().min(0).max(100).nullable(),
  refusedBecause: z.enum(['busy', 'quality', 'no-reference', 'not-permitted']).nullable(),
  retryAfterMs: z.int().min(0).max(3_600_000).nullable(),
});

export const mobileNumber = z.string().regex(/^\d{9,15}$/);
export const mobileCode = z.string().regex(/^\d{4,8}$/);

export const mobileRequestSchema = z.strictObject({
  ...question,
  /** The provider sends the code and checks it; the terminal only passes on what was typed. */
  act: z.discriminatedUnion('step', [
    z.strictObject({ step: z.literal('send'), mobile: mobileNumber }),
    z.strictObject({ step: z.literal('check'), code: mobileCode }),
  ]),
});
export const mobileAnswerSchema = z.object({
  ...answer,
  result: z.enum(['sent', 'confirmed', 'wrong-code', 'expired', 'refused']),
});

/** Written by anybody, and passed on unread: printable ASCII without spaces. */
const appSessionName = z.string().regex(/^[\x21-\x7e]{8,512}$/);

/** The session that a scanned code names; undefined where it cannot be one. */
export const appSessionOf = (code: string): string | undefined => appSessionName.safeParse(code).data;

export const levelUpRequestSchema = z.strictObject({
  ...question,
  /** The app's waiting session: as its code said, or the id of the kiosk's own code that the app has read. */
  appSession: appSessionName,
  /** As its record names itself. */
  evidence: z.string().min(16).max(64),
  outcome: z.enum(['proved', 'pending', 'refused', 'referred']),
});
export const levelUpAnswerSchema = z.object({
  ...answer,
  result: z.enum(['delivered', 'session-unknown', 'session-expired']),
});

export type LevelUpResult = z.infer<typeof levelUpAnswerSchema>['result'];

export const GATEWAY_SERVICES = {
  'card-status': { request: cardStatusRequestSchema, answer: cardStatusAnswerSchema },
  'face-verification': { request: faceServiceRequestSchema, answer: faceServiceAnswerSchema },
  'mobile-confirmation': { request: mobileRequestSchema, answer: mobileAnswerSchema },
  'level-up': { request: levelUpRequestSchema, answer: levelUpAnswerSchema },
} as const;

export type GatewayService = keyof typeof GATEWAY_SERVICES;
export type GatewayRequest<S extends GatewayService> = Readonly<z.infer<(typeof GATEWAY_SERVICES)[S]['request']>>;
export type GatewayAnswer<S extends GatewayService> = Readonly<z.infer<(typeof GATEWAY_SERVICES)[S]['answer']>>;

/** Indexed access keeps each service's own schema. */
export const answerSchemaOf = <S extends GatewayService>(service: S): (typeof GATEWAY_SERVICES)[S]['answer'] =>
  GATEWAY_SERVICES[service].answer;

export const gatewayServices = Object.keys(GATEWAY_SERVICES).filter(
  (key): key is GatewayService => key in GATEWAY_SERVICES,
);

/** @throws ZodError */
export function parseGatewayRequest<S extends GatewayService>(service: S, value: unknown): GatewayRequest<S> {
  const schema: z.ZodType<unknown> = GATEWAY_SERVICES[service].request;
  return schema.parse(value) as GatewayRequest<S>; // what this very service's schema has let through
}
