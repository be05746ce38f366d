// Journal batches are compressed, signed by their terminal (JWS), then sealed to the ingest's key (JWE): the broker sees
// nothing of them, and whoever only knows the ingest's public key can make none up.
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { CompactEncrypt, type CryptoKey as JoseKey } from 'jose';
import { KioskError } from '../base/index.ts';
import { BATCH_KIND, BATCH_TYPE, type BatchSigner, openSigned, signContent } from './batch-signature.ts';
import { type JournalBatch, journalBatchSchema } from './journal-messages.ts';
import type { Recipient } from './trusted-keys.ts';
import { unseal } from './unseal.ts';

/** What a batch may weigh sealed, and after inflating: a "zip bomb" is dropped at this size, not after it. */
export const MAX_SEALED_BYTES = 1024 * 1024;
export const MAX_INFLATED_BYTES = 4 * 1024 * 1024;

const deflateBytes = promisify<Uint8Array, Uint8Array>(deflateRaw);
const inflateBytes = promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(inflateRaw);

export interface SignedBatch {
  readonly batch: JournalBatch;
  /** RFC 7638 thumbprint of the key that signed it. */
  readonly signedBy: string;
}

export async function sealBatch(batch: JournalBatch, { kid, key }: Recipient, signer: BatchSigner): Promise<string> {
  const compressed = await deflateBytes(new TextEncoder().encode(JSON.stringify(batch)));
  const signed = await signContent(compressed, signer, BATCH_KIND);
  return new CompactEncrypt(new TextEncoder().encode(signed))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid, cty: BATCH_TYPE })
    .encrypt(key);
}

/**
 * Nothing of the content is looked at before the signature holds.
 * @throws KioskError PROTOCOL_MALFORMED; SEAL_BROKEN where it was altered or sealed for somebody else; SIGNATURE_BROKEN
 */
export async function openBatch(sealed: Uint8Array, keyOf: (kid: string) => JoseKey | undefined): Promise<SignedBatch> {
  if (sealed.length > MAX_SEALED_BYTES) throw new KioskError('PROTOCOL_MALFORMED', { bytes: sealed.length });
  const { content, signedBy } = await openSigned(await unseal(sealed, keyOf), BATCH_KIND);
  try {
    const json = await inflateBytes(content, { maxOutputLength: MAX_INFLATED_BYTES });
    const text = new TextDecoder('utf-8', { fatal: true }).decode(json);
    return { batch: journalBatchSchema.parse(JSON.parse(text)), signedBy };
  } catch (cause) {
    throw new KioskError('PROTOCOL_MALFORMED', { message: 'journal batch' }, cause);
  }
}
