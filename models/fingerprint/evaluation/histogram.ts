// How often values fall into bins of equal width. Pure arithmetic.

export interface Bins {
  /** Lower end of the first bin: a multiple of the width. */
  readonly from: number;
  /** 1, 2 or 5 times a power of ten. */
  readonly width: number;
  /** A multiple of `PER_TICK`, so that an axis that ends with them has round numbers. */
  readonly count: number;
}

const USUAL_COUNT = 30;
const PER_TICK = 5;

/** About 30 bins that hold every value. */
export function binsOver(values: readonly number[]): Bins {
  const [lowest, highest] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [
    values[0] ?? 0,
    values[0] ?? 0,
  ] as const);
  const width = roundStep((highest - lowest) / USUAL_COUNT);
  const first = Math.floor(lowest / width);
  const count = PER_TICK * Math.ceil((Math.floor(highest / width) - first + 1) / PER_TICK);
  return { from: first * width, width, count };
}

/** The fraction of the values that each bin holds: from its lower end to below its upper end. All 0 where there are no values. */
export function sharesIn({ from, width, count }: Bins, values: readonly number[]): readonly number[] {
  const shares = new Array<number>(count).fill(0);
  const first = Math.round(from / width);
  for (const value of values) {
    const bin = Math.floor(value / width) - first;
    if (bin >= 0 && bin < count) shares[bin] = (shares[bin] ?? 0) + 1 / values.length;
  }
  return shares;
}

/** The least of 1, 2 and 5 and their tenfolds and tenths that is not below `size`; 1 for nothing. */
function roundStep(size: number): number {
  if (size <= 0) return 1;
  const decade = 10 ** Math.floor(Math.log10(size));
  return decade * ([1, 2, 5].find((step) => step * decade >= size * 0.9999) ?? 10);
}
