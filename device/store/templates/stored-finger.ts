// The templates of one finger as they are kept: records, and what is known of each impression.
import { z } from 'zod';
import { FINGER_POSITIONS, type FingerPosition, isFingerPosition } from '../../../protocol/index.ts';

export interface StoredImpression {
  /** ISO/IEC 19794-2:2005. Minutiae can be turned back into a print: guard them as one. */
  readonly record: Uint8Array;
  readonly quality: number;
  readonly sensor: string;
  readonly enroller: string;
  readonly atMs: number;
}

export interface NewFinger {
  readonly finger: FingerPosition;
  /** What the person consented to, such as `attendance`. */
  readonly purpose: string;
  readonly impressions: readonly StoredImpression[];
  /** Laid down by whoever is forced. */
  readonly duress?: true | undefined;
}

/** `broken`: altered, cut or sealed with another key. The others stay usable; this one must come from the fleet again. */
export type StoredFinger =
  | (NewFinger & { readonly kind: 'finger'; readonly subject: string; readonly consentId: string })
  | { readonly kind: 'broken'; readonly subject: string; readonly finger: FingerPosition; readonly purpose: string };

const sealedSchema = z.strictObject({
  consentId: z.string().min(1),
  impressions: z.array(
    z.strictObject({
      // The digest over what comes out of it is compared anyway.
      record: z.string(),
      quality: z.number(),
      sensor: z.string(),
      enroller: z.string(),
      atMs: z.number(),
    }),
  ),
  duress: z.literal(true).optional(),
});

export function encodeFinger(consentId: string, { impressions, duress }: NewFinger): string {
  const encoded = impressions.map(({ record, quality, sensor, enroller, atMs }) => ({
    record: Buffer.from(record).toString('base64'),
    quality,
    sensor,
    enroller,
    atMs,
  }));
  return JSON.stringify({ consentId, impressions: encoded, duress });
}

export function decodeFinger(
  text: string,
): Pick<StoredFinger & { kind: 'finger' }, 'consentId' | 'impressions' | 'duress'> {
  const { consentId, impressions, duress } = sealedSchema.parse(JSON.parse(text));
  const decoded = impressions.map(({ record, ...rest }) => ({
    ...rest,
    record: new Uint8Array(Buffer.from(record, 'base64')),
  }));
  return { consentId, impressions: decoded, ...(duress && { duress }) };
}

const POSITIONS = Object.keys(FINGER_POSITIONS).filter(isFingerPosition);

export const fingerOfCode = (code: number): FingerPosition =>
  POSITIONS.find((finger) => FINGER_POSITIONS[finger] === code) ?? 'unknown';
