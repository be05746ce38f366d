// A face turned upright and brought to the size at which recognisers were taught: eyes, nose and mouth where they expect them.
import type { ColourImage } from '../../../protocol/index.ts';
import type { FaceLandmarks, Point } from '../face.ts';
import { PictureTensor } from '../picture/picture-input.ts';
import type { Recogniser } from './recogniser-entry.ts';
import { inverse, type Similarity, scaleOf, similarityOnto } from './similarity.ts';

/** In a picture of 112 by 112; the common convention of face recognisers since ArcFace. */
const PLACES: readonly Point[] = [
  { xPx: 38.2946, yPx: 51.6963 },
  { xPx: 73.5318, yPx: 51.5014 },
  { xPx: 56.0252, yPx: 71.7366 },
  { xPx: 41.5493, yPx: 92.3655 },
  { xPx: 70.7299, yPx: 92.2041 },
];

const CHANNELS = 3;
/** Samples along each side of a pixel, at most: of a face that fills a large picture. */
const MOST_SAMPLES = 8;

/** Undefined where the points fall into one. What lies beyond the picture is black, as it was when the networks were taught. */
export function alignFace(
  image: ColourImage,
  { rightEye, leftEye, nose, rightMouth, leftMouth }: FaceLandmarks,
  { input, lowerPx }: Pick<Recogniser, 'input' | 'lowerPx'>,
): PictureTensor | undefined {
  const onto = similarityOnto([rightEye, leftEye, nose, rightMouth, leftMouth], PLACES);
  if (!onto) return undefined;
  const back = inverse({ ...onto, down: onto.down - lowerPx });
  const tensor = new PictureTensor(input);
  const row = new Float32Array(input.widthPx * CHANNELS);
  for (let y = 0; y < input.heightPx; y += 1) {
    sampleRow(image, { back, y }, row);
    tensor.setRow(y, row);
  }
  row.fill(0);
  return tensor;
}

interface Row {
  readonly back: Similarity;
  readonly y: number;
}

/** Each pixel is the mean of as many samples as the picture has pixels there: a large face is not thinned to a pattern. */
function sampleRow(image: ColourImage, { back, y }: Row, row: Float32Array): void {
  const samples = Math.min(MOST_SAMPLES, Math.max(1, Math.round(scaleOf(back))));
  const share = 1 / (samples * samples);
  row.fill(0);
  for (let at = 0; at < row.length; at += CHANNELS)
    for (let sample = 0; sample < samples * samples; sample += 1) {
      const u = at / CHANNELS - 0.5 + ((sample % samples) + 0.5) / samples;
      const v = y - 0.5 + (Math.floor(sample / samples) + 0.5) / samples;
      const x = back.size * u - back.twist * v + back.right;
      addSample(image, { xPx: x, yPx: back.twist * u + back.size * v + back.down }, { row, at, share });
    }
}

interface Sum {
  readonly row: Float32Array;
  readonly at: number;
  readonly share: number;
}

/** Between the four pixels around it. */
function addSample({ pixels, widthPx, heightPx }: ColourImage, { xPx, yPx }: Point, { row, at, share }: Sum): void {
  const [left, top] = [Math.floor(xPx), Math.floor(yPx)];
  for (let corner = 0; corner < 4; corner += 1) {
    const [x, y] = [left + (corner & 1), top + (corner >> 1)];
    if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) continue;
    const weight = share * (1 - Math.abs(xPx - x)) * (1 - Math.abs(yPx - y));
    const from = (y * widthPx + x) * CHANNELS;
    for (let channel = 0; channel < CHANNELS; channel += 1)
      row[at + channel] = (row[at + channel] ?? 0) + weight * (pixels[from + channel] ?? 0);
  }
}
