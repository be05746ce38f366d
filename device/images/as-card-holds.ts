// A photo as the chip of a Thai ID card would hold it: 148 by 178 pixels around the head, as a JPEG of at most 5,118 bytes.
import { cutOut, type Face, headOf, resampled } from '../../models/index.ts';
import { type ColourImage, KioskError } from '../../protocol/index.ts';

const CARD = { widthPx: 148, heightPx: 178, mostBytes: 5118, headShare: 0.72 } as const;
const QUALITIES = [92, 88, 84, 80, 76, 72, 68, 64, 60, 55, 50, 45, 40, 35, 30, 25, 20, 15, 10] as const;

/** @throws KioskError IMAGE_SIZE where it cannot be made so small */
export async function asCardHolds(image: ColourImage, face: Face): Promise<Uint8Array> {
  const head = headOf(face);
  const heightPx = Math.max(8, Math.round(head.heightPx / CARD.headShare));
  const widthPx = Math.max(8, Math.round((heightPx * CARD.widthPx) / CARD.heightPx));
  const { xPx, yPx } = head.middle;
  const part = { leftPx: Math.round(xPx - widthPx / 2), topPx: Math.round(yPx - heightPx / 2), widthPx, heightPx };
  const { pixels } = resampled(cutOut(image, part), CARD);
  const { default: sharp } = await import('sharp');
  const raw = { width: CARD.widthPx, height: CARD.heightPx, channels: 3 } as const;
  for (const quality of QUALITIES) {
    const bytes = await sharp(pixels, { raw }).jpeg({ quality }).toBuffer();
    if (bytes.length <= CARD.mostBytes) return bytes;
  }
  throw new KioskError('IMAGE_SIZE', { widthPx, heightPx, most: CARD.mostBytes });
}
