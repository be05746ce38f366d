// Opens what was sealed to a key of ours (compact JWE, ECDH-ES, A256GCM), and nothing that asks for more.
import { compactDecrypt, type CryptoKey as JoseKey } from 'jose';
import { KioskError } from '../base/index.ts';

/** @throws KioskError SEAL_BROKEN where it was altered, compressed, or sealed for somebody else */
export async function unseal(sealed: Uint8Array, keyOf: (kid: string) => JoseKey | undefined): Promise<Uint8Array> {
  try {
    const { plaintext } = await compactDecrypt(
      sealed,
      ({ kid, zip }) => {
        const key = typeof kid === 'string' && zip === undefined ? keyOf(kid) : undefined;
        if (!key) throw new KioskError('SEAL_BROKEN', { kid: String(kid).slice(0, 128) });
        return key;
      },
      { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'] },
    );
    return plaintext;
  } catch (cause) {
    if (cause instanceof KioskError) throw cause;
    throw new KioskError('SEAL_BROKEN', {}, cause);
  }
}
