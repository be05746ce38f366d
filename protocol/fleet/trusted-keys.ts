// The fleet's public keys as a terminal holds them: a JWKS in which each key says what it may do.
import { importJWK, type CryptoKey as JoseKey } from 'jose';
import { z } from 'zod';
import { KioskError } from '../base/index.ts';
import { brokerAddress, hostPort, isHostPort } from './broker-address.ts';
import { FLEET_ROLES, type FleetRole } from './downward.ts';

const kid = z.string().min(1).max(128);
const roles = z.array(z.enum(FLEET_ROLES)).min(1);
const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const signingKeySchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  use: z.literal('sig'),
  alg: z.literal('EdDSA'),
  kid,
  roles,
  x: coordinate,
});
const sealingKeySchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  use: z.literal('enc'),
  alg: z.literal('ECDH-ES'),
  kid,
  roles,
  x: coordinate,
  y: coordinate,
});

export const brokersSchema = z
  .array(z.string().max(300).refine(isHostPort, 'must be HOST:PORT, in small letters'))
  .min(1)
  .max(64);

/** z.object drops what it does not name: a private part given by mistake is never kept. */
export const fleetJwksSchema = z.object({
  keys: z.array(z.discriminatedUnion('use', [signingKeySchema, sealingKeySchema])).max(64),
  /** HOST:PORT of each broker of the fleet: a terminal that is given them goes to no other. */
  brokers: brokersSchema.optional(),
});
export type FleetJwks = Readonly<z.infer<typeof fleetJwksSchema>>;

export interface Recipient {
  readonly kid: string;
  readonly key: JoseKey;
}

export class TrustedKeys {
  readonly #jwks: FleetJwks;
  readonly #imported = new Map<string, Promise<JoseKey>>();

  constructor(jwks: FleetJwks) {
    this.#jwks = jwks;
  }

  /** @throws KioskError KEY_UNAVAILABLE where it is not a JWKS of the fleet */
  static parse(json: unknown): TrustedKeys {
    const parsed = fleetJwksSchema.safeParse(json);
    if (!parsed.success) throw new KioskError('KEY_UNAVAILABLE', { why: z.prettifyError(parsed.error) }, parsed.error);
    return new TrustedKeys(parsed.data);
  }

  /** Undefined where the fleet has not said which brokers are its own. */
  get brokers(): readonly string[] | undefined {
    return this.#jwks.brokers;
  }

  /** Whether the fleet has this broker, or has not said which. */
  allowsBroker(url: string): boolean {
    const address = brokerAddress(url);
    return this.brokers === undefined || (address !== undefined && this.brokers.includes(hostPort(address)));
  }

  /** The key by that name, if it may sign for `role`; else what is wrong with it. */
  async verifier(keyId: string | undefined, role: FleetRole): Promise<JoseKey | 'unknown-key' | 'role'> {
    const jwk = this.#jwks.keys.find((key) => key.use === 'sig' && key.kid === keyId);
    if (!jwk) return 'unknown-key';
    return jwk.roles.includes(role) ? this.#import(jwk) : 'role';
  }

  /** To whom sealed data goes; the first key of that role. @throws KioskError KEY_UNAVAILABLE where there is none */
  async recipient(role: FleetRole): Promise<Recipient> {
    const jwk = this.#jwks.keys.find((key) => key.use === 'enc' && key.roles.includes(role));
    if (!jwk) throw new KioskError('KEY_UNAVAILABLE', { why: `no encryption key of the role ${role} is trusted` });
    return { kid: jwk.kid, key: await this.#import(jwk) };
  }

  #import(jwk: FleetJwks['keys'][number]): Promise<JoseKey> {
    const key = this.#imported.get(jwk.kid) ?? importAsymmetric(jwk);
    this.#imported.set(jwk.kid, key);
    return key;
  }
}

async function importAsymmetric(jwk: FleetJwks['keys'][number]): Promise<JoseKey> {
  const key = await importJWK(jwk, jwk.alg);
  if (key instanceof Uint8Array) throw new KioskError('KEY_UNAVAILABLE', { kid: jwk.kid });
  return key;
}
