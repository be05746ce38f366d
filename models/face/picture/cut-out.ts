// A part of a picture as a picture of its own.
import type { ColourImage } from '../../../protocol/computing.ts';
import type { FaceBox } from '../face.ts';

const CHANNELS = 3;

/** `part` in whole pixels; what lies beyond the picture is black. */
export function cutOut(image: ColourImage, part: FaceBox): ColourImage {
  const { leftPx, topPx, widthPx, heightPx } = part;
  const pixels = new Uint8Array(widthPx * heightPx * CHANNELS);
  const from = Math.max(0, leftPx);
  const to = Math.min(image.widthPx, leftPx + widthPx);
  if (to <= from) return { widthPx, heightPx, pixels };
  for (let y = Math.max(0, topPx); y < Math.min(image.heightPx, topPx + heightPx); y += 1) {
    const row = y * image.widthPx;
    const part = image.pixels.subarray((row + from) * CHANNELS, (row + to) * CHANNELS);
    pixels.set(part, ((y - topPx) * widthPx + from - leftPx) * CHANNELS);
  }
  return { widthPx, heightPx, pixels };
}
