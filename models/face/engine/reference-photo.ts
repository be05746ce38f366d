// The photo in a card's chip as a reference, or why it cannot be one.
import { type ColourImage, isFault } from '../../../protocol/computing.ts';
import type { FaceTemplate } from '../comparison/face-template.ts';
import type { Face } from '../face.ts';
import { decodePhoto } from '../picture/decode-photo.ts';

export type UnusableReference = 'unreadable' | 'no-face' | 'several-faces' | 'too-small';

export type FaceReference =
  | { readonly kind: 'reference'; readonly template: FaceTemplate; readonly face: Face }
  | { readonly kind: 'unusable'; readonly reason: UnusableReference };

/** 5,118 bytes of 148 by 178 pixels are usual. */
const LIMITS = { mostBytes: 1024 * 1024, leastPx: 48, mostPx: 2048 } as const;

/** Eyes closer together tell nobody apart. */
const LEAST_BETWEEN_EYES_PX = 24;
/** A second face this much as wide as the first is a second person, a smaller one a pattern. */
const RIVAL_WIDTH = 0.5;

/** Undefined where it is no picture. Its pixels are the caller's to wipe. */
export async function decodeReference(bytes: Uint8Array): Promise<ColourImage | undefined> {
  try {
    return await decodePhoto(bytes, LIMITS);
  } catch (fault) {
    if (isFault(fault)) return undefined;
    throw fault;
  }
}

export function whyUnusable([face, second]: readonly Face[]): UnusableReference | undefined {
  if (!face) return 'no-face';
  if (second && second.box.widthPx > RIVAL_WIDTH * face.box.widthPx) return 'several-faces';
  const { rightEye, leftEye } = face.landmarks;
  const apartPx = Math.hypot(leftEye.xPx - rightEye.xPx, leftEye.yPx - rightEye.yPx);
  return apartPx < LEAST_BETWEEN_EYES_PX ? 'too-small' : undefined;
}
