// How a terminal's certificate is renewed without a person: what it asks, signed by the key of its journal, and what it is answered.
import { z } from 'zod';
import { KioskError, readJson } from '../base/index.ts';
import { randomId } from '../people/person-fields.ts';
import { type BatchSigner, openSigned, type SignedKind, signContent } from './batch-signature.ts';

const RENEWAL_KIND: SignedKind = { typ: 'ridged-renewal+jws', cty: 'json' };
const MOST_REQUEST_BYTES = 64 * 1024;

const pem = z.string().max(16 * 1024);
/** Hex in lower case. */
export const certificateSerial = z
  .string()
  .max(64)
  .regex(/^[0-9a-f]+$/);

export const certificateRequestSchema = z.strictObject({
  /** The sender's topic root: a request shown as another terminal's is refused. */
  from: z.string().max(160),
  /** Random, of this request: the answer repeats it. */
  asked: randomId,
  /** One that was kept back for long is worth nothing. */
  utcMs: z.int(),
  /** Serial of the certificate that is to be followed by another. */
  follows: certificateSerial,
  /** PKCS#10 (RFC 2986) of a new key, signed by it. */
  request: pem,
});
export type CertificateRequest = Readonly<z.infer<typeof certificateRequestSchema>>;

export const certificateResponseSchema = z.union([
  z.object({ asked: randomId, certificate: pem }),
  /** Why there is none: a person has to look. */
  z.object({ asked: randomId, refused: z.string().max(64) }),
]);
export type CertificateResponse = Readonly<z.infer<typeof certificateResponseSchema>>;

export const signCertificateRequest = (request: CertificateRequest, signer: BatchSigner): Promise<string> =>
  signContent(new TextEncoder().encode(JSON.stringify(request)), signer, RENEWAL_KIND);

export interface OpenedCertificateRequest {
  readonly request: CertificateRequest;
  /** RFC 7638 thumbprint of the key that signed it. Whether it may speak for that terminal is for the reader to know. */
  readonly signedBy: string;
}

/** @throws KioskError PROTOCOL_MALFORMED, SIGNATURE_BROKEN */
export async function openCertificateRequest(message: Uint8Array): Promise<OpenedCertificateRequest> {
  if (message.length > MOST_REQUEST_BYTES) throw new KioskError('PROTOCOL_MALFORMED', { bytes: message.length });
  const { content, signedBy } = await openSigned(message, RENEWAL_KIND);
  try {
    return { request: certificateRequestSchema.parse(readJson(content)), signedBy };
  } catch (cause) {
    throw new KioskError('PROTOCOL_MALFORMED', { message: 'certificate/request' }, cause);
  }
}
