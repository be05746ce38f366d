// Entries that go to the fleet on a data carrier: a line for each batch, sealed as on the wire, and a last one that says what the file has to be.
import type { CryptoKey as JoseKey } from 'jose';
import { z } from 'zod';
import { wireName } from '../journal/index.ts';
import type { BatchSigner } from './batch-signature.ts';
import { openSealed, sealSigned } from './signed-seal.ts';
import type { Recipient } from './trusted-keys.ts';

const CARRIED_KIND = { typ: 'ridged-carried+jws', cty: 'json+deflate' } as const;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const seq = z.int().min(0);

export const carriedLabelSchema = z.object({
  v: z.literal(1),
  /** The topic root of the terminal. */
  from: z.string().max(160),
  journalId: wireName,
  fromSeq: seq,
  toSeq: seq,
  batches: z.int().min(1),
  /** Of all lines before this one, each with its line feed: a file that was cut or put together of others is none. */
  sha256,
  /** Where the chain begins that the terminal holds. */
  checkpoint: z.object({ seq, hash: sha256, atMs: z.number(), signature: z.string().max(128) }),
  utcMs: z.int(),
});
export type CarriedLabel = Readonly<z.infer<typeof carriedLabelSchema>>;

export const sealLabel = (label: CarriedLabel, recipient: Recipient, signer: BatchSigner): Promise<string> =>
  sealSigned(label, CARRIED_KIND, { recipient, signer });

/** @throws KioskError PROTOCOL_MALFORMED; SEAL_BROKEN where it was altered or sealed for somebody else; SIGNATURE_BROKEN */
export async function openLabel(
  sealed: Uint8Array,
  keyOf: (kid: string) => JoseKey | undefined,
): Promise<{ readonly label: CarriedLabel; readonly signedBy: string }> {
  const { message, signedBy } = await openSealed(sealed, { kind: CARRIED_KIND, schema: carriedLabelSchema }, keyOf);
  return { label: message, signedBy };
}
