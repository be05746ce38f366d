// What only the fleet may read and only the terminal can have said: compressed, signed by the terminal (JWS), then sealed to the fleet's key (JWE).
// The broker sees nothing of it, and whoever only knows the fleet's public key can make none up.
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { CompactEncrypt, type CryptoKey as JoseKey } from 'jose';
import type { z } from 'zod';
import { KioskError, readJson } from '../base/index.ts';
import { type BatchSigner, openSigned, type SignedKind, signContent } from './batch-signature.ts';
import type { Recipient } from './trusted-keys.ts';
import { unseal } from './unseal.ts';

/** What a message may weigh sealed, and after inflating: a "zip bomb" is dropped at this size, not after it. */
export const MAX_SEALED_BYTES = 1024 * 1024;
export const MAX_INFLATED_BYTES = 4 * 1024 * 1024;

const deflateBytes = promisify<Uint8Array, Uint8Array>(deflateRaw);
const inflateBytes = promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(inflateRaw);

export async function sealSigned(
  message: object,
  kind: SignedKind,
  { recipient: { kid, key }, signer }: { readonly recipient: Recipient; readonly signer: BatchSigner },
): Promise<string> {
  const compressed = await deflateBytes(new TextEncoder().encode(JSON.stringify(message)));
  const signed = await signContent(compressed, signer, kind);
  return new CompactEncrypt(new TextEncoder().encode(signed))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid, cty: kind.typ })
    .encrypt(key);
}

/**
 * Nothing of the content is looked at before the signature holds.
 * @returns what it says, and the RFC 7638 thumbprint of the key that signed it
 * @throws KioskError PROTOCOL_MALFORMED; SEAL_BROKEN where it was altered or sealed for somebody else; SIGNATURE_BROKEN
 */
export async function openSealed<T>(
  sealed: Uint8Array,
  { kind, schema }: { readonly kind: SignedKind; readonly schema: z.ZodType<T> },
  keyOf: (kid: string) => JoseKey | undefined,
): Promise<{ readonly message: T; readonly signedBy: string }> {
  if (sealed.length > MAX_SEALED_BYTES) throw new KioskError('PROTOCOL_MALFORMED', { bytes: sealed.length });
  const { content, signedBy } = await openSigned(await unseal(sealed, keyOf), kind);
  const parsed = schema.safeParse(await jsonWithin(content));
  // Without the cause: it could quote what is personal.
  if (!parsed.success) throw new KioskError('PROTOCOL_MALFORMED', { message: kind.typ });
  return { message: parsed.data, signedBy };
}

/** Undefined for what is no JSON, or inflates to too much. */
export async function jsonWithin(compressed: Uint8Array): Promise<unknown> {
  try {
    return readJson(await inflateBytes(compressed, { maxOutputLength: MAX_INFLATED_BYTES }));
  } catch {
    return undefined;
  }
}
