// Moire: a screen's or a printer's grid seen by the camera's own grid beats, and stands out of the spectrum as points.
import type { ColourImage } from '../../../../protocol/computing.ts';
import type { FaceBox } from '../../../face/index.ts';
import { MOIRE } from '../parameters.ts';
import { type ComplexSquare, transformSquare } from './fourier.ts';
import { greyRaster } from './grey-raster.ts';

/** Logarithm to base ten of how far the strongest point of the spectrum rises above those of the same frequency. */
export function periodicEnergy(image: ColourImage, box: FaceBox): number {
  const power = powerSpectrum(image, box);
  const medians = ringMedians(power);
  const { side } = MOIRE;
  let highest = 0;
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1) {
      const ring = ringOf(row, column);
      const median = medians[ring];
      if (!median || isOfCompression(row, column)) continue;
      highest = Math.max(highest, (power[row * side + column] ?? 0) / median);
    }
  return Math.log10(Math.max(1, highest));
}

/** At the picture's own pixels: resampling would make grids of its own and lose others. */
function powerSpectrum(image: ColourImage, box: FaceBox): Float64Array {
  const { side } = MOIRE;
  const left = Math.round(box.leftPx + box.widthPx / 2 - side / 2);
  const top = Math.round(box.topPx + box.heightPx / 2 - side / 2);
  const { data } = greyRaster(image, { left, top, width: side, height: side });
  const mean = data.reduce((sum, grey) => sum + grey, 0) / data.length;
  const window = Array.from({ length: side }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / side));
  const real = Float64Array.from(
    data,
    (grey, at) => (grey - mean) * (window[at % side] ?? 0) * (window[Math.floor(at / side)] ?? 0),
  );
  const square: ComplexSquare = { side, real, imaginary: new Float64Array(side * side) };
  transformSquare(square);
  return real.map((value, at) => value ** 2 + (square.imaginary[at] ?? 0) ** 2);
}

const signed = (at: number): number => (at < MOIRE.side / 2 ? at : at - MOIRE.side);

/** Frequencies as far from the middle; 0 where they are not looked at: features of a face lie below, noise alone above. */
function ringOf(row: number, column: number): number {
  const ring = Math.round(Math.hypot(signed(row), signed(column)));
  return ring >= MOIRE.lowestRing && ring <= MOIRE.highestRing ? ring : 0;
}

/** JPEG's blocks of 8 pixels, and edges that run along the picture's, which have no grid behind them. */
function isOfCompression(row: number, column: number): boolean {
  const [y, x] = [Math.abs(signed(row)), Math.abs(signed(column))];
  if (y <= MOIRE.axisBins || x <= MOIRE.axisBins) return true;
  const block = MOIRE.side / 8;
  const near = (at: number): boolean => Math.min(at % block, block - (at % block)) <= 1;
  return near(x) && near(y);
}

function ringMedians(power: Float64Array): readonly number[] {
  const rings: number[][] = Array.from({ length: MOIRE.highestRing + 1 }, () => []);
  power.forEach((value, at) => {
    const ring = ringOf(Math.floor(at / MOIRE.side), at % MOIRE.side);
    if (ring > 0) rings[ring]?.push(value);
  });
  return rings.map((values) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0);
}
