// The part of a photo that shows one of its faces and no other: scenes are drawn of one person.
import type { ColourImage } from '../../../../protocol/computing.ts';
import type { Face, FaceBox, Point } from '../../../face/index.ts';
import { headTurn } from '../challenge/head-measures.ts';

/** Further turned, and they would be asked to look ahead before anything is compared; smaller shows no eyes. */
const MOST_TURN = 0.1;
const LEAST_EYES_PX = 30;

export const isPortrait = ({ landmarks }: Face): boolean => {
  const { rightEye, leftEye } = landmarks;
  const eyesPx = Math.hypot(leftEye.xPx - rightEye.xPx, leftEye.yPx - rightEye.yPx);
  return eyesPx >= LEAST_EYES_PX && Math.abs(headTurn(landmarks)) <= MOST_TURN;
};

export interface Portrait {
  readonly photo: ColourImage;
  readonly face: Face;
}

/** The whole photo where there is one face; else up to half of the way to the others. */
export function portraitOf(photo: ColourImage, face: Face, others: readonly Face[]): Portrait {
  if (others.length === 0) return { photo, face };
  const middle = middleOf(face.box);
  const rightOf = others.map(({ box }) => box.leftPx).filter((left) => left > middle);
  const leftOf = others.map(({ box }) => box.leftPx + box.widthPx).filter((right) => right < middle);
  const right = Math.floor(Math.min(photo.widthPx, ...rightOf));
  const left = Math.ceil(Math.max(0, ...leftOf));
  return { photo: columnsOf(photo, left, Math.max(left + 1, right)), face: shifted(face, -left) };
}

const middleOf = ({ leftPx, widthPx }: FaceBox): number => leftPx + widthPx / 2;

function columnsOf({ heightPx, widthPx, pixels }: ColourImage, left: number, right: number): ColourImage {
  const width = right - left;
  const cut = new Uint8Array(3 * width * heightPx);
  for (let y = 0; y < heightPx; y += 1)
    cut.set(pixels.subarray(3 * (y * widthPx + left), 3 * (y * widthPx + right)), 3 * y * width);
  return { widthPx: width, heightPx, pixels: cut };
}

function shifted({ box, landmarks, score }: Face, rightPx: number): Face {
  const moved = ({ xPx, yPx }: Point): Point => ({ xPx: xPx + rightPx, yPx });
  const { rightEye, leftEye, nose, rightMouth, leftMouth } = landmarks;
  return {
    box: { ...box, leftPx: box.leftPx + rightPx },
    landmarks: {
      rightEye: moved(rightEye),
      leftEye: moved(leftEye),
      nose: moved(nose),
      rightMouth: moved(rightMouth),
      leftMouth: moved(leftMouth),
    },
    score,
  };
}
