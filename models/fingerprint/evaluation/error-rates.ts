// Error rates from scores of mated and non-mated comparisons, in the terms of ISO/IEC 19795-1. Pure arithmetic.

/** FMRs at which the false non-match rate is reported. */
export const REPORTED_FMRS = ['0.01', '0.001', '0.0001'] as const;

export interface ErrorRates {
  readonly genuine: number;
  readonly impostor: number;
  readonly eer: number;
  /** `null` where there are too few impostors to count one false match. */
  readonly fnmrAtFmr: Readonly<Record<(typeof REPORTED_FMRS)[number], number | null>>;
  /** FNMR at the lowest threshold without a false match. */
  readonly zeroFmr: number;
}

/** Fractions. A comparison is a match where its score exceeds the threshold. */
export function errorRates(genuine: readonly number[], impostor: readonly number[]): ErrorRates {
  const mated = Float64Array.from(genuine).sort();
  const nonMated = Float64Array.from(impostor).sort();
  const fnmrAt = (fmr: string): number | null =>
    nonMated.length * Number(fmr) < 1 ? null : fnmrAtFmr(mated, nonMated, Number(fmr));
  return {
    genuine: genuine.length,
    impostor: impostor.length,
    eer: equalErrorRate(mated, nonMated),
    fnmrAtFmr: { '0.01': fnmrAt('0.01'), '0.001': fnmrAt('0.001'), '0.0001': fnmrAt('0.0001') },
    zeroFmr: fnmrAtFmr(mated, nonMated, 0),
  };
}

/** Of a sorted array, how many are at most `limit`. */
export function countUpTo(sorted: Float64Array, limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The lowest threshold whose FMR is at most `fmr`: so many non-mates, and no more, score above it. */
export function thresholdAt(nonMated: Float64Array, fmr: number): number {
  const allowed = Math.floor(fmr * nonMated.length + 1e-9);
  return nonMated[nonMated.length - 1 - allowed] ?? Number.NEGATIVE_INFINITY;
}

const fnmrAtFmr = (mated: Float64Array, nonMated: Float64Array, fmr: number): number =>
  mated.length === 0 ? 0 : countUpTo(mated, thresholdAt(nonMated, fmr)) / mated.length;

/** Where both error rates cross; the middle of the two where they jump past each other. */
function equalErrorRate(mated: Float64Array, nonMated: Float64Array): number {
  if (mated.length === 0 || nonMated.length === 0) return 0;
  let closest = { gap: Number.POSITIVE_INFINITY, rate: 0 };
  for (const threshold of new Set([Number.NEGATIVE_INFINITY, ...mated, ...nonMated])) {
    const fnmr = countUpTo(mated, threshold) / mated.length;
    const fmr = 1 - countUpTo(nonMated, threshold) / nonMated.length;
    if (Math.abs(fnmr - fmr) < closest.gap) closest = { gap: Math.abs(fnmr - fmr), rate: (fnmr + fmr) / 2 };
  }
  return closest.rate;
}
