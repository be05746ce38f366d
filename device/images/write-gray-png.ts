// A grey picture as a PNG file that knows its resolution.
import type { GrayImage } from '../../protocol/index.ts';

export async function writeGrayPng(path: string, { widthPx, heightPx, dpi, pixels }: GrayImage): Promise<void> {
  const { default: sharp } = await import('sharp');
  await sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 1 } })
    .toColourspace('b-w')
    .withDensity(dpi)
    .png()
    .toFile(path);
}
