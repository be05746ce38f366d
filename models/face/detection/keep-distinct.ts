// One face is found at several places: the surest stays, those that mostly cover it go.
import type { Face, FaceBox } from '../face.ts';

/** A crowd is cut short: nobody needs the hundredth face. */
const MOST_FACES = 100;

export function keepDistinct(faces: readonly Face[], mostOverlap: number): Face[] {
  const kept: Face[] = [];
  for (const face of [...faces].sort((one, other) => other.score - one.score)) {
    if (kept.length === MOST_FACES) break;
    if (kept.every(({ box }) => overlap(box, face.box) <= mostOverlap)) kept.push(face);
  }
  return kept;
}

/** The share that both cover of what either covers. */
export function overlap(one: FaceBox, other: FaceBox): number {
  const widthPx = shared([one.leftPx, one.widthPx], [other.leftPx, other.widthPx]);
  const heightPx = shared([one.topPx, one.heightPx], [other.topPx, other.heightPx]);
  const both = widthPx * heightPx;
  return both / Math.max(1e-9, one.widthPx * one.heightPx + other.widthPx * other.heightPx - both);
}

type Span = readonly [from: number, length: number];

const shared = ([from, length]: Span, [otherFrom, otherLength]: Span): number =>
  Math.max(0, Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom));
