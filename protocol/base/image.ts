// An 8-bit grey picture, the raw material of fingerprint recognition.
import { KioskError } from './faults.ts';

export interface GrayImage {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Pixels per inch, the same along both axes. */
  readonly dpi: number;
  /** One byte a pixel, rows from the top, 0 black to 255 white; ridges are dark. */
  readonly pixels: Uint8Array;
}

/** A picture whose pixels fill its size. @throws KioskError IMAGE_SIZE */
export function grayImage(image: GrayImage): GrayImage {
  const { widthPx, heightPx, dpi, pixels } = image;
  const isWhole = Number.isInteger(widthPx) && Number.isInteger(heightPx) && widthPx > 0 && heightPx > 0;
  if (!isWhole || pixels.length !== widthPx * heightPx || !(dpi > 0))
    throw new KioskError('IMAGE_SIZE', { widthPx, heightPx, dpi, bytes: pixels.length });
  return image;
}
