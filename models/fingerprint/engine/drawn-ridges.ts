// A picture with ridges and minutiae in it, drawn in a few milliseconds: nobody's, and good enough to warm up with.
import type { GrayImage } from '../../../protocol/computing.ts';

const WIDTH_PX = 256;
const HEIGHT_PX = 288;
const PERIOD_PX = 9;
const BEND_PX = 14;
const BEND_WAVELENGTH_PX = 70;
const MINUTIAE = 30;
const GREY = 128;
const CONTRAST = 90;

/** Where a ridge ends the phase turns once around the point, one way or the other. */
interface Ending {
  readonly x: number;
  readonly y: number;
  readonly turns: 1 | -1;
}

/** On a spiral, so that none is close to another. */
const ENDINGS: readonly Ending[] = Array.from({ length: MINUTIAE }, (_, nth) => ({
  x: WIDTH_PX / 2 + 19 * Math.sqrt(nth + 0.5) * Math.cos(2.4 * nth),
  y: HEIGHT_PX / 2 + 22 * Math.sqrt(nth + 0.5) * Math.sin(2.4 * nth),
  turns: nth % 2 === 0 ? 1 : -1,
}));

/** Waves that bend, and are dislocated at each ending: by the product of what lies between it and here, as complex numbers. */
export function drawnRidges(): GrayImage {
  const pixels = new Uint8Array(WIDTH_PX * HEIGHT_PX);
  for (let y = 0; y < HEIGHT_PX; y += 1)
    for (let x = 0; x < WIDTH_PX; x += 1) pixels[y * WIDTH_PX + x] = GREY + CONTRAST * waveAt(x, y);
  return { widthPx: WIDTH_PX, heightPx: HEIGHT_PX, dpi: 500, pixels };
}

function waveAt(x: number, y: number): number {
  const phase = (2 * Math.PI * (y + BEND_PX * Math.sin(x / BEND_WAVELENGTH_PX))) / PERIOD_PX;
  let real = Math.cos(phase);
  let imaginary = Math.sin(phase);
  for (const ending of ENDINGS) {
    const dx = x - ending.x;
    const dy = ending.turns * (y - ending.y);
    const turned = real * dx - imaginary * dy;
    imaginary = real * dy + imaginary * dx;
    real = turned;
  }
  // Its direction alone counts.
  return real / Math.hypot(real, imaginary);
}
