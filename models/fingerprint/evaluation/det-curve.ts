// The detection error trade-off of ISO/IEC 19795-1: false non-matches against false matches, threshold by threshold.

export interface DetPoint {
  readonly threshold: number;
  readonly fmr: number;
  readonly fnmr: number;
}

/**
 * From the laxest threshold to the strictest; a comparison is a match where its score exceeds the threshold. Only the corners of the
 * staircase, and the last rates before there are none, which logarithmic axes end at. Empty where either kind of score is missing.
 */
export function detCurve(genuine: readonly number[], impostor: readonly number[]): readonly DetPoint[] {
  if (genuine.length === 0 || impostor.length === 0) return [];
  const mated = Float64Array.from(genuine).sort();
  const nonMated = Float64Array.from(impostor).sort();
  const corners: DetPoint[] = [{ threshold: Number.NEGATIVE_INFINITY, fmr: 1, fnmr: 0 }];
  let [lost, kept] = [0, 0];
  while (lost < mated.length || kept < nonMated.length) {
    const threshold = Math.min(mated[lost] ?? Number.POSITIVE_INFINITY, nonMated[kept] ?? Number.POSITIVE_INFINITY);
    while ((mated[lost] ?? Number.POSITIVE_INFINITY) <= threshold) lost += 1;
    while ((nonMated[kept] ?? Number.POSITIVE_INFINITY) <= threshold) kept += 1;
    addCorner(corners, { threshold, fmr: 1 - kept / nonMated.length, fnmr: lost / mated.length });
  }
  return corners;
}

function addCorner(corners: DetPoint[], point: DetPoint): void {
  const [before, last] = corners.slice(-2);
  if (before !== undefined && last !== undefined && isOnTheWay(before, last, point)) corners.pop();
  corners.push(point);
}

const isOnTheWay = (before: DetPoint, at: DetPoint, after: DetPoint): boolean =>
  (before.fmr === at.fmr && at.fmr === after.fmr && before.fnmr > 0) ||
  (before.fnmr === at.fnmr && at.fnmr === after.fnmr && after.fmr > 0);
