// The error-versus-reject characteristic of ISO/IEC 29794-1: whether quality tells in advance which comparisons will fail.

/** A comparison of two impressions of one finger. */
export interface RatedPair {
  readonly score: number;
  /** That of the poorer impression. */
  readonly quality: number;
}

export interface RejectPoint {
  /** Fraction of the pairs that are left out: those of the lowest quality. */
  readonly rejected: number;
  /** Of the pairs that are left. */
  readonly fnmr: number;
}

export interface RejectCurve {
  readonly points: readonly RejectPoint[];
  /** Under the curve, from no pair rejected to all. */
  readonly area: number;
  /** Of a quality that rejects exactly the pairs that fail. */
  readonly idealArea: number;
}

/** Pairs of one quality are rejected together. The threshold stays: rejecting must not move it. */
export function rejectCurve(pairs: readonly RatedPair[], threshold: number): RejectCurve {
  const sorted = [...pairs].sort((a, b) => a.quality - b.quality);
  let failing = sorted.filter(({ score }) => score <= threshold).length;
  const fnmr = failing / Math.max(1, sorted.length);
  const points: RejectPoint[] = [];
  sorted.forEach(({ score, quality }, index) => {
    if (index === 0 || quality !== sorted[index - 1]?.quality)
      points.push({ rejected: index / sorted.length, fnmr: failing / (sorted.length - index) });
    if (score <= threshold) failing -= 1;
  });
  return { points, area: areaUnder(points), idealArea: idealAreaOf(fnmr) };
}

/** Straight from point to point; beyond the last, where all left are of one quality, as it is there. */
const areaUnder = (points: readonly RejectPoint[]): number =>
  points.reduce((area, { rejected, fnmr }, index) => {
    const next = points[index + 1] ?? { rejected: 1, fnmr };
    return area + ((next.rejected - rejected) * (fnmr + next.fnmr)) / 2;
  }, 0);

/** The integral of (f - x) / (1 - x) from 0 to f. */
const idealAreaOf = (fnmr: number): number => (fnmr >= 1 ? 1 : fnmr + (1 - fnmr) * Math.log1p(-fnmr));

/** What is left when `fraction` of the pairs are rejected, straight between points. */
export function fnmrAfter({ points }: RejectCurve, fraction: number): number {
  const next = points.findIndex(({ rejected }) => rejected >= fraction);
  const after = points[next] ?? points.at(-1);
  const before = points[Math.max(0, next < 0 ? points.length - 1 : next - 1)];
  if (after === undefined || before === undefined) return 0;
  const span = after.rejected - before.rejected;
  return span <= 0 ? after.fnmr : before.fnmr + ((fraction - before.rejected) / span) * (after.fnmr - before.fnmr);
}

/**
 * How much of the error a quality leaves that a perfect one would take away: 0 is perfect, 1 is as good as drawing lots, more is
 * worse than that. `null` where nothing fails, or everything.
 */
export function unforeseen(curve: RejectCurve): number | null {
  const fnmr = curve.points[0]?.fnmr ?? 0;
  return fnmr <= 0 || fnmr >= 1 ? null : (curve.area - curve.idealArea) / (fnmr - curve.idealArea);
}
