// A face turned upright and brought to one size, so that every measure looks at the same places of every face.
import type { ColourImage } from '../../../protocol/computing.ts';
import { moveLandmarks } from '../detection/move-landmarks.ts';
import type { FaceLandmarks, Point } from '../face.ts';
import { sampleSimilar } from '../picture/sample-similar.ts';
import { inverse, similarityOnto } from '../picture/similarity.ts';

/** As far apart as ISO/IEC 19794-5 wants the eyes of a full frontal portrait, at least. */
export const EYES_APART_PX = 90;
const SIZE = { widthPx: 288, heightPx: 360 } as const;
const EYES: readonly [Point, Point] = [
  { xPx: 99, yPx: 150 },
  { xPx: 99 + EYES_APART_PX, yPx: 150 },
];

export interface FacePatch {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Three values a pixel, 0 to 255. */
  readonly rgb: Float32Array;
  readonly luma: Float32Array;
  /** In pixels of the patch. */
  readonly landmarks: FaceLandmarks;
}

/** Undefined where the eyes fall into one. */
export function facePatch(image: ColourImage, landmarks: FaceLandmarks): FacePatch | undefined {
  const onto = similarityOnto([landmarks.rightEye, landmarks.leftEye], EYES);
  if (!onto) return undefined;
  const { widthPx, heightPx } = SIZE;
  const rgb = new Float32Array(3 * widthPx * heightPx);
  sampleSimilar(image, { ...SIZE, back: inverse(onto) }, (row, y) => rgb.set(row, y * widthPx * 3));
  const luma = new Float32Array(widthPx * heightPx);
  for (let at = 0; at < luma.length; at += 1) luma[at] = lumaOf(rgb, at);
  const place = ({ xPx, yPx }: Point): Point => ({
    xPx: onto.size * xPx - onto.twist * yPx + onto.right,
    yPx: onto.twist * xPx + onto.size * yPx + onto.down,
  });
  return { widthPx, heightPx, rgb, luma, landmarks: moveLandmarks(landmarks, place) };
}

/** ITU-R BT.601. */
export const lumaOf = (rgb: ArrayLike<number>, at: number): number =>
  0.299 * (rgb[3 * at] ?? 0) + 0.587 * (rgb[3 * at + 1] ?? 0) + 0.114 * (rgb[3 * at + 2] ?? 0);

/** A part of a patch around a place of it, in shares of the distance between the eyes. */
export interface Region {
  readonly middle: Point;
  readonly width: number;
  readonly height: number;
}

export function pixelsIn({ widthPx, heightPx }: FacePatch, { middle, width, height }: Region): readonly number[] {
  const [halfWidth, halfHeight] = [(width * EYES_APART_PX) / 2, (height * EYES_APART_PX) / 2];
  const [left, right] = [Math.max(0, Math.round(middle.xPx - halfWidth)), Math.min(widthPx, middle.xPx + halfWidth)];
  const [top, bottom] = [Math.max(0, Math.round(middle.yPx - halfHeight)), Math.min(heightPx, middle.yPx + halfHeight)];
  const places: number[] = [];
  for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) places.push(y * widthPx + x);
  return places;
}

/** A place so many distances between the eyes to the side and down from another. */
export const beside = ({ xPx, yPx }: Point, right: number, down: number): Point => ({
  xPx: xPx + right * EYES_APART_PX,
  yPx: yPx + down * EYES_APART_PX,
});

export const lumaIn = (patch: FacePatch, region: Region): number => meanAt(patch.luma, pixelsIn(patch, region));

export const meanAt = (values: Float32Array, places: readonly number[]): number =>
  places.reduce((sum, at) => sum + (values[at] ?? 0), 0) / Math.max(1, places.length);

/** The share of places of which it holds. */
export const shareOf = (places: readonly number[], holds: (at: number) => boolean): number =>
  places.reduce((count, at) => count + (holds(at) ? 1 : 0), 0) / Math.max(1, places.length);
