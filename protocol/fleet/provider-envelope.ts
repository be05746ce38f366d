// What goes to a provider is signed by its terminal (JWS, EdDSA), then sealed to the provider's key (JWE): the broker sees nothing of it.
import { CompactEncrypt, importJWK, type CryptoKey as JoseKey } from 'jose';
import { KioskError, readJson } from '../base/index.ts';
import type { ServiceProfile } from '../prove/index.ts';
import { type BatchSigner, openSigned, signContent } from './batch-signature.ts';
import { unseal } from './unseal.ts';

/** A portrait of evidence quality, twice base64. */
export const MAX_PROVIDER_BYTES = 3 * 1024 * 1024;

/** Keeps a question from passing for evidence, and either for a batch of the journal. */
export type ProviderContent = 'ridged-evidence+jws' | 'ridged-question+jws';

export type ProviderKey = ServiceProfile['provider']['key'];

/** @throws KioskError KEY_UNAVAILABLE where it is no key */
export async function sealForProvider(
  content: object,
  type: ProviderContent,
  { key, signer }: { readonly key: ProviderKey; readonly signer: BatchSigner },
): Promise<string> {
  const plain = new TextEncoder().encode(JSON.stringify(content));
  try {
    const signed = await signContent(plain, signer, { typ: type, cty: 'json' });
    return await new CompactEncrypt(new TextEncoder().encode(signed))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid, cty: type })
      .encrypt(await importedKey(key));
  } finally {
    plain.fill(0);
  }
}

async function importedKey(jwk: ProviderKey): Promise<JoseKey> {
  try {
    const key = await importJWK({ ...jwk }, 'ECDH-ES');
    if (key instanceof Uint8Array) throw new TypeError('not a public key');
    return key;
  } catch (cause) {
    throw new KioskError('KEY_UNAVAILABLE', { kid: jwk.kid }, cause);
  }
}

export interface OpenedForProvider<T> {
  readonly content: T;
  /** RFC 7638 thumbprint of the terminal's key. */
  readonly signedBy: string;
}

/** The provider's side. @throws KioskError PROTOCOL_MALFORMED, SEAL_BROKEN, SIGNATURE_BROKEN */
export async function openAsProvider<T>(
  sealed: Uint8Array,
  type: ProviderContent,
  { parse, keyOf }: { readonly parse: (value: unknown) => T; readonly keyOf: (kid: string) => JoseKey | undefined },
): Promise<OpenedForProvider<T>> {
  if (sealed.length > MAX_PROVIDER_BYTES) throw new KioskError('PROTOCOL_MALFORMED', { bytes: sealed.length });
  const { content, signedBy } = await openSigned(await unseal(sealed, keyOf), { typ: type, cty: 'json' });
  try {
    return { content: parse(readJson(content)), signedBy };
  } catch {
    // Without the cause: it would quote what is personal.
    throw new KioskError('PROTOCOL_MALFORMED', { message: type });
  }
}
