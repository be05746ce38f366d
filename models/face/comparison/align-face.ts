// A face turned upright and brought to the size at which recognisers were taught: eyes, nose and mouth where they expect them.
import type { ColourImage } from '../../../protocol/computing.ts';
import type { FaceLandmarks, Point } from '../face.ts';
import { PictureTensor } from '../picture/picture-input.ts';
import { sampleSimilar } from '../picture/sample-similar.ts';
import { inverse, similarityOnto } from '../picture/similarity.ts';
import type { Recogniser } from './recogniser-entry.ts';

/** In a picture of 112 by 112; the common convention of face recognisers since ArcFace. */
const PLACES: readonly Point[] = [
  { xPx: 38.2946, yPx: 51.6963 },
  { xPx: 73.5318, yPx: 51.5014 },
  { xPx: 56.0252, yPx: 71.7366 },
  { xPx: 41.5493, yPx: 92.3655 },
  { xPx: 70.7299, yPx: 92.2041 },
];

/** Undefined where the points fall into one. What lies beyond the picture is black, as it was when the networks were taught. */
export function alignFace(
  image: ColourImage,
  { rightEye, leftEye, nose, rightMouth, leftMouth }: FaceLandmarks,
  { input, lowerPx }: Pick<Recogniser, 'input' | 'lowerPx'>,
): PictureTensor | undefined {
  const onto = similarityOnto([rightEye, leftEye, nose, rightMouth, leftMouth], PLACES);
  if (!onto) return undefined;
  const { widthPx, heightPx } = input;
  const back = inverse({ ...onto, down: onto.down - lowerPx });
  const tensor = new PictureTensor(input);
  sampleSimilar(image, { back, widthPx, heightPx }, (row, y) => tensor.setRow(y, row));
  return tensor;
}
