// A small rigid motion of a picture, and the one that brings pairs of points closest.
import type { PointSet } from './point-set.ts';

/** From where the first set has a point to where the second has it, about the origin; radians, clockwise on the picture. */
export interface Motion {
  turn: number;
  shiftX: number;
  shiftY: number;
}

/** Writes the points of `set` as moved into `x` and `y`. */
export function moveInto(set: PointSet, { turn, shiftX, shiftY }: Motion, x: Float32Array, y: Float32Array): void {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  for (let i = 0; i < set.count; i += 1) {
    const [fromX, fromY] = [valueAt(set.x, i), valueAt(set.y, i)];
    x[i] = cos * fromX - sin * fromY + shiftX;
    y[i] = sin * fromX + cos * fromY + shiftY;
  }
}

/** Least squares over the pairs: `partners` names for each point of `a` one of `b`, or none by -1. */
export function fitMotion(a: PointSet, b: PointSet, partners: Int16Array, motion: Motion): void {
  let [count, ax, ay, bx, by, along, across] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < a.count; i += 1) {
    const j = valueAt(partners, i);
    if (j < 0) continue;
    const [fromX, fromY, toX, toY] = [valueAt(a.x, i), valueAt(a.y, i), valueAt(b.x, j), valueAt(b.y, j)];
    count += 1;
    ax += fromX;
    ay += fromY;
    bx += toX;
    by += toY;
    along += fromX * toX + fromY * toY;
    across += fromX * toY - fromY * toX;
  }
  const turn = Math.atan2(across - (ax * by - ay * bx) / count, along - (ax * bx + ay * by) / count);
  motion.turn = turn;
  motion.shiftX = (bx - Math.cos(turn) * ax + Math.sin(turn) * ay) / count;
  motion.shiftY = (by - Math.sin(turn) * ax - Math.cos(turn) * ay) / count;
}

export const valueAt = (values: Int16Array | Uint8Array | Float32Array, at: number): number => values[at] ?? 0;
