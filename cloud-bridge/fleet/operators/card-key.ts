// The public key of an operator's card, from a file: PEM of the key itself, or of the certificate that the card has in slot 9A.
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { KioskError, type OperatorCard, operatorKeySchema } from '../../../protocol/index.ts';

const CURVE = 'P-256';

/** @param from for the fault: the file @throws KioskError USAGE where it is no such key */
export function cardKeyIn(
  pem: string,
  { label, from }: { readonly label: string; readonly from: string },
): OperatorCard {
  if (pem.includes('PRIVATE KEY'))
    throw wrong(`${from} holds a private key: that stays in the card; give its public key, or its certificate`);
  const jwk = jwkOf(publicKeyIn(pem, from));
  if (jwk.kty !== 'EC' || jwk.crv !== CURVE)
    throw wrong(`${from} holds a key of another kind: slot 9A takes one of ${CURVE} (ECC P-256)`);
  // Made anew: one key is spelt in one way, however its point was written.
  const der = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' });
  const key = operatorKeySchema.parse({ kind: 'card', label, publicKey: der.toString('base64url') });
  if (key.kind !== 'card') throw new Error('a card was made');
  return key;
}

function publicKeyIn(pem: string, from: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw wrong(`${from} is no PEM of a public key or a certificate (-----BEGIN PUBLIC KEY-----)`, cause);
  }
}

/** Of a kind that has no such form: empty. */
function jwkOf(key: KeyObject): JsonWebKey {
  try {
    return key.export({ format: 'jwk' });
  } catch {
    return {};
  }
}

const wrong = (why: string, cause?: unknown): KioskError => new KioskError('USAGE', { why }, cause);
