// Journal batches in their envelope: signed by their terminal, sealed to the ingest's key.
import type { CryptoKey as JoseKey } from 'jose';
import { BATCH_KIND, type BatchSigner } from './batch-signature.ts';
import { type JournalBatch, journalBatchSchema } from './journal-messages.ts';
import { openSealed, sealSigned } from './signed-seal.ts';
import type { Recipient } from './trusted-keys.ts';

export interface SignedBatch {
  readonly batch: JournalBatch;
  /** RFC 7638 thumbprint of the key that signed it. */
  readonly signedBy: string;
}

export const sealBatch = (batch: JournalBatch, recipient: Recipient, signer: BatchSigner): Promise<string> =>
  sealSigned(batch, BATCH_KIND, { recipient, signer });

/** @throws KioskError PROTOCOL_MALFORMED; SEAL_BROKEN where it was altered or sealed for somebody else; SIGNATURE_BROKEN */
export async function openBatch(sealed: Uint8Array, keyOf: (kid: string) => JoseKey | undefined): Promise<SignedBatch> {
  const { message, signedBy } = await openSealed(sealed, { kind: BATCH_KIND, schema: journalBatchSchema }, keyOf);
  return { batch: message, signedBy };
}
