// What officers sign for the fleet's own books: compact JWS with a type each, so that one never passes for another.
import { CompactSign, compactVerify, importJWK, type CryptoKey as JoseKey } from 'jose';
import { z } from 'zod';
import { readJson } from '../../../protocol/index.ts';

export interface SigningKey {
  readonly kid: string;
  readonly key: JoseKey;
}

export async function keyToVerify(x: string): Promise<JoseKey> {
  const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x }, 'EdDSA');
  if (key instanceof Uint8Array) throw new Error('a shared secret is no public key');
  return key;
}

export const signAs = (content: object, typ: string, { kid, key }: SigningKey): Promise<string> =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(content)))
    .setProtectedHeader({ alg: 'EdDSA', typ, kid })
    .sign(key);

export interface Reading<T> {
  readonly typ: string;
  readonly schema: z.ZodType<T>;
  /** Of the public key by this name; undefined: it is nobody's. */
  readonly xOf: (kid: string) => Promise<string | undefined>;
}

/** Undefined where it is not signed by such a key, is of another type, or says what it cannot. */
export async function readSigned<T>(
  jws: string,
  { typ, schema, xOf }: Reading<T>,
): Promise<{ readonly content: T; readonly kid: string } | undefined> {
  try {
    const { payload, protectedHeader } = await compactVerify(
      jws,
      async ({ kid = '' }) => {
        const x = await xOf(kid);
        if (x === undefined) throw new Error('nobody has this key');
        return await keyToVerify(x);
      },
      { algorithms: ['EdDSA'] },
    );
    if (protectedHeader.typ !== typ) return undefined;
    return {
      content: schema.parse(readJson(payload)),
      kid: String(protectedHeader.kid),
    };
  } catch {
    return undefined;
  }
}

const PROOF_TYPE = 'ridged-possession+jws';

/** Whether this private key is that of the public key: who has copied a name, or a public key, has neither. */
export async function holdsKey(key: SigningKey, x: string): Promise<boolean> {
  const proof = await signAs({}, PROOF_TYPE, key);
  return (await readSigned(proof, { typ: PROOF_TYPE, schema: z.strictObject({}), xOf: async () => x })) !== undefined;
}
