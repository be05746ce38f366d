// The turn, size and shift that brings points closest to where they should be, in the sense of least squares.
import type { Point } from '../face.ts';

/** `x' = size * x - twist * y + right`, `y' = twist * x + size * y + down`. */
export interface Similarity {
  readonly size: number;
  readonly twist: number;
  readonly right: number;
  readonly down: number;
}

/** Undefined where the points fall into one. */
export function similarityOnto(from: readonly Point[], to: readonly Point[]): Similarity | undefined {
  const [middle, wanted] = [middleOf(from), middleOf(to)];
  let [along, across, spread] = [0, 0, 0];
  from.forEach(({ xPx, yPx }, at) => {
    const [x, y] = [xPx - middle.xPx, yPx - middle.yPx];
    const [u, v] = [(to[at]?.xPx ?? 0) - wanted.xPx, (to[at]?.yPx ?? 0) - wanted.yPx];
    along += x * u + y * v;
    across += x * v - y * u;
    spread += x * x + y * y;
  });
  if (!(spread > 1e-6) || !(Math.hypot(along, across) > 1e-6)) return undefined;
  const [size, twist] = [along / spread, across / spread];
  return {
    size,
    twist,
    right: wanted.xPx - size * middle.xPx + twist * middle.yPx,
    down: wanted.yPx - twist * middle.xPx - size * middle.yPx,
  };
}

export function inverse({ size, twist, right, down }: Similarity): Similarity {
  const square = size * size + twist * twist;
  const [backSize, backTwist] = [size / square, -twist / square];
  return {
    size: backSize,
    twist: backTwist,
    right: -(backSize * right - backTwist * down),
    down: -(backTwist * right + backSize * down),
  };
}

export const scaleOf = ({ size, twist }: Similarity): number => Math.hypot(size, twist);

function middleOf(points: readonly Point[]): Point {
  const sum = points.reduce((all, { xPx, yPx }) => ({ xPx: all.xPx + xPx, yPx: all.yPx + yPx }), { xPx: 0, yPx: 0 });
  return { xPx: sum.xPx / points.length, yPx: sum.yPx / points.length };
}
