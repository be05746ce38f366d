// Whose card has signed: the operator one of whose keys says so. A card's word about itself counts for nothing.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { OperatorCard, SiteOperator } from '../../../protocol/index.ts';

export interface CardOwner {
  readonly operator: SiteOperator;
  readonly key: OperatorCard;
}

export interface SignedChallenge {
  readonly challenge: Uint8Array;
  /** DER, as a card has answered it: perhaps anything. */
  readonly signature: Uint8Array;
}

/** Undefined: nobody's here. Each of at most 128 keys is tried, for the signature does not say whose it is. */
export function whoseCard(
  { challenge, signature }: SignedChallenge,
  operators: readonly SiteOperator[],
): CardOwner | undefined {
  for (const operator of operators)
    for (const key of operator.keys) {
      const publicKey = key.kind === 'card' ? publicKeyOf(key) : undefined;
      if (key.kind === 'card' && publicKey && verify('sha256', challenge, publicKey, signature))
        return { operator, key };
    }
  return undefined;
}

/** Undefined where the fleet has sent what is no key of P-256: that lets nobody in. */
function publicKeyOf({ publicKey }: OperatorCard): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    return undefined;
  }
}
