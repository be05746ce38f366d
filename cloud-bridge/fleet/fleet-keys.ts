// The keys of one role of the fleet: made at its first start, kept in a file that only its owner may read.
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey as JoseKey,
  type JWK,
} from 'jose';
import { z } from 'zod';
import {
  type FleetJwks,
  type FleetRole,
  fleetJwksSchema,
  KioskError,
  type ProviderKey,
  type Signer,
} from '../../protocol/index.ts';
import { readOrMake } from './key-file.ts';

const keyFileSchema = z.object({
  signing: z.looseObject({ d: z.string() }),
  sealing: z.looseObject({ d: z.string() }),
});

/** Of the ingest, beside the store. */
export const keysFile = (store: string): string => `${store}.keys.json`;

/** Of whoever sends people to terminals. */
export const operatorFile = (store: string): string => `${store}.operator.json`;

/** Of the templates: what they are sealed with. */
export const templateKeyFile = (store: string): string => `${store}.templates.key.json`;

export class FleetKeys {
  readonly signer: Signer;
  readonly #sealingKid: string;
  readonly #unsealKey: JoseKey;
  readonly #jwks: FleetJwks;

  constructor(parts: { signer: Signer; sealingKid: string; unsealKey: JoseKey; jwks: FleetJwks }) {
    this.signer = parts.signer;
    this.#sealingKid = parts.sealingKid;
    this.#unsealKey = parts.unsealKey;
    this.#jwks = parts.jwks;
  }

  /** @throws KioskError KEY_UNAVAILABLE where the file cannot be read, or others may read it */
  static async open(path: string, role: FleetRole = 'ingest'): Promise<FleetKeys> {
    try {
      const text = await readOrMake(path, newKeys);
      return await fromFile(keyFileSchema.parse(JSON.parse(text)), role);
    } catch (cause) {
      if (cause instanceof KioskError) throw cause;
      throw new KioskError('KEY_UNAVAILABLE', { file: path, why: whyOf(cause) }, cause);
    }
  }

  /** What a terminal needs to trust whoever has these keys and to seal for it. Holds nothing secret. */
  publicJwks(): FleetJwks {
    return this.#jwks;
  }

  /** The public key to seal for, as a service profile names it. */
  sealingKey(): ProviderKey {
    const jwk = this.#jwks.keys.find((key) => key.use === 'enc');
    if (!jwk) throw new KioskError('KEY_UNAVAILABLE', { why: 'no encryption key' });
    const { kty, crv, kid, x, y } = jwk;
    return { kty, crv, kid, x, y };
  }

  /** The key that opens what was sealed under `kid`. */
  unsealKey(kid: string): JoseKey | undefined {
    return kid === this.#sealingKid ? this.#unsealKey : undefined;
  }
}

const whyOf = (cause: unknown): string => (cause instanceof z.ZodError ? 'not a key file' : String(cause));

async function newKeys(): Promise<string> {
  const signing = await generateKeyPair('EdDSA', { extractable: true });
  const sealing = await generateKeyPair('ECDH-ES', { extractable: true, crv: 'P-256' });
  return JSON.stringify({ signing: await exportJWK(signing.privateKey), sealing: await exportJWK(sealing.privateKey) });
}

async function fromFile(file: { signing: JWK; sealing: JWK }, role: FleetRole): Promise<FleetKeys> {
  const signing = await privateKey(file.signing, 'EdDSA');
  const sealing = await privateKey(file.sealing, 'ECDH-ES');
  const sig = { ...file.signing, use: 'sig', alg: 'EdDSA', kid: signing.kid, roles: [role] };
  const enc = { ...file.sealing, use: 'enc', alg: 'ECDH-ES', kid: sealing.kid, roles: [role] };
  return new FleetKeys({
    signer: { kid: signing.kid, role, key: signing.key },
    sealingKid: sealing.kid,
    unsealKey: sealing.key,
    // The schema keeps what it names, and it names no private part.
    jwks: fleetJwksSchema.parse({ keys: [sig, enc] }),
  });
}

async function privateKey(jwk: JWK, alg: string): Promise<{ kid: string; key: JoseKey }> {
  const key = await importJWK(jwk, alg);
  if (key instanceof Uint8Array) throw new Error('a shared secret is no key pair');
  return { kid: await calculateJwkThumbprint(jwk), key };
}
