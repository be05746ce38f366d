// The finest detail of a tile in the picture's own pixels: how much there is, how it falls off, what pattern it has.
import type { GrayImage } from '../../../../protocol/computing.ts';
import { REFERENCE_DPI, TEXTURE } from '../parameters.ts';
import type { Tile } from './tile.ts';
import type { TileWave } from './tile-wave.ts';

/** Sums over all pixels of all tiles. */
export interface BandSums {
  pixels: number;
  /** Squared difference from the mean of the four neighbours, next to and two pixels away, in shares of the contrast. */
  fine: number;
  coarse: number;
  /** Product of that difference with the one of the next pixel, and of the second next. */
  nextInRow: number;
  secondInRow: number;
  halfTones: number;
  /** Pixels at one of the two ends of the scale. */
  clipped: number;
}

export const emptyBandSums = (): BandSums => ({
  pixels: 0,
  fine: 0,
  coarse: 0,
  nextInRow: 0,
  secondInRow: 0,
  halfTones: 0,
  clipped: 0,
});

/** The tile keeps this far from the picture's edges: see `readTile`. */
export function addBands({ widthPx, dpi, pixels }: GrayImage, tile: Tile, wave: TileWave, sums: BandSums): void {
  const reach = Math.floor((TEXTURE.reachPx * dpi) / REFERENCE_DPI);
  const [middleX, middleY] = [Math.floor(tile.x), Math.floor(tile.y)];
  const unit = 1 / wave.contrast ** 2;
  const dark = wave.mean + (TEXTURE.halfToneFrom - 0.5) * wave.contrast;
  const bright = wave.mean + (TEXTURE.halfToneTo - 0.5) * wave.contrast;
  for (let y = middleY - reach; y < middleY + reach; y += 1) {
    let [last, beforeLast] = [0, 0];
    for (let x = middleX - reach; x < middleX + reach; x += 1) {
      const at = y * widthPx + x;
      const grey = pixels[at] ?? 0;
      const fine = detail(pixels, at, widthPx, 1);
      sums.fine += unit * fine * fine;
      sums.coarse += unit * detail(pixels, at, widthPx, 2) ** 2;
      sums.nextInRow += unit * fine * last;
      sums.secondInRow += unit * fine * beforeLast;
      if (grey > dark && grey < bright) sums.halfTones += 1;
      if (grey === 0 || grey === 255) sums.clipped += 1;
      sums.pixels += 1;
      beforeLast = last;
      last = fine;
    }
  }
}

/** A pixel against the mean of its four neighbours `step` away. */
const detail = (pixels: Uint8Array, at: number, widthPx: number, step: number): number =>
  (pixels[at] ?? 0) -
  ((pixels[at - step] ?? 0) +
    (pixels[at + step] ?? 0) +
    (pixels[at - step * widthPx] ?? 0) +
    (pixels[at + step * widthPx] ?? 0)) /
    4;
