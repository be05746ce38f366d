// What one terminal alone may read of what comes down: compressed, and sealed to its own key (JWE). Whose word it is the JWS around it says.
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { CompactEncrypt, calculateJwkThumbprint, importJWK, type CryptoKey as JoseKey } from 'jose';
import type { z } from 'zod';
import { KioskError } from '../base/index.ts';
import type { SealingJwk } from '../people/index.ts';
import type { DownwardChannel } from './downward.ts';
import { jsonWithin } from './signed-seal.ts';
import { unseal } from './unseal.ts';

const deflateBytes = promisify<Uint8Array, Uint8Array>(deflateRaw);

/** @param cty what is within, for whoever looks at the JWE. @throws KioskError KEY_UNAVAILABLE where the key is none */
export async function sealDown(message: object, jwk: SealingJwk, cty: string): Promise<string> {
  const plain = new TextEncoder().encode(JSON.stringify(message));
  try {
    const compressed = await deflateBytes(plain);
    return await new CompactEncrypt(compressed)
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: await calculateJwkThumbprint(jwk), cty })
      .encrypt(await importedKey(jwk));
  } finally {
    plain.fill(0);
  }
}

async function importedKey(jwk: SealingJwk): Promise<JoseKey> {
  try {
    const key = await importJWK({ ...jwk }, 'ECDH-ES');
    if (key instanceof Uint8Array) throw new TypeError('not a public key');
    return key;
  } catch (cause) {
    throw new KioskError('KEY_UNAVAILABLE', { what: 'sealing key of a terminal' }, cause);
  }
}

export type KeyOf = (kid: string) => JoseKey | undefined;

export interface SealedDown<T> {
  readonly schema: z.ZodType<T>;
  readonly channel: DownwardChannel;
  readonly keyOf: KeyOf;
}

/** The terminal's side. @throws KioskError SEAL_BROKEN where it is not for this key; PROTOCOL_MALFORMED */
export async function openDown<T>(sealed: string, { schema, channel, keyOf }: SealedDown<T>): Promise<T> {
  const compressed = await unseal(new TextEncoder().encode(sealed), keyOf);
  const parsed = schema.safeParse(await jsonWithin(compressed));
  // Without the cause: it would quote what is personal.
  if (!parsed.success) throw new KioskError('PROTOCOL_MALFORMED', { message: channel });
  return parsed.data;
}
