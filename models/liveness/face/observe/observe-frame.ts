// All that needs the pixels of one frame, done once.
import { type ColourImage, colourImage, KioskError } from '../../../../protocol/computing.ts';
import type { Face } from '../../../face/index.ts';
import type { CueName, FaceFrame, FrameEvidence } from '../types.ts';
import { eyeEdges } from './eye-edges.ts';
import { eyeOpenness } from './eye-openness.ts';
import { digestOf, noiseOf } from './frame-trace.ts';
import { glareShare } from './glare.ts';
import { periodicEnergy } from './periodic-energy.ts';
import { straightEdges } from './straight-edges.ts';
import { surfaceOf } from './surface.ts';

export type FrameObservation = Pick<FrameEvidence, 'cues' | 'eyes' | 'digest' | 'noise'>;

/** @throws KioskError IMAGE_SIZE where the pixels do not fill the picture, or the face lies in no picture */
export function observeFrame({ image, face }: Pick<FaceFrame, 'image' | 'face'>): FrameObservation {
  expectWithin(colourImage(image), face);
  return {
    cues: cuesOf(image, face),
    eyes: eyeOpenness(image, face.landmarks),
    digest: digestOf(image),
    noise: noiseOf(image),
  };
}

function cuesOf(image: ColourImage, { box, landmarks }: Face): Readonly<Record<CueName, number>> {
  const surface = surfaceOf(image, box);
  return {
    moire: periodicEnergy(image, box),
    'straight-edges': straightEdges(image, box),
    glare: glareShare(image, box),
    'blue-cast': surface.blueByRed,
    'lifted-black': surface.black,
    'low-contrast': surface.contrast,
    'no-grain': surface.grain,
    'hard-eye-edges': eyeEdges(image, landmarks),
  };
}

const LEAST_BOX_PX = 8;

/** A detector's box may reach over the rim, but not lie beyond it, nor be of no size: what is cut from it would be nothing. */
function expectWithin({ widthPx, heightPx }: ColourImage, { box, landmarks }: Face): void {
  const numbers = [...Object.values(box), ...Object.values(landmarks).flatMap(({ xPx, yPx }) => [xPx, yPx])];
  const most = 4 * Math.max(widthPx, heightPx);
  const isSane = numbers.every((value) => Math.abs(value) <= most);
  const [x, y] = [box.leftPx + box.widthPx / 2, box.topPx + box.heightPx / 2];
  const isInside = x >= 0 && y >= 0 && x < widthPx && y < heightPx;
  if (!isSane || !isInside || !(box.widthPx >= LEAST_BOX_PX && box.heightPx >= LEAST_BOX_PX))
    throw new KioskError('IMAGE_SIZE', { widthPx, heightPx, why: 'the face lies in no picture' });
}
