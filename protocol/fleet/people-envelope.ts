// Parts of a table are compressed and sealed to the terminal's own key (JWE): broker and other terminals see ciphertext. Reports are signed by the terminal.
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
import { type KeyOf, openDown, sealDown } from './sealed-down.ts';

const PART_TYPE = 'ridged-people+deflate';
const REPORT_KIND = { typ: 'ridged-people-reported+jws', cty: 'json' } as const;
const MOST_REPORT_BYTES = 256 * 1024;

const FOUND_TYPE = 'ridged-found+deflate';

/** @throws KioskError KEY_UNAVAILABLE where the key is none */
export const sealPart = (part: PeoplePart, jwk: SealingJwk): Promise<string> => sealDown(part, jwk, PART_TYPE);

/** @throws KioskError KEY_UNAVAILABLE where the key is none */
export const sealFound = (found: FoundPerson, jwk: SealingJwk): Promise<string> => sealDown(found, jwk, FOUND_TYPE);

const channel = 'people/delta';

/** The terminal's side. @throws KioskError SEAL_BROKEN where it is not for this key; PROTOCOL_MALFORMED */
export const openPart = (sealed: string, keyOf: KeyOf): Promise<PeoplePart> =>
  openDown(sealed, { schema: peoplePartSchema, channel, keyOf });

/** @throws KioskError SEAL_BROKEN where it is not for this key; PROTOCOL_MALFORMED */
export const openFound = (sealed: string, keyOf: KeyOf): Promise<FoundPerson> =>
  openDown(sealed, { schema: foundPersonSchema, channel, keyOf });

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
