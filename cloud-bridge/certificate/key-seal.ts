// The private key of TLS as it lies in its file: PKCS#8 under a passphrase (RFC 5958, 3; PBES2) that the terminal's vault gives.
import { createPrivateKey } from 'node:crypto';
import { KioskError } from '../../protocol/index.ts';

/** The passphrase: as random as a key, so that nobody guesses it. @throws KioskError KEY_UNAVAILABLE */
export type KeySeal = () => Promise<string>;

const IN_THE_CLEAR = /-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----[^-]*-----END \1-----\n?/;
const SEALED = /-----BEGIN ENCRYPTED PRIVATE KEY-----/;

export const isPlainKey = (pem: string): boolean => IN_THE_CLEAR.test(pem) && !SEALED.test(pem);

/** What else stands in the file, its certificate, stays. Without a seal as it is. @throws KioskError KEY_UNAVAILABLE, also where it is no key */
export async function sealKey(pem: string, seal: KeySeal | undefined): Promise<string> {
  if (!seal) return pem;
  const passphrase = await seal();
  try {
    const key = createPrivateKey(pem);
    const sealed = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();
    return pem.replace(IN_THE_CLEAR, sealed);
  } catch (cause) {
    throw new KioskError('KEY_UNAVAILABLE', { why: 'what is to be sealed is not a private key in PEM' }, cause);
  }
}

/** In the clear; what is not sealed, or not by us, as it is: whoever uses it says what is wrong. @throws KioskError KEY_UNAVAILABLE */
export async function openKey(pem: string, seal: KeySeal | undefined): Promise<string> {
  if (!(seal && SEALED.test(pem))) return pem;
  const passphrase = await seal();
  try {
    return createPrivateKey({ key: pem, passphrase }).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    return pem;
  }
}
