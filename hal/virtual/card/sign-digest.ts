// ECDSA over a hash as it is given, FIPS 186-5, 6.4.1: what a chip does. node:crypto signs messages, and hashes them itself.
import { createECDH, type KeyObject } from 'node:crypto';
import { encodeDataObject } from '../../../protocol/index.ts';

/** Order of P-256: SP 800-186, 3.2.1.3. */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const COORDINATE_BYTES = 32;
const [SEQUENCE, INTEGER] = [0x30, 0x02] as const;

/** DER. Of a virtual card's key alone: nothing is done about how long it takes. */
export function signDigest(privateKey: KeyObject, hash: Uint8Array): Uint8Array {
  const { d = '' } = privateKey.export({ format: 'jwk' });
  const key = numberOf(Buffer.from(d, 'base64url'));
  for (;;) {
    // A number that nobody knows, and its point on the curve: as for an exchange of keys.
    const once = createECDH('prime256v1');
    const point = once.generateKeys();
    const r = numberOf(point.subarray(1, 1 + COORDINATE_BYTES)) % N;
    const s = (inverse(numberOf(once.getPrivateKey())) * (numberOf(hash) + r * key)) % N;
    if (r !== 0n && s !== 0n) return encodeDataObject(SEQUENCE, Uint8Array.of(...integer(r), ...integer(s)));
  }
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

/** Fermat: N is a prime. */
function inverse(value: bigint): bigint {
  let [result, base] = [1n, value % N];
  for (let power = N - 2n; power > 0n; power >>= 1n) {
    if (power & 1n) result = (result * base) % N;
    base = (base * base) % N;
  }
  return result;
}

/** Positive: a first bit that is set has a zero byte before it. */
function integer(value: bigint): Uint8Array {
  const text = value.toString(16);
  const bytes = Buffer.from(text.padStart(text.length + (text.length % 2), '0'), 'hex');
  const [first = 0] = bytes;
  return encodeDataObject(INTEGER, first & 0x80 ? Uint8Array.of(0, ...bytes) : bytes);
}
