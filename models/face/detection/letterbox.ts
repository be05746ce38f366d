// A picture of any size in the square that a detector looks at: whole, undistorted, in the upper left corner.
import type { ColourImage } from '../../../protocol/computing.ts';
import { type PictureInput, PictureTensor } from '../picture/picture-input.ts';
import { resampleRows } from '../picture/resample.ts';

export interface Letterboxed {
  readonly tensor: PictureTensor;
  /** Pixels of the detector's square for one of the picture. */
  readonly scale: number;
}

export function letterbox(image: ColourImage, input: PictureInput): Letterboxed {
  const scale = Math.min(input.widthPx / image.widthPx, input.heightPx / image.heightPx);
  const size = {
    widthPx: Math.max(1, Math.round(image.widthPx * scale)),
    heightPx: Math.max(1, Math.round(image.heightPx * scale)),
  };
  const tensor = new PictureTensor(input);
  resampleRows(image, size, (row, y) => tensor.setRow(y, row));
  return { tensor, scale };
}
