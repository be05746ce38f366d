// A frame as a small JPEG, made on sharp's own threads. The pixels stay the caller's, who wipes them, as the bytes that come back.
import { type ColourImage, KioskError, Sensitive } from '../../protocol/index.ts';

export interface JpegWish {
  readonly widthPx: number;
  /** 1 to 100. */
  readonly quality: number;
}

/** Never enlarged; holds nothing but the picture. @throws KioskError HAL_UNAVAILABLE without sharp, IMAGE_UNREADABLE */
export async function snapshotJpeg(image: ColourImage, wish: JpegWish): Promise<Sensitive<Uint8Array>> {
  const { default: sharp } = await loadSharp();
  // Its cache would keep pictures of people.
  sharp.cache(false);
  const raw = { width: image.widthPx, height: image.heightPx, channels: 3 } as const;
  try {
    const jpeg = await sharp(image.pixels, { raw })
      .resize({ width: wish.widthPx, withoutEnlargement: true })
      .jpeg({ quality: wish.quality })
      .toBuffer();
    return new Sensitive<Uint8Array>(jpeg);
  } catch (cause) {
    throw new KioskError('IMAGE_UNREADABLE', { doing: 'encode a snapshot' }, cause);
  }
}

async function loadSharp(): Promise<typeof import('sharp')> {
  try {
    return await import('sharp');
  } catch (cause) {
    throw new KioskError('HAL_UNAVAILABLE', { package: 'sharp' }, cause);
  }
}
