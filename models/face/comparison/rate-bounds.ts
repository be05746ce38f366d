// What a counted rate can be in truth: the exact bounds of Clopper and Pearson.

export interface RateBounds {
  readonly low: number;
  readonly high: number;
}

/** With a confidence of 95 %, as if the trials were independent; nothing in n trials is less than 3.7/n (one-sided: 3/n). */
export function rateBounds(count: number, trials: number): RateBounds {
  if (trials === 0) return { low: 0, high: 1 };
  const TAIL = 0.025;
  return {
    low: count === 0 ? 0 : solved((rate) => 1 - upTo(count - 1, trials, rate) < TAIL),
    high: count === trials ? 1 : solved((rate) => upTo(count, trials, rate) > TAIL),
  };
}

/** The rate up to which it holds. */
function solved(holds: (rate: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** The chance of at most `count` in so many trials. */
function upTo(count: number, trials: number, rate: number): number {
  let [logTerm, sum] = [trials * Math.log1p(-rate), 0];
  for (let at = 0; at <= count; at += 1) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((trials - at) / (at + 1)) + Math.log(rate) - Math.log1p(-rate);
  }
  return Math.min(1, sum);
}
