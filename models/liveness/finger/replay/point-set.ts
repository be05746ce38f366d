// Minutiae as the replay ring keeps them: place and direction in whole steps, nothing else, in memory of fixed size.
import type { FingerTemplate } from '../../../../protocol/computing.ts';
import { REFERENCE_DPI, REPLAY } from '../parameters.ts';

/** Directions in a turn: one byte. */
const TURN_STEPS = 256;
const SAME_WAY_STEPS = (REPLAY.sameWay * TURN_STEPS) / (2 * Math.PI);

export interface PointSet {
  count: number;
  /** Quarters of a pixel at 500 dpi. */
  readonly x: Int16Array;
  readonly y: Int16Array;
  readonly angle: Uint8Array;
}

export const emptyPointSet = (): PointSet => ({
  count: 0,
  x: new Int16Array(REPLAY.maxPoints),
  y: new Int16Array(REPLAY.maxPoints),
  angle: new Uint8Array(REPLAY.maxPoints),
});

export function wipePointSet(set: PointSet): void {
  set.count = 0;
  set.x.fill(0);
  set.y.fill(0);
  set.angle.fill(0);
}

/** Writes a template's minutiae into `set`, the first `REPLAY.maxPoints` of them. */
export function readPoints({ minutiae, dpi }: FingerTemplate, set: PointSet): void {
  wipePointSet(set);
  const scale = (REPLAY.stepsPerPx * REFERENCE_DPI) / dpi;
  for (const { x, y, angle } of minutiae) {
    if (set.count === REPLAY.maxPoints) break;
    set.x[set.count] = Math.round(x * scale);
    set.y[set.count] = Math.round(y * scale);
    set.angle[set.count] = Math.round((angle * TURN_STEPS) / (2 * Math.PI)) % TURN_STEPS;
    set.count += 1;
  }
}

export function isSameWay(a: PointSet, i: number, b: PointSet, j: number): boolean {
  const apart = Math.abs((a.angle[i] ?? 0) - (b.angle[j] ?? 0));
  return Math.min(apart, TURN_STEPS - apart) <= SAME_WAY_STEPS;
}
