// Reads a picture of a finger from a file: 8-bit grey, of a size that a finger can have.

import { stat } from 'node:fs/promises';
import { type GrayImage, grayImage, KioskError } from '../../protocol/index.ts';

const LEAST_PX = 16;
const MOST_PX = 4000;
const LEAST_DPI = 250;
const MOST_DPI = 1200;
const MOST_BYTES = 64 * 1024 * 1024;

/** @throws KioskError IMAGE_UNREADABLE for what is no picture, or a folder, or not there; IMAGE_SIZE */
export async function readGrayImage(path: string, dpi: number): Promise<GrayImage> {
  if (!(dpi >= LEAST_DPI && dpi <= MOST_DPI)) throw new KioskError('IMAGE_SIZE', { dpi });
  const { pixels, widthPx, heightPx } = await decode(path);
  const fits = [widthPx, heightPx].every((side) => side >= LEAST_PX && side <= MOST_PX);
  if (!fits) throw new KioskError('IMAGE_SIZE', { file: path, widthPx, heightPx });
  return grayImage({ widthPx, heightPx, dpi, pixels });
}

interface Decoded {
  readonly pixels: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

async function decode(path: string): Promise<Decoded> {
  const { default: sharp } = await import('sharp');
  try {
    await mustBeFile(path);
    const picture = sharp(path, { limitInputPixels: MOST_PX * MOST_PX, failOn: 'truncated' });
    const { data, info } = await picture
      .flatten({ background: 'white' })
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const pixels = channels === 1 ? data : data.filter((_, index) => index % channels === 0);
    return { pixels: Uint8Array.from(pixels), widthPx: width, heightPx: height };
  } catch (cause) {
    if (cause instanceof KioskError) throw cause;
    const why = cause instanceof Error ? cause.message.split('\n')[0] : '';
    throw new KioskError('IMAGE_UNREADABLE', { file: path, why: why ?? '' }, cause);
  }
}

async function mustBeFile(path: string): Promise<void> {
  const found = await stat(path);
  if (!found.isFile()) throw new KioskError('IMAGE_UNREADABLE', { file: path, why: 'not a file' });
  if (found.size > MOST_BYTES) throw new KioskError('IMAGE_UNREADABLE', { file: path, why: 'too large' });
}
