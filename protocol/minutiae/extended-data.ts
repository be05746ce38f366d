// The extended data of a view, ISO/IEC 19794-2:2005 clause 7.5: areas, each with type and length, that whoever does not know passes over.
import { KioskError } from '../base/index.ts';

/** Those that clause 7.5.1 leaves to vendors lie above 0x00ff; these are ours. */
export const AREA_TYPES = { ridgeMap: 0x0152, codes: 0x0154 } as const;

export interface Area {
  readonly type: number;
  readonly data: Uint8Array;
}

export interface FoundArea extends Area {
  /** False where the extended data end before the area does. */
  readonly isWhole: boolean;
}

/** Of all areas together. */
export const EXTENDED_LENGTH_BYTES = 2;
/** Type and length of an area, clause 7.5.1. The length counts what follows them, where ANSI INCITS 378 counts them too. */
const AREA_HEADER_BYTES = 4;
const MAX_BYTES = 0xffff;

/** @throws KioskError TEMPLATE_MALFORMED for more than the format's lengths can say */
export function encodeExtendedData(areas: readonly Area[]): Uint8Array {
  const length = areas.reduce((sum, { data }) => sum + AREA_HEADER_BYTES + data.length, 0);
  if (length > MAX_BYTES) throw new KioskError('TEMPLATE_MALFORMED', { bytes: length });
  const bytes = new Uint8Array(EXTENDED_LENGTH_BYTES + length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, length);
  let at = EXTENDED_LENGTH_BYTES;
  for (const { type, data } of areas) {
    view.setUint16(at, type);
    view.setUint16(at + 2, data.length);
    bytes.set(data, at + AREA_HEADER_BYTES);
    at += AREA_HEADER_BYTES + data.length;
  }
  return bytes;
}

/**
 * What does not fit together is passed over: some write lengths as ANSI INCITS 378 has them, and their minutiae are as good as any.
 * `extended`: from the length of all areas on; its bytes are not copied.
 */
export function* areasIn(extended: Uint8Array): Generator<FoundArea> {
  const view = new DataView(extended.buffer, extended.byteOffset, extended.byteLength);
  const end = EXTENDED_LENGTH_BYTES + view.getUint16(0);
  for (let at = EXTENDED_LENGTH_BYTES; at + AREA_HEADER_BYTES <= Math.min(end, extended.length); ) {
    const from = at + AREA_HEADER_BYTES;
    const to = from + view.getUint16(at + 2);
    const isWhole = to <= Math.min(end, extended.length);
    yield { type: view.getUint16(at), data: extended.subarray(from, to), isWhole };
    at = to;
  }
}
