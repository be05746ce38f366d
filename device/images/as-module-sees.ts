// What becomes of a picture of a finger on its way through a sensor module: its window, and four bits a pixel.

import {
  type GrayImage,
  packNibbles,
  placeInWindow,
  resampleImage,
  unpackNibbles,
  zfmModels,
} from '../../protocol/index.ts';

const WHITE = 255;
const MODULE = zfmModels.as608;

/** Resampled to the module's dpi and centred in its window, as the bench's virtual module does it. */
export function asModuleSees(picture: GrayImage): GrayImage {
  const seen = placeInWindow(resampleImage(picture, MODULE.claimedDpi), { ...MODULE, background: WHITE });
  return { ...seen, pixels: unpackNibbles(packNibbles(seen.pixels)) };
}
