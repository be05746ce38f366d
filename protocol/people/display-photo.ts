// The photo of a person that stands beside their answer: a small JPEG, for people to look at. Nobody is recognised by it.
import { z } from 'zod';

/** 8,000 of them are 190 MiB on a terminal at most; a portrait of 240 by 320 weighs half of it. */
export const MOST_PHOTO_BYTES = 24 * 1024;

const MOST_CHARACTERS = Math.ceil(MOST_PHOTO_BYTES / 3) * 4;

/** SOI and the first marker of every JPEG, in base64. */
const JPEG_BEGINS = /^\/9j\//;

/** Of either side: what claims to be larger would cost a browser its memory, however few its bytes. */
const MOST_SIDE_PX = 640;

/** Frame headers of baseline and progressive pictures (ITU-T T.81, table B.1). */
const FRAME_HEADERS: ReadonlySet<number> = new Set([0xc0, 0xc2]);
/** EXIF and other things that are no picture; the scan, and the end: no frame header comes after them. */
const NOT_BEFORE_FRAME: ReadonlySet<number> = new Set([0xe1, 0xda, 0xd9]);

/** Base64. What a browser makes of the rest is shown to one person, and decides nothing. */
export const displayPhoto = z
  .base64()
  .max(MOST_CHARACTERS)
  .regex(JPEG_BEGINS, 'is no JPEG')
  .refine((photo) => isForDisplay(Buffer.from(photo, 'base64')), `is no JPEG of ${MOST_SIDE_PX} pixels a side at most`);

/** Walks the segments as far as the frame header (ITU-T T.81, B.1.1.4 and B.2.2): 8 bits, grey or three colours, of a size that is shown. */
function isForDisplay(jpeg: Buffer): boolean {
  for (let at = 2; at + 4 <= jpeg.length; ) {
    const marker = jpeg[at + 1] ?? 0;
    if (jpeg[at] !== 0xff || NOT_BEFORE_FRAME.has(marker)) return false;
    if (FRAME_HEADERS.has(marker)) return isSmallFrame(jpeg.subarray(at + 4));
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  return false;
}

/** After its length: precision, lines, samples a line, components. */
function isSmallFrame(frame: Buffer): boolean {
  if (frame.length < 6) return false;
  const [bits, components] = [frame[0], frame[5] ?? 0];
  const sides = [frame.readUInt16BE(1), frame.readUInt16BE(3)];
  const areShown = sides.every((side) => side > 0 && side <= MOST_SIDE_PX);
  return bits === 8 && (components === 1 || components === 3) && areShown;
}
