// What a count of errors says about the rate behind it: the exact bounds of Clopper and Pearson, 95 %.

export interface CountedRate {
  readonly errors: number;
  readonly of: number;
  /** Null where nothing was counted. */
  readonly rate: number | null;
  readonly low: number;
  readonly high: number;
}

const TAIL = 0.025;

export function countedRate(errors: number, of: number): CountedRate {
  return {
    errors,
    of,
    rate: of === 0 ? null : errors / of,
    low: errors === 0 ? 0 : solved((rate) => 1 - atMost(errors - 1, of, rate) - TAIL),
    high: errors >= of ? 1 : solved((rate) => TAIL - atMost(errors, of, rate)),
  };
}

/** Where a function that grows from below zero to above crosses it, between 0 and 1. */
function solved(growing: (rate: number) => number): number {
  let [low, high] = [0, 1];
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (growing(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The chance of at most so many errors, term by term from none on, in logarithms: thousands of trials have tiny terms. */
function atMost(errors: number, of: number, rate: number): number {
  if (rate <= 0) return 1;
  if (rate >= 1) return errors >= of ? 1 : 0;
  let term = of * Math.log1p(-rate);
  let sum = Math.exp(term);
  for (let count = 1; count <= errors; count += 1) {
    term += Math.log((of - count + 1) / count) + Math.log(rate) - Math.log1p(-rate);
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}
