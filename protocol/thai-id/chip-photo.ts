// The photo in the chip: a JPEG of some 148x178 pixels in 5,118 bytes, padded. Cut at its end marker, and looked over.
import { unreadable } from './fields.ts';

export interface ChipPhoto {
  readonly jpeg: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** To be zeroed when the visit ends. */
export const bytesOfChipPhoto = ({ jpeg }: ChipPhoto): readonly Uint8Array[] => [jpeg];

const MARKER = 0xff;
const START = 0xd8;
const END = 0xd9;
const START_OF_SCAN = 0xda;
/** ISO/IEC 10918-1, table B.1: baseline, extended and progressive frames; C4, C8 and CC mean something else. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const LARGEST_PX = 2000;

/** Where the JPEG ends within `bytes`; undefined while its end is not there. Padding is not looked at. */
export function endOfJpeg(bytes: Uint8Array): number | undefined {
  const scan = walk(bytes)?.scanOffset;
  if (scan === undefined) return undefined;
  // Within a scan FF is always followed by 00 or a restart marker, so that this can be nothing else.
  for (let offset = scan; offset + 1 < bytes.length; offset += 1)
    if (bytes[offset] === MARKER && bytes[offset + 1] === END) return offset + 2;
  return undefined;
}

/** A copy without the padding. @throws KioskError CARD_UNREADABLE */
export function cutPhoto(bytes: Uint8Array): ChipPhoto {
  const end = endOfJpeg(bytes);
  const { widthPx = 0, heightPx = 0 } = walk(bytes) ?? {};
  const isSized = [widthPx, heightPx].every((px) => px > 0 && px <= LARGEST_PX);
  if (end === undefined || !isSized) throw unreadable('photo');
  return { jpeg: bytes.slice(0, end), widthPx, heightPx };
}

interface JpegLayout {
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly scanOffset?: number;
}

/** By hand, for a JPEG is a list whose length only its entries tell. Undefined where it does not begin as one. */
function walk(bytes: Uint8Array): JpegLayout | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] !== MARKER || bytes[1] !== START) return undefined;
  let size: { widthPx: number; heightPx: number } | undefined;
  for (let offset = 2; offset + 9 <= bytes.length && bytes[offset] === MARKER; ) {
    const marker = view.getUint8(offset + 1);
    const length = view.getUint16(offset + 2);
    if (length < 2) return undefined;
    if (isFrame(marker)) size = { heightPx: view.getUint16(offset + 5), widthPx: view.getUint16(offset + 7) };
    if (marker === START_OF_SCAN) return { ...size, scanOffset: offset + 2 + length };
    offset += 2 + length;
  }
  return { ...size };
}
