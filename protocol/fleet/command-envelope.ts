// Everything that goes down to a terminal is signed (compact JWS, EdDSA), addressed, dated and numbered.
import { CompactSign, compactVerify, errors, type CryptoKey as JoseKey } from 'jose';
import type { z } from 'zod';
import { type Clock, KioskError, readJson } from '../base/index.ts';
import { type BodyOf, claimsSchema, DOWNWARD, type DownwardChannel, type FleetRole } from './downward.ts';
import type { ReplayGuard } from './replay-guard.ts';
import type { TrustedKeys } from './trusted-keys.ts';

/** Why a downward message is not believed; `context.why` of FLEET_UNTRUSTED. */
export type DistrustReason =
  | 'malformed'
  | 'unknown-key'
  | 'signature'
  | 'role'
  | 'audience'
  | 'channel'
  | 'expired'
  | 'not-yet'
  | 'clock'
  | 'replayed'
  | 'replay-guard-full';

export interface Signer {
  readonly kid: string;
  readonly role: FleetRole;
  readonly key: JoseKey;
}

export interface DownwardCommand<C extends DownwardChannel> {
  readonly audience: string;
  readonly channel: C;
  readonly body: BodyOf<C>;
  /** Never used before: 128 random bits or more. */
  readonly id: string;
}

const SKEW_S = 300;

export function signCommand<C extends DownwardChannel>(
  command: DownwardCommand<C>,
  signer: Signer,
  clock: Clock,
): Promise<string> {
  const iat = Math.floor(clock.nowMs() / 1000);
  const { audience: aud, channel, body, id: jti } = command;
  const claims = { aud, channel, role: signer.role, iat, exp: iat + DOWNWARD[channel].lifetimeS, jti, body };
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', kid: signer.kid })
    .sign(signer.key);
}

export interface Verification<C extends DownwardChannel> {
  readonly trust: TrustedKeys;
  readonly audience: string;
  readonly channel: C;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly clockIsTrusted: boolean;
  readonly replayGuard: ReplayGuard;
  /** Of each that is signed by a trusted key for this audience, whether it comes in time or not: UTC. */
  readonly onTimes?: ((times: { readonly issuedMs: number; readonly expiresMs: number }) => void) | undefined;
}

/** @throws KioskError FLEET_UNTRUSTED with a DistrustReason */
export async function openCommand<C extends DownwardChannel>(
  message: Uint8Array,
  verification: Verification<C>,
): Promise<BodyOf<C>> {
  const { audience, channel } = verification;
  const claims = readClaims(await verifiedPayload(message, verification));
  if (claims.aud !== audience) throw distrust('audience', { aud: claims.aud });
  if (claims.channel !== channel) throw distrust('channel', { channel: claims.channel });
  if (claims.role !== DOWNWARD[channel].role) throw distrust('role', { role: claims.role });
  const body = readBody(channel, claims.body);
  verification.onTimes?.({ issuedMs: claims.iat * 1000, expiresMs: claims.exp * 1000 });
  checkTime(claims, verification);
  admit(claims, verification);
  return body;
}

const distrust = (why: DistrustReason, context: KioskError['context'] = {}, cause?: unknown): KioskError =>
  new KioskError('FLEET_UNTRUSTED', { why, ...context }, cause);

async function verifiedPayload<C extends DownwardChannel>(
  message: Uint8Array,
  { trust, channel }: Verification<C>,
): Promise<Uint8Array> {
  if (message.length > DOWNWARD[channel].mostBytes) throw distrust('malformed', { bytes: message.length });
  try {
    const { payload } = await compactVerify(
      message,
      async ({ kid }) => {
        const key = await trust.verifier(kid, DOWNWARD[channel].role);
        if (typeof key === 'string') throw distrust(key, { kid: String(kid).slice(0, 128) });
        return key;
      },
      { algorithms: ['EdDSA'] },
    );
    return payload;
  } catch (cause) {
    if (cause instanceof KioskError) throw cause;
    throw distrust(cause instanceof errors.JWSInvalid ? 'malformed' : 'signature', {}, cause);
  }
}

type Claims = ReturnType<typeof claimsSchema.parse>;

function readClaims(payload: Uint8Array): Claims {
  try {
    return claimsSchema.parse(readJson(payload));
  } catch (cause) {
    throw distrust('malformed', {}, cause);
  }
}

function readBody<C extends DownwardChannel>(channel: C, value: unknown): BodyOf<C> {
  const schema: z.ZodType<unknown> = DOWNWARD[channel].body;
  const body = schema.safeParse(value);
  if (!body.success) throw distrust('malformed', {}, body.error);
  return body.data as BodyOf<C>; // what this very channel's schema has let through, which TypeScript cannot follow
}

function checkTime<C extends DownwardChannel>({ iat, exp }: Claims, verification: Verification<C>): void {
  if (!verification.clockIsTrusted) {
    if (!DOWNWARD[verification.channel].harmlessAgain) throw distrust('clock');
    return;
  }
  const nowS = verification.clock.nowMs() / 1000;
  if (exp < nowS - SKEW_S) throw distrust('expired', { lateS: Math.round(nowS - exp) });
  if (iat > nowS + SKEW_S) throw distrust('not-yet', { earlyS: Math.round(iat - nowS) });
}

function admit<C extends DownwardChannel>({ jti, exp }: Claims, verification: Verification<C>): void {
  const { channel, clock, replayGuard } = verification;
  const admission = replayGuard.admit(jti, {
    expiresMs: (exp + SKEW_S) * 1000,
    nowMs: clock.nowMs(),
    harmlessAgain: DOWNWARD[channel].harmlessAgain,
  });
  if (admission === 'replayed') throw distrust('replayed', { jti });
  if (admission === 'full') throw distrust('replay-guard-full');
}
