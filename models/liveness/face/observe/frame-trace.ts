// What tells one frame of a sensor from another without showing what is in it: a digest, and noise at strewn places.
import { createHash } from 'node:crypto';
import type { ColourImage } from '../../../../protocol/computing.ts';
import { NOISE } from '../parameters.ts';

/** In the place of a residue where the sensor was at its end, and shows no noise. */
export const CLIPPED = -128;

export const digestOf = ({ pixels }: ColourImage): string => createHash('sha256').update(pixels).digest('hex');

/** Green minus its four neighbours' mean, in quarters of a grey level. Strewn too thinly to show a picture. */
export function noiseOf({ pixels, widthPx, heightPx }: ColourImage): Int8Array {
  const noise = new Int8Array(NOISE.places).fill(CLIPPED);
  if (widthPx < 3 || heightPx < 3) return noise;
  const row = 3 * widthPx;
  for (let index = 0; index < NOISE.places; index += 1) {
    // The R2 sequence: even, and the same places in every frame.
    const x = 1 + Math.floor(((0.5 + index * 0.7548776662466927) % 1) * (widthPx - 2));
    const y = 1 + Math.floor(((0.5 + index * 0.5698402909980532) % 1) * (heightPx - 2));
    const at = 3 * (y * widthPx + x) + 1;
    const green = pixels[at] ?? 0;
    if (green <= NOISE.darkest || green >= NOISE.brightest) continue;
    const around = (pixels[at - 3] ?? 0) + (pixels[at + 3] ?? 0) + (pixels[at - row] ?? 0) + (pixels[at + row] ?? 0);
    noise[index] = Math.max(-127, Math.min(127, 4 * green - around));
  }
  return noise;
}
