// How a terminal joins a fleet: its request, and the fleet's answer, as files that a person carries. A code that both know vouches for them.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../base/index.ts';
import type { SignedKind } from './batch-signature.ts';
import { fleetJwksSchema } from './trusted-keys.ts';

/** The terminal's journal key signs its request: that key is the one to be pinned. */
export const CLAIM_KIND: SignedKind = { typ: 'ridged-claim+jws', cty: 'json' };
export const MOST_CLAIM_BYTES = 256 * 1024;

const terminal = z.string().max(129);
const pem = z.string().max(16 * 1024);
const proof = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const claimRequestSchema = z.strictObject({
  v: z.literal(1),
  /** SITE.TERMINAL. */
  terminal,
  /** PKCS#10 (RFC 2986): the public key of the terminal's TLS, signed by it. */
  request: pem,
  proof,
});
export type ClaimRequest = Readonly<z.infer<typeof claimRequestSchema>>;

export const claimAnswerSchema = z.strictObject({
  v: z.literal(1),
  terminal,
  certificate: pem,
  /** Who has signed the certificate of the broker. */
  authority: pem,
  /** Whose signed messages the terminal obeys. */
  trust: fleetJwksSchema,
  proof,
});
export type ClaimAnswer = Readonly<z.infer<typeof claimAnswerSchema>>;

type Direction = 'request' | 'answer';

/** HMAC-SHA-256 under the code: whoever reads the file learns nothing of it, and whoever does not know it can change nothing. */
export const claimProof = (direction: Direction, code: string, content: Readonly<Record<string, unknown>>): string =>
  createHmac('sha256', code).update(canonicalJson({ direction, content })).digest('base64url');

/** In a time that does not tell how much of it is right. */
export function isProvenBy<T extends ClaimRequest | ClaimAnswer>(
  direction: Direction,
  code: string,
  message: T,
): boolean {
  const { proof: given, ...content } = message;
  return timingSafeEqual(Buffer.from(given), Buffer.from(claimProof(direction, code, content)));
}
