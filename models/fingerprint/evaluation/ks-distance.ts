// How unlike two distributions are: the two-sample Kolmogorov-Smirnov statistic. Pure arithmetic.
import { countUpTo } from './error-rates.ts';

/**
 * The greatest difference between the shares of both samples that lie at or below any one value: 0 for samples that are spread alike,
 * 1 for samples that lie apart. `null` where either is empty.
 * Source: N. Smirnov, Table for estimating the goodness of fit of empirical distributions, Ann. Math. Statist. 19 (1948), 279-281.
 */
export function ksDistance(a: readonly number[], b: readonly number[]): number | null {
  if (a.length === 0 || b.length === 0) return null;
  const [first, second] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  let greatest = 0;
  for (const value of new Set([...first, ...second])) {
    const apart = countUpTo(first, value) / first.length - countUpTo(second, value) / second.length;
    greatest = Math.max(greatest, Math.abs(apart));
  }
  return greatest;
}
