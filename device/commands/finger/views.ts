// What a sensor shows of a print: all of it, the part that lies in its window, or a piece.
import type { GrayImage } from '../../../protocol/index.ts';
import { asModuleSees } from '../../images/as-module-sees.ts';

export type View = (picture: GrayImage) => GrayImage;

/** A window shows fewer minutiae, and scores mean something else. */
export const VIEWS = { whole: (picture) => picture, window: asModuleSees } as const satisfies Readonly<
  Record<string, View>
>;

/** A number in [0, 1) that only the picture decides. */
export const chanceOf = ({ pixels }: GrayImage): number =>
  pixels.reduce((sum, grey) => (Math.imul(sum, 31) + grey) >>> 0, 7) / 2 ** 32;

const INCH_MM = 25.4;
/** Side of the smallest sensors: 192 pixels at 500 dpi. */
const PIECE_MM = (192 * INCH_MM) / 500;

/** A square piece from anywhere in the picture: the same for the same picture. */
export function asPiece(picture: GrayImage): GrayImage {
  const { widthPx, heightPx, dpi, pixels } = picture;
  const side = Math.round((PIECE_MM * dpi) / INCH_MM);
  const [width, height] = [Math.min(side, widthPx), Math.min(side, heightPx)];
  const bits = chanceOf(picture) * 2 ** 32;
  const left = (bits >>> 16) % (widthPx - width + 1);
  const top = (bits & 0xffff) % (heightPx - height + 1);
  const piece = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const from = (top + row) * widthPx + left;
    piece.set(pixels.subarray(from, from + width), row * width);
  }
  return { widthPx: width, heightPx: height, dpi, pixels: piece };
}
