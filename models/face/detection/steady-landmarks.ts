// The points of one face as the mean of two looks at it, from near in the mirror and from afar: a single look errs by a pixel or two.
import type { ColourImage } from '../../../protocol/computing.ts';
import type { Face, FaceBox, FaceLandmarks, Point } from '../face.ts';
import { cutOut } from '../picture/cut-out.ts';
import type { RunNetwork } from './detect-faces.ts';
import type { Detector } from './detector-entry.ts';
import { overlap } from './keep-distinct.ts';
import { letterbox } from './letterbox.ts';
import { moveLandmarks } from './move-landmarks.ts';
import { readFaces } from './read-faces.ts';

interface Look {
  /** Side of the square that is looked at, in longer sides of the face's box. */
  readonly square: number;
  readonly isMirrored: boolean;
}

/** What errs to one side errs to the other in the mirror. Four looks more make no score better: see the README. */
const LOOKS: readonly Look[] = [
  { square: 1.6, isMirrored: true },
  { square: 3, isMirrored: false },
];
/** Another face in the square is not this one. */
const LEAST_OVERLAP = 0.3;

interface Looking {
  readonly detector: Detector;
  readonly run: RunNetwork;
}

/** The points that came with the face where no look finds it again. */
export async function steadyLandmarks(image: ColourImage, face: Face, how: Looking): Promise<FaceLandmarks> {
  const found: FaceLandmarks[] = [];
  for (const look of LOOKS) found.push(...(await lookAgain(image, face, { ...look, ...how })));
  return found.length > 0 ? meanOf(found) : face.landmarks;
}

/** None where it is not found again. */
async function lookAgain(
  image: ColourImage,
  { box }: Face,
  { square: share, isMirrored, detector, run }: Look & Looking,
): Promise<readonly FaceLandmarks[]> {
  const square = squareAround(box, share);
  const cut = cutOut(image, square);
  const { tensor, scale } = letterbox(cut, detector.input);
  cut.pixels.fill(0);
  const faces = readFaces(await run(isMirrored ? tensor.mirrored : tensor.tensors), detector);
  tensor.wipe();
  const here = within(box, square, scale);
  const seen = faces.map((found) => (isMirrored ? turned(found, detector.input.widthPx) : found));
  const [best] = [...seen].sort((one, other) => overlap(other.box, here) - overlap(one.box, here));
  if (!best || overlap(best.box, here) < LEAST_OVERLAP) return [];
  // Middles of pixels, not their corners, lie onto each other.
  const back = ({ xPx, yPx }: Point): Point => ({
    xPx: (xPx + 0.5) / scale - 0.5 + square.leftPx,
    yPx: (yPx + 0.5) / scale - 0.5 + square.topPx,
  });
  return [moveLandmarks(best.landmarks, back)];
}

function squareAround({ leftPx, topPx, widthPx, heightPx }: FaceBox, share: number): FaceBox {
  const sidePx = Math.max(8, Math.round(Math.max(widthPx, heightPx) * share));
  return {
    leftPx: Math.round(leftPx + widthPx / 2 - sidePx / 2),
    topPx: Math.round(topPx + heightPx / 2 - sidePx / 2),
    widthPx: sidePx,
    heightPx: sidePx,
  };
}

/** The box of the face in pixels of what the detector looks at. */
const within = (box: FaceBox, square: FaceBox, scale: number): FaceBox => ({
  leftPx: (box.leftPx - square.leftPx) * scale,
  topPx: (box.topPx - square.topPx) * scale,
  widthPx: box.widthPx * scale,
  heightPx: box.heightPx * scale,
});

/** A face that was seen in the mirror: its right is left again. */
function turned({ box, landmarks, score }: Face, widthPx: number): Face {
  const { rightEye, leftEye, nose, rightMouth, leftMouth } = moveLandmarks(landmarks, ({ xPx, yPx }) => ({
    xPx: widthPx - 1 - xPx,
    yPx,
  }));
  return {
    box: { ...box, leftPx: widthPx - box.leftPx - box.widthPx },
    landmarks: { rightEye: leftEye, leftEye: rightEye, nose, rightMouth: leftMouth, leftMouth: rightMouth },
    score,
  };
}

function meanOf(looks: readonly FaceLandmarks[]): FaceLandmarks {
  const mean = (pointOf: (look: FaceLandmarks) => Point): Point => ({
    xPx: looks.reduce((sum, look) => sum + pointOf(look).xPx, 0) / looks.length,
    yPx: looks.reduce((sum, look) => sum + pointOf(look).yPx, 0) / looks.length,
  });
  return {
    rightEye: mean(({ rightEye }) => rightEye),
    leftEye: mean(({ leftEye }) => leftEye),
    nose: mean(({ nose }) => nose),
    rightMouth: mean(({ rightMouth }) => rightMouth),
    leftMouth: mean(({ leftMouth }) => leftMouth),
  };
}
