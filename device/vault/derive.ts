// Keys of one purpose each, derived from one root.
import { createECDH, createHash, createPrivateKey, hkdfSync, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { importJWK } from 'jose';
import { canonicalJson } from '../../protocol/index.ts';
import type { SigningKey, VaultOpener, VaultSigner } from './key-vault.ts';

const KEY_BYTES = 32;
const NAME = /^[a-z][a-z0-9-]{0,39}$/;
/** PKCS#8 of an Ed25519 key up to its 32-byte seed, RFC 8410 section 7. */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** HKDF-SHA-256, RFC 5869; the label keeps purposes apart, the `v1` in it lets a later scheme live beside this one. */
function derive(root: Uint8Array, use: 'key' | 'seal' | 'sign' | 'open', name: string, bytes = KEY_BYTES): Uint8Array {
  if (!NAME.test(name)) throw new TypeError('a key is named in lower case, digits and hyphens');
  return new Uint8Array(hkdfSync('sha256', root, new Uint8Array(0), `ridged/v1/${use}/${name}`, bytes));
}

export const deriveKey = (root: Uint8Array, name: string): Uint8Array => derive(root, 'key', name);

/** Of a generation: the first is the key of that name. @throws TypeError where it is no whole number from 0 */
export function deriveSealingKey(root: Uint8Array, name: string, generation: number): Uint8Array {
  return generation === 0 ? deriveKey(root, name) : derive(root, 'seal', `${name}-${generation}`);
}

/** With its callback it works in the thread pool. Ed25519 hashes by itself, RFC 8032: no digest is named. */
const signOffThread = promisify<null, Uint8Array, KeyObject, Uint8Array>(sign);

const seedOf = (root: Uint8Array, name: string): Uint8Array => derive(root, 'sign', name);

const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: 'der', type: 'pkcs8' });

/** RFC 7638 */
const thumbprintOf = (publicJwk: object): string =>
  createHash('sha256').update(canonicalJson(publicJwk)).digest('base64url');

/** @param seed the 32 bytes of a private key as RFC 8032 has it */
export function signingKeyOf(seed: Uint8Array): SigningKey {
  const { x, d } = privateKeyOf(seed).export({ format: 'jwk' });
  if (x === undefined || d === undefined) throw new TypeError('an Ed25519 key exports as x and d');
  const publicJwk = { kty: 'OKP', crv: 'Ed25519', x } as const;
  return { kid: thumbprintOf(publicJwk), publicJwk, privateJwk: { ...publicJwk, d } };
}

export const deriveSigningKey = (root: Uint8Array, name: string): SigningKey => signingKeyOf(seedOf(root, name));

export function deriveSigner(root: Uint8Array, name: string): VaultSigner {
  const { kid, publicJwk } = deriveSigningKey(root, name);
  const key = privateKeyOf(seedOf(root, name));
  return { kid, publicJwk, sign: (content) => signOffThread(null, content, key) };
}

/** Of P-256, SEC 2 section 2.4.2. */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** FIPS 186-5 appendix A.2.1: 64 bits more than the order has, so that none of its scalars is likelier than another. */
const P256_SEED_BYTES = 40;

export async function deriveOpener(root: Uint8Array, name: string): Promise<VaultOpener> {
  const seed = BigInt(`0x${Buffer.from(derive(root, 'open', name, P256_SEED_BYTES)).toString('hex')}`);
  const scalar = Buffer.from(((seed % (P256_ORDER - 1n)) + 1n).toString(16).padStart(64, '0'), 'hex');
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(scalar);
  const [x, y] = [pair.getPublicKey().subarray(1, 33), pair.getPublicKey().subarray(33)];
  const publicJwk = { kty: 'EC', crv: 'P-256', x: x.toString('base64url'), y: y.toString('base64url') } as const;
  const key = await importJWK({ ...publicJwk, d: scalar.toString('base64url') }, 'ECDH-ES');
  if (key instanceof Uint8Array) throw new TypeError('a P-256 key is no shared secret');
  return { kid: thumbprintOf(publicJwk), publicJwk, key };
}
