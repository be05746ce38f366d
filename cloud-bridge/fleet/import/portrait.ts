// A portrait as terminals show it beside an answer: whatever picture was given, small, upright, and with nothing in it but the picture.
import { KioskError, MOST_PHOTO_BYTES } from '../../../protocol/index.ts';

const WIDTH_PX = 240;
const HEIGHT_PX = 320;
/** Less shows nobody. */
const LEAST_PX = 64;
/** More is not decoded: a picture of few bytes may claim to be of any size. */
const MOST_PIXELS = 50_000_000;
const QUALITIES = [85, 75, 65, 55, 45] as const;
/** What cameras and HR departments have. No drawings: they may ask for other files. */
const FORMATS: Readonly<Record<string, RegExp>> = {
  jpeg: /^ffd8ff/,
  png: /^89504e470d0a1a0a/,
  webp: /^52494646.{8}57454250/,
  tiff: /^(?:49492a00|4d4d002a)/,
};
const LONGEST_MAGIC = 12;

/** @returns a JPEG in base64 @throws KioskError USAGE that says what is wrong with it */
export async function portraitFrom(bytes: Uint8Array): Promise<string> {
  const { default: sharp } = await import('sharp');
  // Its cache would keep pictures of people.
  sharp.cache(false);
  // Before anything reads it: what draws pictures from text has no business with a stranger's file.
  mustBePhoto(bytes);
  try {
    const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'truncated', animated: false });
    mustBeLarge(await picture.metadata());
    const small = picture
      .autoOrient()
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .resize({ width: WIDTH_PX, height: HEIGHT_PX, fit: 'inside', withoutEnlargement: true });
    // Once: what is large is decoded once, and each quality is of the same pixels.
    const { data, info } = await small.raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    mustBeLarge(info);
    for (const quality of QUALITIES) {
      const jpeg = await sharp(data, { raw: { width, height, channels } }).jpeg({ quality }).toBuffer();
      if (jpeg.length <= MOST_PHOTO_BYTES) return jpeg.toString('base64');
    }
  } catch (cause) {
    if (cause instanceof KioskError) throw cause;
    const [why = ''] = cause instanceof Error ? cause.message.split('\n') : [];
    throw new KioskError('USAGE', { why: `not a photo that can be read: ${why}` }, cause);
  }
  throw new KioskError('USAGE', { why: `it cannot be made as small as ${MOST_PHOTO_BYTES} bytes` });
}

function mustBePhoto(bytes: Uint8Array): void {
  const begins = Buffer.from(bytes.subarray(0, LONGEST_MAGIC)).toString('hex');
  if (Object.values(FORMATS).some((magic) => magic.test(begins))) return;
  const due = Object.keys(FORMATS).join(', ');
  throw new KioskError('USAGE', { why: `not a photo that can be read: it is none of ${due}` });
}

/** A strip is made so narrow that nobody is seen in it. */
function mustBeLarge({ width = 0, height = 0 }: { readonly width?: number; readonly height?: number }): void {
  if (Math.min(width, height) < LEAST_PX)
    throw new KioskError('USAGE', {
      why: `a photo of ${LEAST_PX} pixels a side at least is due, and this has ${width} by ${height}`,
    });
}
