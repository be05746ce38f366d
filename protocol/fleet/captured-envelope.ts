// Whoever was enrolled at a terminal, on the way up: signed by the terminal, sealed to the operator's key as templates are.
import type { CryptoKey as JoseKey } from 'jose';
import { type CapturedPerson, capturedPersonSchema } from '../people/index.ts';
import type { BatchSigner } from './batch-signature.ts';
import { openSealed, sealSigned } from './signed-seal.ts';
import type { Recipient } from './trusted-keys.ts';

const CAPTURED_KIND = { typ: 'ridged-people-captured+jws', cty: 'json+deflate' } as const;

export const sealCaptured = (person: CapturedPerson, recipient: Recipient, signer: BatchSigner): Promise<string> =>
  sealSigned(person, CAPTURED_KIND, { recipient, signer });

export interface OpenedCapture {
  readonly person: CapturedPerson;
  /** RFC 7638 thumbprint of the key that signed it. Whether it may speak for that terminal is for the reader to know. */
  readonly signedBy: string;
}

/** @throws KioskError PROTOCOL_MALFORMED; SEAL_BROKEN where it was altered or sealed for somebody else; SIGNATURE_BROKEN */
export async function openCaptured(
  sealed: Uint8Array,
  keyOf: (kid: string) => JoseKey | undefined,
): Promise<OpenedCapture> {
  const { message, signedBy } = await openSealed(sealed, { kind: CAPTURED_KIND, schema: capturedPersonSchema }, keyOf);
  return { person: message, signedBy };
}
