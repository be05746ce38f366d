// An officer's own key in a file of theirs: who they are to the fleet and to its terminals. Under a passphrase where they want one.
import {
  CompactEncrypt,
  calculateJwkThumbprint,
  compactDecrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey as JoseKey,
} from 'jose';
import { z } from 'zod';
import { type FleetJwks, fleetJwksSchema, isFault, KioskError } from '../../../protocol/index.ts';
import { makeOnly, readOwn } from '../key-file.ts';
import { OFFICER_ROLES, type OfficerRole, rolesOf } from './roles.ts';

/** As it stands in orders and in the audit, byte for byte. */
export const officerName = z
  .string()
  .min(1)
  .max(64)
  .refine((name) => name === name.trim(), 'begins or ends with a space')
  .refine((name) => !/[\p{Cc}\p{Cs}]/u.test(name), 'holds a character that cannot be written');

export interface OfficerKey {
  /** As the file says: who they are is for the register of officers to know, by `kid`. */
  readonly name: string;
  readonly role: OfficerRole;
  readonly kid: string;
  readonly key: JoseKey;
  /** As a JWKS of the fleet has it, with each role that it holds. */
  readonly publicJwk: FleetJwks['keys'][number];
}

/** Asked for only where the file needs one. */
export type AskPassphrase = (file: string) => Promise<string>;

const signing = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[\w-]{43}$/),
  d: z.string().regex(/^[\w-]{43}$/),
});
type SigningJwk = Readonly<z.infer<typeof signing>>;

const fileSchema = z.union([
  z.strictObject({ name: officerName, role: z.enum(OFFICER_ROLES), signing }),
  /** `sealed`: the signing key as a compact JWE under the passphrase. */
  z.strictObject({ name: officerName, role: z.enum(OFFICER_ROLES), sealed: z.string().max(4096) }),
]);

/** PBKDF2 with SHA-512, as OWASP has it: about a tenth of a second for each guess. */
const ROUNDS = 210_000;
const SEALED_BY = { alg: 'PBES2-HS512+A256KW', enc: 'A256GCM' } as const;
export const SHORTEST_PASSPHRASE = 8;

/**
 * Makes a key in a new file of 0600.
 * @throws KioskError USAGE where there is such a file already, it cannot be written, or the passphrase is too short
 */
export async function makeOfficerKey(
  file: string,
  { name, role }: Pick<OfficerKey, 'name' | 'role'>,
  passphrase?: string,
): Promise<OfficerKey> {
  if (passphrase !== undefined && passphrase.length < SHORTEST_PASSPHRASE)
    throw new KioskError('USAGE', { why: `a passphrase has ${SHORTEST_PASSPHRASE} characters at least` });
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = signing.parse(await exportJWK(privateKey));
  const who = { name: officerName.parse(name), role };
  const content = passphrase === undefined ? { signing: jwk } : { sealed: await sealed(jwk, passphrase) };
  const isMade = await makeOnly(file, `${JSON.stringify({ ...who, ...content })}\n`).catch((cause: unknown) => {
    throw new KioskError('USAGE', { why: `${file} cannot be written` }, cause);
  });
  if (!isMade) throw new KioskError('USAGE', { why: `${file} is there already: a key is never written over` });
  return await officerOf(who, jwk);
}

/** @throws KioskError KEY_UNAVAILABLE where it is not there, others may read it, it is no officer's key, or the passphrase is another */
export async function openOfficerKey(file: string, askPassphrase: AskPassphrase): Promise<OfficerKey> {
  try {
    const text = await readOwn(file);
    if (text === undefined) throw new KioskError('KEY_UNAVAILABLE', { file, why: 'there is no such file' });
    const content = fileSchema.parse(JSON.parse(text));
    const jwk = 'signing' in content ? content.signing : await unsealed(content.sealed, await askPassphrase(file));
    return await officerOf(content, jwk);
  } catch (cause) {
    if (isFault(cause)) throw cause;
    throw new KioskError('KEY_UNAVAILABLE', { file, why: whyOf(cause) }, cause);
  }
}

const whyOf = (cause: unknown): string => {
  if (cause instanceof WrongPassphrase) return 'this is not its passphrase, or the file was altered';
  if (cause instanceof Error && 'syscall' in cause) return cause.message;
  return "not an officer's key";
};

class WrongPassphrase extends Error {}

const sealed = (jwk: SigningJwk, passphrase: string): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(JSON.stringify(jwk)))
    .setProtectedHeader(SEALED_BY)
    .setKeyManagementParameters({ p2c: ROUNDS })
    .encrypt(new TextEncoder().encode(passphrase.normalize('NFC')));

async function unsealed(jwe: string, passphrase: string): Promise<SigningJwk> {
  const bytes = new TextEncoder().encode(passphrase.normalize('NFC'));
  const { plaintext } = await compactDecrypt(jwe, bytes, {
    ...{ keyManagementAlgorithms: [SEALED_BY.alg], contentEncryptionAlgorithms: [SEALED_BY.enc] },
    maxPBES2Count: ROUNDS,
  }).catch((cause: unknown) => {
    throw new WrongPassphrase('', { cause });
  });
  return signing.parse(JSON.parse(new TextDecoder().decode(plaintext)));
}

async function officerOf({ name, role }: Pick<OfficerKey, 'name' | 'role'>, jwk: SigningJwk): Promise<OfficerKey> {
  const key = await importJWK(jwk, 'EdDSA');
  if (key instanceof Uint8Array) throw new Error('a shared secret is no key pair');
  const kid = await calculateJwkThumbprint(jwk);
  return { name, role, kid, key, publicJwk: publicJwkOf({ kid, x: jwk.x, role }) };
}

/** What a terminal, or whoever checks a signature, is told of an officer. */
export function publicJwkOf({ kid, x, role }: { kid: string; x: string; role: OfficerRole }): OfficerKey['publicJwk'] {
  const jwk = { kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA', kid, roles: [...rolesOf(role)], x };
  const [key] = fleetJwksSchema.parse({ keys: [jwk] }).keys;
  if (!key) throw new Error('one key in, one key out');
  return key;
}
