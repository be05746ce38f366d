// A photo as a kiosk's camera would show it: the face in the middle, of a size that people stand at.
import type { ColourImage } from '../../../../protocol/computing.ts';
import { type Face, type FaceLandmarks, type Point, resampled } from '../../../face/index.ts';
import { SCENE_BYTES, SCENE_PX } from './simulated-scene.ts';

export interface PlacedPhoto {
  readonly pixels: Uint8Array;
  readonly landmarks: FaceLandmarks;
  readonly eyeDistancePx: number;
}

/** From brow to chin. With its hair a head then has two thirds of the picture: what F10 of the face-image standard asks for. */
const FACE_SHARE = 0.52;
const MIDDLE = { xPx: 640, yPx: 380 } as const;

/** What the photo does not show is its rim, drawn on. */
export function placedPhoto(photo: ColourImage, { box, landmarks }: Face): PlacedPhoto {
  const scale = (FACE_SHARE * SCENE_PX.heightPx) / box.heightPx;
  const size = {
    widthPx: Math.max(1, Math.round(photo.widthPx * scale)),
    heightPx: Math.max(1, Math.round(photo.heightPx * scale)),
  };
  const seen = resampled(photo, size);
  const left = Math.round(MIDDLE.xPx - (box.leftPx + box.widthPx / 2) * scale);
  const top = Math.round(MIDDLE.yPx - (box.topPx + box.heightPx / 2) * scale);
  const moved = ({ xPx, yPx }: Point): Point => ({ xPx: left + xPx * scale, yPx: top + yPx * scale });
  const placed: FaceLandmarks = {
    rightEye: moved(landmarks.rightEye),
    leftEye: moved(landmarks.leftEye),
    nose: moved(landmarks.nose),
    rightMouth: moved(landmarks.rightMouth),
    leftMouth: moved(landmarks.leftMouth),
  };
  const { rightEye, leftEye } = placed;
  const eyeDistancePx = Math.hypot(leftEye.xPx - rightEye.xPx, leftEye.yPx - rightEye.yPx);
  return { pixels: laidOut(seen, left, top), landmarks: placed, eyeDistancePx };
}

function laidOut({ widthPx, heightPx, pixels }: ColourImage, left: number, top: number): Uint8Array {
  const out = new Uint8Array(SCENE_BYTES);
  for (let y = 0, at = 0; y < SCENE_PX.heightPx; y += 1) {
    const row = Math.max(0, Math.min(heightPx - 1, y - top)) * widthPx;
    for (let x = 0; x < SCENE_PX.widthPx; x += 1, at += 3) {
      const from = 3 * (row + Math.max(0, Math.min(widthPx - 1, x - left)));
      out[at] = pixels[from] ?? 0;
      out[at + 1] = pixels[from + 1] ?? 0;
      out[at + 2] = pixels[from + 2] ?? 0;
    }
  }
  return out;
}
