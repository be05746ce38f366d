// A photo's bytes as a picture in colour: bounded before and after it is decoded, whatever the bytes claim.
import { type ColourImage, colourImage, KioskError } from '../../../protocol/computing.ts';

export interface PhotoLimits {
  readonly mostBytes: number;
  readonly leastPx: number;
  readonly mostPx: number;
}

const LIMITS: PhotoLimits = { mostBytes: 32 * 1024 * 1024, leastPx: 16, mostPx: 8192 };
/** Beyond this, decoding takes longer than anybody waits. */
const MOST_PIXELS = 50_000_000;

/** Upright, as its own note on how the camera was held says. @throws KioskError IMAGE_UNREADABLE, IMAGE_SIZE */
export async function decodePhoto(bytes: Uint8Array, limits: PhotoLimits = LIMITS): Promise<ColourImage> {
  if (bytes.length === 0 || bytes.length > limits.mostBytes)
    throw new KioskError('IMAGE_UNREADABLE', { bytes: bytes.length, most: limits.mostBytes });
  const { default: sharp } = await import('sharp');
  const options = { limitInputPixels: MOST_PIXELS, failOn: 'truncated', animated: false } as const;
  try {
    const { width: widthPx = 0, height: heightPx = 0 } = await sharp(bytes, options).metadata();
    expectSize({ widthPx, heightPx }, limits);
    const picture = sharp(bytes, options).autoOrient().flatten({ background: 'white' }).toColourspace('srgb');
    const { data, info } = await picture.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    const pixels = info.channels === 3 ? data : inThreeChannels(data, info.channels);
    return colourImage({ widthPx: info.width, heightPx: info.height, pixels });
  } catch (cause) {
    if (cause instanceof KioskError) throw cause;
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
    throw new KioskError('IMAGE_UNREADABLE', { why }, cause);
  }
}

function expectSize({ widthPx, heightPx }: Omit<ColourImage, 'pixels'>, { leastPx, mostPx }: PhotoLimits): void {
  const fits = [widthPx, heightPx].every((side) => side >= leastPx && side <= mostPx);
  if (!fits) throw new KioskError('IMAGE_SIZE', { widthPx, heightPx });
}

function inThreeChannels(data: Uint8Array, channels: number): Uint8Array {
  const step = Math.min(1, channels - 1);
  const pixels = new Uint8Array((data.length / channels) * 3);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = data[Math.floor(at / 3) * channels + step * (at % 3)] ?? 0;
  data.fill(0);
  return pixels;
}
