// Finger minutiae record of ISO/IEC 19794-2:2005, written and read.
import { KioskError } from '../base/index.ts';
import { AREA_TYPES, type Area, areasIn, EXTENDED_LENGTH_BYTES, encodeExtendedData } from './extended-data.ts';
import { FINGER_POSITIONS, type FingerPosition } from './finger-position.ts';
import type { FingerTemplate, Minutia, MinutiaKind } from './finger-template.ts';
import { decodeRidgeMap, encodeRidgeMap, type RidgeMap } from './ridge-map.ts';

/** "FMR\0" and version " 20\0", clauses 7.3.1 and 7.3.2. */
const MAGIC = [0x46, 0x4d, 0x52, 0x00, 0x20, 0x32, 0x30, 0x00] as const;
const HEADER_BYTES = 24;
const VIEW_BYTES = 4;
const MINUTIA_BYTES = 6;
/** ANSI INCITS 378-2004 has the same magic, but a product identifier of four bytes more or less where our length is. */
const ANSI_SHORT_HEADER_BYTES = 26;
const MAX_MINUTIAE = 255;
const MAX_COORDINATE = 0x3fff;
const CM_PER_INCH = 2.54;
const TAU = 2 * Math.PI;

/** Clause 7.4.2.3: the upper two bits of x. */
const KINDS: readonly MinutiaKind[] = ['other', 'ending', 'bifurcation'];

/** Clause 7.4.1.3, as far as a kiosk meets them. */
export const IMPRESSIONS = {
  'live-plain': 0,
  'live-rolled': 1,
  'nonlive-plain': 2,
  'nonlive-rolled': 3,
  swipe: 8,
} as const;

export interface RecordOptions {
  readonly position?: FingerPosition;
  readonly impression?: keyof typeof IMPRESSIONS;
}

/**
 * One view of one finger. Coordinates and angles are rounded to the format's units; a ridge map and codes stand in extended
 * data areas, which leave the record readable to every engine. @throws KioskError TEMPLATE_MALFORMED */
export function encodeFingerMinutiae(template: FingerTemplate, options: RecordOptions = {}): Uint8Array {
  const { minutiae } = template;
  const perCm = Math.round(template.dpi / CM_PER_INCH);
  const isWritable = [template.widthPx, template.heightPx].every((side) => side >= 1 && side <= MAX_COORDINATE);
  if (!isWritable || minutiae.length > MAX_MINUTIAE || !(perCm > 0 && perCm <= 0xffff))
    throw new KioskError('TEMPLATE_MALFORMED', { minutiae: minutiae.length, dpi: template.dpi });
  const extended = encodeExtendedData(areasOf(template));
  const extendedAt = HEADER_BYTES + VIEW_BYTES + minutiae.length * MINUTIA_BYTES;
  const bytes = new Uint8Array(extendedAt + extended.length);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC, 0);
  view.setUint32(8, bytes.length);
  view.setUint16(14, template.widthPx);
  view.setUint16(16, template.heightPx);
  view.setUint16(18, perCm);
  view.setUint16(20, perCm);
  view.setUint8(22, 1);
  view.setUint8(24, FINGER_POSITIONS[options.position ?? 'unknown']);
  view.setUint8(25, IMPRESSIONS[options.impression ?? 'live-plain']);
  view.setUint8(26, bounded(template.quality, 100));
  view.setUint8(27, minutiae.length);
  for (const [index, minutia] of minutiae.entries())
    writeMinutia(view, HEADER_BYTES + VIEW_BYTES + index * MINUTIA_BYTES, minutia);
  bytes.set(extended, extendedAt);
  return bytes;
}

function areasOf({ ridges, codes }: FingerTemplate): readonly Area[] {
  return [
    ...(ridges === undefined ? [] : [{ type: AREA_TYPES.ridgeMap, data: encodeRidgeMap(ridges) }]),
    ...(codes === undefined ? [] : [{ type: AREA_TYPES.codes, data: codes }]),
  ];
}

const bounded = (value: number, most: number): number => Math.max(0, Math.min(most, Math.round(value)));

function writeMinutia(view: DataView, at: number, { x, y, angle, kind, quality }: Minutia): void {
  view.setUint16(at, (KINDS.indexOf(kind) << 14) | bounded(x, MAX_COORDINATE));
  view.setUint16(at + 2, bounded(y, MAX_COORDINATE));
  view.setUint8(at + 4, Math.round((angle / TAU) * 256) & 0xff);
  view.setUint8(at + 5, bounded(quality, 100));
}

/** The first view of a record. @throws KioskError TEMPLATE_MALFORMED */
export function decodeFingerMinutiae(bytes: Uint8Array): FingerTemplate {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkHeader(view, bytes);
  const dpi = resolutionOf(view);
  const count = view.getUint8(27);
  const end = HEADER_BYTES + VIEW_BYTES + count * MINUTIA_BYTES;
  if (end + EXTENDED_LENGTH_BYTES > bytes.length)
    throw malformed('ends before its minutiae', { count, bytes: bytes.length });
  const minutiae: Minutia[] = [];
  for (let at = HEADER_BYTES + VIEW_BYTES; at < end; at += MINUTIA_BYTES) minutiae.push(readMinutia(view, at));
  const [widthPx, heightPx] = [view.getUint16(14), view.getUint16(16)];
  if (widthPx === 0 || heightPx === 0) throw malformed('has no size', { widthPx, heightPx });
  const quality = Math.min(100, view.getUint8(26));
  return { widthPx, heightPx, dpi, quality, minutiae, ...extrasIn(bytes.subarray(end)) };
}

/** What stands in areas of ours. Codes that the extended data end before are none: they can be measured anew. */
function extrasIn(extended: Uint8Array): Pick<FingerTemplate, 'ridges' | 'codes'> {
  const extras: { ridges?: RidgeMap; codes?: Uint8Array } = {};
  for (const { type, data, isWhole } of areasIn(extended)) {
    if (type === AREA_TYPES.codes && isWhole) extras.codes ??= new Uint8Array(data);
    if (type !== AREA_TYPES.ridgeMap || extras.ridges !== undefined) continue;
    if (!isWhole) throw malformed('has a ridge map that its extended data end before');
    const ridges = decodeRidgeMap(data);
    if (ridges !== undefined) extras.ridges = ridges;
  }
  return extras;
}

const malformed = (problem: string, context: Readonly<Record<string, number>> = {}): KioskError =>
  new KioskError('TEMPLATE_MALFORMED', { problem, ...context });

function checkHeader(view: DataView, bytes: Uint8Array): void {
  if (bytes.length < HEADER_BYTES + VIEW_BYTES + EXTENDED_LENGTH_BYTES)
    throw malformed('is too short', { bytes: bytes.length });
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) throw malformed('is not an ISO/IEC 19794-2:2005 record');
  const stated = view.getUint32(8);
  if (stated === bytes.length) {
    if (view.getUint8(22) === 0) throw malformed('holds no finger view');
    return;
  }
  const isAnsi = view.getUint16(8) === bytes.length && bytes.length >= ANSI_SHORT_HEADER_BYTES + VIEW_BYTES;
  if (isAnsi) throw malformed('is an ANSI INCITS 378-2004 record, which this service does not read');
  throw malformed('states another length than it has', { stated, bytes: bytes.length });
}

function resolutionOf(view: DataView): number {
  const [across, down] = [view.getUint16(18), view.getUint16(20)];
  if (across === 0 || across !== down) throw malformed('states no usable resolution', { across, down });
  return Math.round(across * CM_PER_INCH);
}

function readMinutia(view: DataView, at: number): Minutia {
  const first = view.getUint16(at);
  return {
    x: first & MAX_COORDINATE,
    y: view.getUint16(at + 2) & MAX_COORDINATE,
    angle: (view.getUint8(at + 4) / 256) * TAU,
    kind: KINDS[first >> 14] ?? 'other',
    quality: Math.min(100, view.getUint8(at + 5)),
  };
}
