// What the checks look at: the picture, the face in it, its head, the part that is kept, and the face brought to one size.
import type { ColourImage } from '../../../protocol/computing.ts';
import type { Face } from '../face.ts';
import { beside, type FacePatch, facePatch, meanAt, pixelsIn } from './face-patch.ts';
import { between, type Head, headOf } from './head.ts';
import { type Crop, cropFor } from './portrait-crop.ts';

/** Why a head may be covered. */
export type HeadCover = 'religious' | 'medical';

export interface SeenFace {
  readonly image: ColourImage;
  readonly face: Face;
  readonly faces: readonly Face[];
  readonly head: Head;
  /** Undefined where no part of the picture would do. */
  readonly crop: Crop | undefined;
  readonly patch: FacePatch;
  readonly skin: Skin;
  readonly headCover: HeadCover | undefined;
}

/** Of the cheeks. */
export interface Skin {
  readonly luma: number;
  readonly rightLuma: number;
  readonly leftLuma: number;
  readonly red: number;
  readonly green: number;
}

export function seenFace(
  image: ColourImage,
  faces: readonly Face[],
  headCover: HeadCover | undefined,
): SeenFace | undefined {
  const [face] = faces;
  const patch = face && facePatch(image, face.landmarks);
  if (!face || !patch) return undefined;
  const head = headOf(face);
  const crop = cropFor(image, head);
  return { image, face, faces, head, crop, patch, skin: skinOf(patch), headCover };
}

function skinOf(patch: FacePatch): Skin {
  const cheek = { width: 0.35, height: 0.25 };
  const right = pixelsIn(patch, { ...cheek, middle: beside(patch.landmarks.rightEye, -0.05, 0.55) });
  const left = pixelsIn(patch, { ...cheek, middle: beside(patch.landmarks.leftEye, 0.05, 0.55) });
  const [rightLuma, leftLuma] = [meanAt(patch.luma, right), meanAt(patch.luma, left)];
  const tint = tintOf(patch, [...right, ...left]);
  return { rightLuma, leftLuma, luma: Math.max(1, (rightLuma + leftLuma) / 2), ...tint };
}

/** Shares of red and green in all that shines. */
export function tintOf(
  { rgb }: FacePatch,
  places: readonly number[],
): { readonly red: number; readonly green: number } {
  let [red, green, all] = [0, 0, 1e-6];
  for (const at of places) {
    red += rgb[3 * at] ?? 0;
    green += rgb[3 * at + 1] ?? 0;
    all += (rgb[3 * at] ?? 0) + (rgb[3 * at + 1] ?? 0) + (rgb[3 * at + 2] ?? 0);
  }
  return { red: red / all, green: green / all };
}

export const eyesOf = ({ patch: { landmarks } }: SeenFace): readonly (typeof landmarks.rightEye)[] => [
  landmarks.rightEye,
  landmarks.leftEye,
];

export const eyesMiddle = ({ patch: { landmarks } }: SeenFace): typeof landmarks.rightEye =>
  between(landmarks.rightEye, landmarks.leftEye);

export const mouthMiddle = ({ patch: { landmarks } }: SeenFace): typeof landmarks.rightEye =>
  between(landmarks.rightMouth, landmarks.leftMouth);
