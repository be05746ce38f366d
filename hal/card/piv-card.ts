// Has a PIV card that is under power sign something: the protocol says what to send, this sends it.
import { createHash } from 'node:crypto';
import {
  type PivCertificate,
  type PivSigning,
  pivCertificateDialogue,
  pivSignDialogue,
  type Sensitive,
} from '../../protocol/index.ts';
import type { CardChannel } from '../ports/card-reader.ts';
import { type CardRetry, orRetry } from './card-retry.ts';
import { converse } from './thai-id-card.ts';

export interface CardSignRequest {
  /** Six to eight digits in ASCII. Wiped before this resolves, whatever comes of it. */
  readonly pin: Sensitive<Uint8Array>;
  /** What is to be signed, not its hash. Fresh: a signature of before is then of no use to anybody. */
  readonly challenge: Uint8Array;
}

/**
 * ECDSA with SHA-256 by the card's authentication key, not yet checked: whose key it is says only a public key. What the binding, pcscd
 * and the kernel copied of the PIN cannot be zeroed.
 * @throws KioskError HAL_DISCONNECTED; the signal's reason
 */
export async function signWithCard(
  channel: CardChannel,
  { pin, challenge }: CardSignRequest,
  signal: AbortSignal,
): Promise<PivSigning | CardRetry> {
  const hash = createHash('sha256').update(challenge).digest();
  try {
    return await orRetry<PivSigning>(
      () => converse(pivSignDialogue({ pin: pin.reveal(), hash }), channel, signal),
      signal,
    );
  } finally {
    pin.wipe((bytes) => [bytes]);
  }
}

/** Without a PIN: of the key that `signWithCard` signs with, where the card holds a certificate of it. @throws as signWithCard */
export const readPivCertificate = (channel: CardChannel, signal: AbortSignal): Promise<PivCertificate | CardRetry> =>
  orRetry<PivCertificate>(() => converse(pivCertificateDialogue(), channel, signal), signal);
