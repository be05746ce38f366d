// One place of a print, read along and across its ridges, with the phase of the ridge wave at each point.
import { type GrayImage, RIDGE_MAP_STEP_PX, RIDGE_SAMPLE, type RidgeMap } from '../../../../protocol/computing.ts';
import { REFERENCE_DPI, TEXTURE } from '../parameters.ts';

export const TILE_SIDE = 2 * TEXTURE.reachPx;

/** Rows go across the ridges, columns along them. */
export interface Tile {
  /** Middle of the tile in pixels of the picture. */
  x: number;
  y: number;
  readonly grey: Float32Array;
  /** Of the wave at each row; 0 on the middle of a ridge. */
  readonly phase: Float32Array;
}

export const emptyTile = (): Tile => ({
  x: 0,
  y: 0,
  grey: new Float32Array(TILE_SIDE * TILE_SIDE),
  phase: new Float32Array(TILE_SIDE),
});

const RATIO = RIDGE_SAMPLE.maxPeriodPx / RIDGE_SAMPLE.minPeriodPx;

/** Reads the tile around sample `at` into `tile`; false where no ridge is known or the picture ends. */
export function readTile(image: GrayImage, { columns, samples }: RidgeMap, at: number, tile: Tile): boolean {
  const sample = samples[at] ?? 0;
  if ((sample & RIDGE_SAMPLE.present) === 0) return false;
  const scale = image.dpi / REFERENCE_DPI;
  tile.x = ((at % columns) + 0.5) * RIDGE_MAP_STEP_PX * scale;
  tile.y = (Math.floor(at / columns) + 0.5) * RIDGE_MAP_STEP_PX * scale;
  const reach = (Math.SQRT2 * TEXTURE.reachPx + 1) * scale;
  const { x, y } = tile;
  if (x < reach || y < reach || x > image.widthPx - 1 - reach || y > image.heightPx - 1 - reach) return false;
  readAlong(image, tile, ((sample >> 9) & 0x3f) * (Math.PI / RIDGE_SAMPLE.orientations));
  const phase = ((sample & 0x1f) * 2 * Math.PI) / RIDGE_SAMPLE.phases;
  const period = RIDGE_SAMPLE.minPeriodPx * RATIO ** (((sample >> 5) & 0x0f) / (RIDGE_SAMPLE.periods - 1));
  for (let row = 0; row < TILE_SIDE; row += 1)
    tile.phase[row] = phase + (2 * Math.PI * (row + 0.5 - TEXTURE.reachPx)) / period;
  return true;
}

/** `normal` is counter-clockwise from the right, as the ridge map has it. */
function readAlong(image: GrayImage, { x, y, grey }: Tile, normal: number): void {
  const scale = image.dpi / REFERENCE_DPI;
  const [right, down] = [scale * Math.cos(normal), -scale * Math.sin(normal)];
  for (let row = 0; row < TILE_SIDE; row += 1) {
    const across = row + 0.5 - TEXTURE.reachPx;
    for (let column = 0; column < TILE_SIDE; column += 1) {
      const along = column + 0.5 - TEXTURE.reachPx;
      const [atX, atY] = [x - 0.5 + across * right - along * down, y - 0.5 + across * down + along * right];
      grey[row * TILE_SIDE + column] = greyAt(image, atX, atY);
    }
  }
}

/** Bilinear between the four nearest pixels. */
function greyAt({ widthPx, pixels }: GrayImage, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [shareX, shareY] = [x - left, y - top];
  const at = top * widthPx + left;
  const upper = (pixels[at] ?? 0) * (1 - shareX) + (pixels[at + 1] ?? 0) * shareX;
  const lower = (pixels[at + widthPx] ?? 0) * (1 - shareX) + (pixels[at + widthPx + 1] ?? 0) * shareX;
  return upper * (1 - shareY) + lower * shareY;
}
