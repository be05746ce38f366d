// Who recorded a batch: signed by the terminal itself (compact JWS, EdDSA), with the public key beside the signature.
import { calculateJwkThumbprint, compactVerify, importJWK, type CryptoKey as JoseKey } from 'jose';
import { z } from 'zod';
import { KioskError } from '../base/index.ts';

const base64url256 = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** Strict: a key that comes with its private part, or as anything else, is no public key (RFC 7515, 4.1.3). */
export const terminalJwkSchema = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: base64url256,
});
export type TerminalJwk = Readonly<z.infer<typeof terminalJwkSchema>>;

/** What was signed, said in the header: no signature of a key passes for that of something else of the same key. */
export interface SignedKind {
  readonly typ: string;
  readonly cty: string;
}

export const BATCH_TYPE = 'ridged-journal+jws';
export const BATCH_KIND = { typ: BATCH_TYPE, cty: 'json+deflate' } as const;

/** The protected header. Strict: what we do not know of, `crit` above all, could change what the signature says. */
const signedHeaderSchema = z.strictObject({
  alg: z.literal('EdDSA'),
  typ: z.string(),
  cty: z.string(),
  /** RFC 7638 thumbprint of `jwk`. */
  kid: base64url256,
  jwk: terminalJwkSchema,
});
type SignedHeader = z.infer<typeof signedHeaderSchema>;

export const batchHeaderSchema = signedHeaderSchema.extend({
  typ: z.literal(BATCH_KIND.typ),
  cty: z.literal(BATCH_KIND.cty),
});

/** The terminal's key, wherever it lives: only what it signs comes out. */
export interface BatchSigner {
  readonly publicJwk: TerminalJwk;
  /** Ed25519 over `content`: 64 bytes. Must not hold up the event loop. */
  sign(content: Uint8Array): Promise<Uint8Array>;
}

export interface SignedContent {
  readonly content: Uint8Array;
  /** RFC 7638 thumbprint of the key that signed it. Whether that key may speak here is for the reader to know. */
  readonly signedBy: string;
}

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');

/** RFC 7515, 7.1; put together here because the key does not leave its vault. */
export async function signContent(content: Uint8Array, signer: BatchSigner, { typ, cty }: SignedKind): Promise<string> {
  const { kty, crv, x } = signer.publicJwk;
  const jwk = { kty, crv, x };
  const kid = await calculateJwkThumbprint(jwk);
  const header: SignedHeader = { alg: 'EdDSA', typ, cty, kid, jwk };
  const signed = `${base64url(JSON.stringify(header))}.${base64url(content)}`;
  return `${signed}.${base64url(await signer.sign(Buffer.from(signed)))}`;
}

/** @throws KioskError PROTOCOL_MALFORMED, SIGNATURE_BROKEN */
export async function openSigned(jws: Uint8Array, kind: SignedKind): Promise<SignedContent> {
  let signedBy = '';
  try {
    const { payload } = await compactVerify(
      jws,
      async (header) => {
        const { kid, jwk } = readHeader(header, kind);
        if ((await calculateJwkThumbprint(jwk)) !== kid) throw broken('the key id is not that of the key');
        signedBy = kid;
        return await importPublic(jwk);
      },
      { algorithms: ['EdDSA'] },
    );
    return { content: payload, signedBy };
  } catch (cause) {
    throw cause instanceof KioskError ? cause : broken('no signature of the terminal', cause);
  }
}

const broken = (why: string, cause?: unknown): KioskError => new KioskError('SIGNATURE_BROKEN', { why }, cause);

function readHeader(header: unknown, { typ, cty }: SignedKind): SignedHeader {
  const read = signedHeaderSchema.safeParse(header);
  if (!read.success || read.data.typ !== typ || read.data.cty !== cty) throw broken(`not the header of a ${typ}`);
  return read.data;
}

async function importPublic(jwk: TerminalJwk): Promise<JoseKey> {
  const key = await importJWK(jwk, 'EdDSA');
  if (key instanceof Uint8Array) throw broken('not a public key');
  return key;
}
