// How far a job is, on the way up: signed by the terminal, sealed to the operator's key; an answer may be personal.
import type { CryptoKey as JoseKey } from 'jose';
import { KioskError, readJson } from '../base/index.ts';
import { type JobReport, jobReportSchema, type WipeReceipt, wipeReceiptSchema } from '../orders/index.ts';
import { type BatchSigner, openSigned, signContent } from './batch-signature.ts';
import { openSealed, sealSigned } from './signed-seal.ts';
import type { Recipient } from './trusted-keys.ts';

const JOB_KIND = { typ: 'ridged-job+jws', cty: 'json+deflate' } as const;

export const sealJobReport = (report: JobReport, recipient: Recipient, signer: BatchSigner): Promise<string> =>
  sealSigned(report, JOB_KIND, { recipient, signer });

export interface OpenedJobReport {
  readonly report: JobReport;
  /** RFC 7638 thumbprint of the key that signed it. Whether it may speak for that terminal is for the reader to know. */
  readonly signedBy: string;
}

/** @throws KioskError PROTOCOL_MALFORMED; SEAL_BROKEN where it was altered or sealed for somebody else; SIGNATURE_BROKEN */
export async function openJobReport(
  sealed: Uint8Array,
  keyOf: (kid: string) => JoseKey | undefined,
): Promise<OpenedJobReport> {
  const { message, signedBy } = await openSealed(sealed, { kind: JOB_KIND, schema: jobReportSchema }, keyOf);
  return { report: message, signedBy };
}

const RECEIPT_KIND = { typ: 'ridged-wiped+jws', cty: 'json' } as const;

/** By the key that goes with all that it kept. */
export const signWipeReceipt = (receipt: WipeReceipt, signer: BatchSigner): Promise<string> =>
  signContent(new TextEncoder().encode(JSON.stringify(receipt)), signer, RECEIPT_KIND);

/** @throws KioskError PROTOCOL_MALFORMED, SIGNATURE_BROKEN */
export async function openWipeReceipt(
  jws: string,
): Promise<{ readonly receipt: WipeReceipt; readonly signedBy: string }> {
  const { content, signedBy } = await openSigned(new TextEncoder().encode(jws), RECEIPT_KIND);
  try {
    const receipt = wipeReceiptSchema.parse(readJson(content));
    return { receipt, signedBy };
  } catch (cause) {
    throw new KioskError('PROTOCOL_MALFORMED', { message: RECEIPT_KIND.typ }, cause);
  }
}
