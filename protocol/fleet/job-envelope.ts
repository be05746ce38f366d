// How far a job is, on the way up: signed by the terminal, sealed to the operator's key; an answer may be personal.
import type { CryptoKey as JoseKey } from 'jose';
import type { z } from 'zod';
import { KioskError, readJson } from '../base/index.ts';
import {
  type ErasureReceipt,
  erasureReceiptSchema,
  type JobReport,
  jobReportSchema,
  type WipeReceipt,
  wipeReceiptSchema,
} from '../orders/index.ts';
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

type Signed<T> = Promise<{ readonly receipt: T; readonly signedBy: string }>;

/** Something that is over, as the terminal vouches for it: to be kept, and shown to whoever asks. */
function receiptOf<T extends object>(typ: string, schema: z.ZodType<T>) {
  const kind = { typ, cty: 'json' } as const;
  return {
    sign: (receipt: T, signer: BatchSigner): Promise<string> =>
      signContent(new TextEncoder().encode(JSON.stringify(receipt)), signer, kind),
    open: async (jws: string): Signed<T> => {
      const { content, signedBy } = await openSigned(new TextEncoder().encode(jws), kind);
      try {
        return { receipt: schema.parse(readJson(content)), signedBy };
      } catch (cause) {
        throw new KioskError('PROTOCOL_MALFORMED', { message: typ }, cause);
      }
    },
  };
}

const wiped = receiptOf('ridged-wiped+jws', wipeReceiptSchema);
const erased = receiptOf('ridged-erased+jws', erasureReceiptSchema);

/** By the key that goes with all that it kept. */
export const signWipeReceipt: (receipt: WipeReceipt, signer: BatchSigner) => Promise<string> = wiped.sign;

/** @throws KioskError PROTOCOL_MALFORMED, SIGNATURE_BROKEN */
export const openWipeReceipt: (jws: string) => Signed<WipeReceipt> = wiped.open;

export const signErasureReceipt: (receipt: ErasureReceipt, signer: BatchSigner) => Promise<string> = erased.sign;

/** @throws KioskError PROTOCOL_MALFORMED, SIGNATURE_BROKEN */
export const openErasureReceipt: (jws: string) => Signed<ErasureReceipt> = erased.open;
