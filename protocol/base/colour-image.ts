// A picture in colour: a frame of the camera, the photo in a card's chip.
import { KioskError } from './faults.ts';

export interface ColourImage {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Three bytes a pixel, red, green, blue; rows from the top. */
  readonly pixels: Uint8Array;
}

const CHANNELS = 3;

/** A picture whose pixels fill its size. @throws KioskError IMAGE_SIZE */
export function colourImage(image: ColourImage): ColourImage {
  const { widthPx, heightPx, pixels } = image;
  const isWhole = Number.isInteger(widthPx) && Number.isInteger(heightPx) && widthPx > 0 && heightPx > 0;
  if (!isWhole || pixels.length !== widthPx * heightPx * CHANNELS)
    throw new KioskError('IMAGE_SIZE', { widthPx, heightPx, bytes: pixels.length });
  return image;
}
