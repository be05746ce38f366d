// The points of one face as the mean of several looks at it, near and far, also in the mirror: a single look errs by a pixel or two.
import type { ColourImage } from '../../../protocol/index.ts';
import type { Face, FaceLandmarks, Point } from '../face.ts';
import { cutOut, mirrored } from '../picture/cut-out.ts';
import { resampled } from '../picture/resample.ts';
import { detectFaces, type RunNetwork } from './detect-faces.ts';
import type { Detector } from './detector-entry.ts';
import { overlap } from './keep-distinct.ts';
import { moveLandmarks } from './move-landmarks.ts';

/** Sides of the squares that are looked at, in longer sides of the face's box. */
const SQUARES = [1.6, 2.2, 3] as const;
/** Another face in the square is not this one. */
const LEAST_OVERLAP = 0.3;

/** The longer side of a box, at most: the nearest look shows it no larger. */
const BOX_PX = 200;

/** The points that came with the face where no look finds it again. */
export async function steadyLandmarks(
  image: ColourImage,
  face: Face,
  how: { readonly detector: Detector; readonly run: RunNetwork },
): Promise<FaceLandmarks> {
  const { box } = face;
  const longerPx = Math.max(box.widthPx, box.heightPx);
  const scale = Math.min(1, BOX_PX / longerPx);
  const sidePx = Math.max(8, Math.round(longerPx * Math.max(...SQUARES)));
  const leftPx = Math.round(box.leftPx + box.widthPx / 2 - sidePx / 2);
  const topPx = Math.round(box.topPx + box.heightPx / 2 - sidePx / 2);
  const around = cutOut(image, { leftPx, topPx, widthPx: sidePx, heightPx: sidePx });
  const smallPx = Math.max(8, Math.round(sidePx * scale));
  const small = scale < 1 ? resampled(around, { widthPx: smallPx, heightPx: smallPx }) : around;
  const ratio = sidePx / small.widthPx;
  const here = {
    leftPx: (box.leftPx - leftPx) / ratio,
    topPx: (box.topPx - topPx) / ratio,
    widthPx: box.widthPx / ratio,
    heightPx: box.heightPx / ratio,
  };
  const landmarks = await lookSeveralTimes(small, { ...face, box: here }, how);
  for (const { pixels } of [around, small]) pixels.fill(0);
  if (!landmarks) return face.landmarks;
  return moveLandmarks(landmarks, ({ xPx, yPx }) => ({ xPx: xPx * ratio + leftPx, yPx: yPx * ratio + topPx }));
}

async function lookSeveralTimes(
  image: ColourImage,
  face: Face,
  { detector, run }: { readonly detector: Detector; readonly run: RunNetwork },
): Promise<FaceLandmarks | undefined> {
  const looks: FaceLandmarks[] = [];
  for (const square of SQUARES)
    for (const isMirrored of [false, true]) {
      const found = await lookAgain(image, face, { square, isMirrored, detector, run });
      if (found) looks.push(found);
    }
  return looks.length > 0 ? meanOf(looks) : undefined;
}

interface Look {
  readonly square: number;
  readonly isMirrored: boolean;
  readonly detector: Detector;
  readonly run: RunNetwork;
}

async function lookAgain(
  image: ColourImage,
  face: Face,
  { square, isMirrored, detector, run }: Look,
): Promise<FaceLandmarks | undefined> {
  const { box } = face;
  const sidePx = Math.max(8, Math.round(Math.max(box.widthPx, box.heightPx) * square));
  const leftPx = Math.round(box.leftPx + box.widthPx / 2 - sidePx / 2);
  const topPx = Math.round(box.topPx + box.heightPx / 2 - sidePx / 2);
  const cut = cutOut(image, { leftPx, topPx, widthPx: sidePx, heightPx: sidePx });
  if (isMirrored) mirrored(cut);
  const faces = (await detectFaces(cut, detector, run)).map((found) => (isMirrored ? turned(found, sidePx) : found));
  cut.pixels.fill(0);
  const here = { ...box, leftPx: box.leftPx - leftPx, topPx: box.topPx - topPx };
  const [best] = [...faces].sort((one, other) => overlap(other.box, here) - overlap(one.box, here));
  if (!best || overlap(best.box, here) < LEAST_OVERLAP) return undefined;
  return moveLandmarks(best.landmarks, ({ xPx, yPx }) => ({ xPx: xPx + leftPx, yPx: yPx + topPx }));
}

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
