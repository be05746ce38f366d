// Parts of a table are compressed and sealed to the terminal's own key (JWE): broker and other terminals see ciphertext. Reports are signed by the terminal.
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { CompactEncrypt, calculateJwkThumbprint, importJWK, type CryptoKey as JoseKey } from 'jose';
import type { z } from 'zod';
import { KioskError, readJson } from '../base/index.ts';
import {
  type FoundPerson,
  foundPersonSchema,
  type PeoplePart,
  type PeopleReport,
  peoplePartSchema,
  peopleReportSchema,
  type SealingJwk,
} from '../people/index.ts';
import { type BatchSigner, openSigned, signContent } from './batch-signature.ts';
import { jsonWithin } from './signed-seal.ts';
import { unseal } from './unseal.ts';

const PART_TYPE = 'ridged-people+deflate';
const REPORT_KIND = { typ: 'ridged-people-reported+jws', cty: 'json' } as const;
const MOST_REPORT_BYTES = 256 * 1024;

const deflateBytes = promisify<Uint8Array, Uint8Array>(deflateRaw);

const FOUND_TYPE = 'ridged-found+deflate';

/** @throws KioskError KEY_UNAVAILABLE where the key is none */
export const sealPart = (part: PeoplePart, jwk: SealingJwk): Promise<string> => sealTo(jwk, part, PART_TYPE);

/** @throws KioskError KEY_UNAVAILABLE where the key is none */
export const sealFound = (found: FoundPerson, jwk: SealingJwk): Promise<string> => sealTo(jwk, found, FOUND_TYPE);

async function sealTo(jwk: SealingJwk, message: PeoplePart | FoundPerson, cty: string): Promise<string> {
  const plain = new TextEncoder().encode(JSON.stringify(message));
  try {
    const compressed = await deflateBytes(plain);
    return await new CompactEncrypt(compressed)
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: await calculateJwkThumbprint(jwk), cty })
      .encrypt(await importedKey(jwk));
  } finally {
    plain.fill(0);
  }
}

async function importedKey(jwk: SealingJwk): Promise<JoseKey> {
  try {
    const key = await importJWK({ ...jwk }, 'ECDH-ES');
    if (key instanceof Uint8Array) throw new TypeError('not a public key');
    return key;
  } catch (cause) {
    throw new KioskError('KEY_UNAVAILABLE', { what: 'sealing key of a terminal' }, cause);
  }
}

type KeyOf = (kid: string) => JoseKey | undefined;

/** The terminal's side. @throws KioskError SEAL_BROKEN where it is not for this key; PROTOCOL_MALFORMED */
export const openPart = (sealed: string, keyOf: KeyOf): Promise<PeoplePart> => openBy(keyOf, sealed, peoplePartSchema);

/** @throws KioskError SEAL_BROKEN where it is not for this key; PROTOCOL_MALFORMED */
export const openFound = (sealed: string, keyOf: KeyOf): Promise<FoundPerson> =>
  openBy(keyOf, sealed, foundPersonSchema);

async function openBy<T>(keyOf: KeyOf, sealed: string, schema: z.ZodType<T>): Promise<T> {
  const compressed = await unseal(new TextEncoder().encode(sealed), keyOf);
  const parsed = schema.safeParse(await jsonWithin(compressed));
  // Without the cause: it would quote what is personal.
  if (!parsed.success) throw new KioskError('PROTOCOL_MALFORMED', { message: 'people/delta' });
  return parsed.data;
}

export const signReport = (report: PeopleReport, signer: BatchSigner): Promise<string> =>
  signContent(new TextEncoder().encode(JSON.stringify(report)), signer, REPORT_KIND);

export interface OpenedReport {
  readonly report: PeopleReport;
  /** RFC 7638 thumbprint of the key that signed it. Whether it may speak for that terminal is for the reader to know. */
  readonly signedBy: string;
}

/** @throws KioskError PROTOCOL_MALFORMED, SIGNATURE_BROKEN */
export async function openReport(message: Uint8Array): Promise<OpenedReport> {
  if (message.length > MOST_REPORT_BYTES) throw new KioskError('PROTOCOL_MALFORMED', { bytes: message.length });
  const { content, signedBy } = await openSigned(message, REPORT_KIND);
  try {
    return { report: peopleReportSchema.parse(readJson(content)), signedBy };
  } catch (cause) {
    throw new KioskError('PROTOCOL_MALFORMED', { message: 'people/reported' }, cause);
  }
}
