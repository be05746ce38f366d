// ISO/IEC 19794-2:2005 finger minutiae records, written and read: clause 7, the record format with 6-byte minutiae.

import { KioskError } from '../base/index.ts';
import { FINGER_POSITIONS, type FingerPosition } from './finger-position.ts';
import type { FingerTemplate, Minutia, MinutiaKind } from './finger-template.ts';

const FORMAT = 'FMR\0';
/** Table 1: version 2.0 of this standard. ANSI/INCITS 378-2004 bears the same. */
const VERSION = ' 20\0';
const HEADER_BYTES = 24;
const VIEW_HEADER_BYTES = 4;
const MINUTIA_BYTES = 6;
const EXTENDED_LENGTH_BYTES = 2;
/** The count is one byte, a coordinate 14 bits. */
const MOST_MINUTIAE = 255;
const MOST_COORDINATE = 0x3fff;
const CM_PER_INCH = 2.54;
/** Clause 7.4.2.4.3: one unit of an angle is 360/256 degrees. */
const ANGLE_UNITS = 256;
const LOWEST_DPI = 100;
const HIGHEST_DPI = 1200;

/** Clause 7.4.2.4.1. */
const KIND_CODES: Readonly<Record<MinutiaKind, number>> = { other: 0, ending: 1, bifurcation: 2 };
const KINDS: readonly MinutiaKind[] = ['other', 'ending', 'bifurcation'];

export interface RecordDetails {
  readonly position?: FingerPosition;
  /** Table 5: 0 live-scan plain, which is the default. */
  readonly impressionType?: number;
}

/** Of more minutiae than a record can hold, the best are kept. Fractions of a pixel are rounded. */
export function encodeFingerMinutiae(template: FingerTemplate, details: RecordDetails = {}): Uint8Array {
  const { position = 'unknown', impressionType = 0 } = details;
  const kept = [...template.minutiae].sort((a, b) => b.quality - a.quality).slice(0, MOST_MINUTIAE);
  const length = HEADER_BYTES + VIEW_HEADER_BYTES + kept.length * MINUTIA_BYTES + EXTENDED_LENGTH_BYTES;
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  bytes.set(Buffer.from(FORMAT + VERSION, 'latin1'));
  const pixelsPerCm = Math.round(template.dpi / CM_PER_INCH);
  view.setUint32(8, length);
  view.setUint16(14, template.widthPx);
  view.setUint16(16, template.heightPx);
  view.setUint16(18, pixelsPerCm);
  view.setUint16(20, pixelsPerCm);
  view.setUint8(22, 1);
  bytes.set(
    [FINGER_POSITIONS[position], impressionType & 0x0f, bounded(template.quality, 100), kept.length],
    HEADER_BYTES,
  );
  kept.forEach((minutia, index) => {
    writeMinutia(view, HEADER_BYTES + VIEW_HEADER_BYTES + index * MINUTIA_BYTES, minutia, template);
  });
  return bytes;
}

const bounded = (value: number, most: number): number => Math.max(0, Math.min(most, Math.round(value)));

function writeMinutia(
  view: DataView,
  at: number,
  { x, y, angle, kind, quality }: Minutia,
  { widthPx, heightPx }: FingerTemplate,
): void {
  const right = Math.min(widthPx - 1, MOST_COORDINATE);
  const bottom = Math.min(heightPx - 1, MOST_COORDINATE);
  view.setUint16(at, (KIND_CODES[kind] << 14) | bounded(x, right));
  view.setUint16(at + 2, bounded(y, bottom));
  view.setUint8(at + 4, Math.round((angle / (2 * Math.PI)) * ANGLE_UNITS) & 0xff);
  view.setUint8(at + 5, bounded(quality, 100));
}

/** The first finger view of a record. @throws KioskError TEMPLATE_MALFORMED that says what is wrong */
export function decodeFingerMinutiae(bytes: Uint8Array): FingerTemplate {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkHeader(bytes, view);
  const widthPx = view.getUint16(14);
  const heightPx = view.getUint16(16);
  const dpi = Math.round(view.getUint16(18) * CM_PER_INCH);
  if (widthPx === 0 || heightPx === 0) throw malformed('an image without area');
  if (dpi < LOWEST_DPI || dpi > HIGHEST_DPI || view.getUint16(18) !== view.getUint16(20))
    throw malformed('a resolution that no sensor has');
  if (view.getUint8(22) === 0) throw malformed('no finger view');
  const count = view.getUint8(HEADER_BYTES + 3);
  const first = HEADER_BYTES + VIEW_HEADER_BYTES;
  if (first + count * MINUTIA_BYTES + EXTENDED_LENGTH_BYTES > bytes.length) throw malformed('minutiae beyond its end');
  const minutiae = Array.from({ length: count }, (_, index) => readMinutia(view, first + index * MINUTIA_BYTES));
  if (minutiae.some(({ x, y }) => x >= widthPx || y >= heightPx)) throw malformed('a minutia outside the image');
  return { widthPx, heightPx, dpi, quality: bounded(view.getUint8(HEADER_BYTES + 2), 100), minutiae };
}

const malformed = (why: string): KioskError => new KioskError('TEMPLATE_MALFORMED', { why });

function checkHeader(bytes: Uint8Array, view: DataView): void {
  const name = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  if (!name.startsWith(FORMAT)) throw malformed('not a finger minutiae record');
  if (name !== FORMAT + VERSION) throw malformed(`version "${name.slice(4, 7)}", only " 20" is read`);
  if (bytes.length < HEADER_BYTES + VIEW_HEADER_BYTES + EXTENDED_LENGTH_BYTES) throw malformed('cut off');
  if (view.getUint32(8) === bytes.length) return;
  // ANSI/INCITS 378-2004 has the same first eight bytes, then a length of two; its angles have another unit.
  if (view.getUint16(8) === bytes.length) throw malformed('an ANSI/INCITS 378-2004 record');
  throw malformed(`${bytes.length} bytes where its header says ${view.getUint32(8)}`);
}

function readMinutia(view: DataView, at: number): Minutia {
  const kindAndX = view.getUint16(at);
  const quality = view.getUint8(at + 5);
  return {
    x: kindAndX & MOST_COORDINATE,
    y: view.getUint16(at + 2) & MOST_COORDINATE,
    angle: (view.getUint8(at + 4) / ANGLE_UNITS) * 2 * Math.PI,
    kind: KINDS[kindAndX >> 14] ?? 'other',
    quality: quality <= 100 ? quality : 0,
  };
}
