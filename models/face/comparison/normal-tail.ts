// How rare a value is that is spread normally, far out too.

/** The share of a normal spread that exceeds `deviations` from its middle; Chebyshev fit, relative error below 1.2e-7. */
export function normalTail(deviations: number): number {
  const z = Math.abs(deviations) / Math.SQRT2;
  const t = 1 / (1 + z / 2);
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  const series = terms.reduceRight((sum, term) => sum * t + term, 0);
  const tail = (t * Math.exp(-z * z + series)) / 2;
  return deviations >= 0 ? tail : 1 - tail;
}

/** So many deviations are exceeded by a share of `tail`. */
export function deviationsAt(tail: number): number {
  let [low, high] = [-40, 40];
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (normalTail(middle) > tail) low = middle;
    else high = middle;
  }
  return high;
}
