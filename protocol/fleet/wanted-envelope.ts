// Whom somebody says they are, on the way up: signed by the terminal, sealed to the operator's key, so that the broker learns no code.
import type { CryptoKey as JoseKey } from 'jose';
import { type WantedPerson, wantedPersonSchema } from '../people/index.ts';
import type { BatchSigner } from './batch-signature.ts';
import { openSealed, sealSigned } from './signed-seal.ts';
import type { Recipient } from './trusted-keys.ts';

const WANTED_KIND = { typ: 'ridged-people-wanted+jws', cty: 'json+deflate' } as const;

export const sealWanted = (wanted: WantedPerson, recipient: Recipient, signer: BatchSigner): Promise<string> =>
  sealSigned(wanted, WANTED_KIND, { recipient, signer });

export interface OpenedWanted {
  readonly wanted: WantedPerson;
  /** RFC 7638 thumbprint of the key that signed it. Whether it may speak for that terminal is for the reader to know. */
  readonly signedBy: string;
}

/** @throws KioskError PROTOCOL_MALFORMED; SEAL_BROKEN where it was altered or sealed for somebody else; SIGNATURE_BROKEN */
export async function openWanted(
  sealed: Uint8Array,
  keyOf: (kid: string) => JoseKey | undefined,
): Promise<OpenedWanted> {
  const { message, signedBy } = await openSealed(sealed, { kind: WANTED_KIND, schema: wantedPersonSchema }, keyOf);
  return { wanted: message, signedBy };
}
