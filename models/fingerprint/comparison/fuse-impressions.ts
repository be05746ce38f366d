// Several impressions of one finger: how much all of them together speak for it.
import { FUSION } from './parameters.ts';

/**
 * Of a touch against each impression of a finger, in any order, to the score of the finger: the best of them, and of the next best a
 * share of what they exceed most scores of non-mates by. Chance seldom resembles two impressions where a mate resembles all; but
 * impressions are of one finger, so that what resembles one by chance is more like the others too, and they do not count in full.
 */
export function fuseImpressions(scores: readonly number[]): number {
  const [best = 0, ...others] = scores.toSorted((a, b) => b - a).slice(0, FUSION.impressions);
  return others.reduce((sum, score) => sum + FUSION.share * Math.max(0, score - FUSION.typical), best);
}

/** Of more impressions than are counted the best are: so many choices chance has. */
export function choicesOf(impressions: number): number {
  let choices = 1;
  for (let taken = 1; taken <= FUSION.impressions; taken += 1)
    choices *= (impressions - FUSION.impressions + taken) / taken;
  return Math.max(1, choices);
}
