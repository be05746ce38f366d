// What a counted rate can be in truth: the exact bounds of Clopper and Pearson.

export interface RateBounds {
  readonly low: number;
  readonly high: number;
}

/** Of each side where both are told: 95 % lie between them. */
const TWO_SIDED = 0.025;
/** Where only one of the bounds is asked about: nothing in n trials is then below 3/n, the rule of three (two-sided: 3.7/n). */
export const ONE_SIDED = 0.05;

/** With a confidence of 95 %, as if the trials were independent. @param tail the chance that is left beyond each bound */
export function rateBounds(count: number, trials: number, tail = TWO_SIDED): RateBounds {
  if (trials === 0) return { low: 0, high: 1 };
  if (count > trials / 2) {
    const { low, high } = rateBounds(trials - count, trials, tail);
    return { low: 1 - high, high: 1 - low };
  }
  return {
    low: count === 0 ? 0 : solved((rate) => 1 - upTo(count - 1, trials, rate) < tail),
    high: solved((rate) => upTo(count, trials, rate) > tail),
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
