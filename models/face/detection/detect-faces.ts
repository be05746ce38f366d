// Faces in a picture: letterboxed, looked at by the detector, its answer read and put back into pixels of the picture.
import type { ColourImage } from '../../../protocol/computing.ts';
import type { Tensors } from '../../runtime/index.ts';
import type { Face } from '../face.ts';
import type { Detector } from './detector-entry.ts';
import { letterbox } from './letterbox.ts';
import { moveLandmarks } from './move-landmarks.ts';
import { readFaces } from './read-faces.ts';

/** Runs a network on this thread. Keeps no input. */
export type RunNetwork = (inputs: Tensors) => Promise<Tensors>;

/** Largest first, in pixels of the picture; a box may reach beyond it. */
export async function detectFaces(image: ColourImage, detector: Detector, run: RunNetwork): Promise<readonly Face[]> {
  const { tensor, scale } = letterbox(image, detector.input);
  const faces = readFaces(await run(tensor.tensors), detector);
  return faces.map((face) => scaled(face, 1 / scale));
}

function scaled({ box, landmarks, score }: Face, factor: number): Face {
  return {
    box: {
      leftPx: box.leftPx * factor,
      topPx: box.topPx * factor,
      widthPx: box.widthPx * factor,
      heightPx: box.heightPx * factor,
    },
    landmarks: moveLandmarks(landmarks, ({ xPx, yPx }) => ({ xPx: xPx * factor, yPx: yPx * factor })),
    score,
  };
}
