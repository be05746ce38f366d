// How far a job is, on the way up: signed by the terminal, sealed to the operator's key; an answer may be personal.
import type { CryptoKey as JoseKey } from 'jose';
import { type JobReport, jobReportSchema } from '../orders/index.ts';
import type { BatchSigner } from './batch-signature.ts';
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
