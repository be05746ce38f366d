// From a pairing and two maps laid over each other to one number: log odds that it is one finger, learnt from prints.

import type { Alignment } from './alignment.ts';
import type { Pairing } from './pairing.ts';
import { SCORE } from './parameters.ts';
import type { RidgeOverlay } from './ridge-overlay.ts';
import type { Side } from './side.ts';

const NONE = 255;

/** What the odds are made of, in the order of `Evidence`. Those from `coherence` on are known only where both prints have ridges. */
export const EVIDENCE = [
  'rootPairs',
  'pairs',
  'sameKind',
  'fit',
  'unpaired',
  'logOverlap',
  'pairedShare',
  'logSmaller',
  'logLarger',
  'coherence',
  'rootCoherent',
  'flow',
  'registration',
  'periods',
  'logArea',
  'strain',
] as const;

const FROM_MINUTIAE = 9;

export type Weights = Readonly<Record<(typeof EVIDENCE)[number], number>> & { readonly base: number };

const inOrder = (weights: Weights): Float64Array => Float64Array.from(EVIDENCE, (name) => weights[name]);

const WITH_RIDGES = inOrder(SCORE.withRidges);
const MINUTIAE_ALONE = inOrder({ ...SCORE.minutiaeAlone, ...SCORE.noRidges });

export class Evidence {
  readonly values = new Float64Array(EVIDENCE.length);

  copy(other: Evidence): void {
    this.values.set(other.values);
  }

  weighPairing(pairing: Pairing, a: Side, b: Side): void {
    let fit = 0;
    let sameKind = 0;
    for (let i = 0; i < a.count; i += 1) {
      const j = pairing.partner[i] ?? NONE;
      if (j === NONE) continue;
      fit += pairing.fit[i] ?? 0;
      if (a.kind[i] === b.kind[j]) sameKind += 1;
    }
    const overlap = Math.sqrt(pairing.overlapFirst * pairing.overlapSecond);
    // With fewer minutiae than any print that was learnt from, fewer speak neither for nor against.
    const smaller = Math.max(SCORE.leastMinutiae, Math.min(a.count, b.count));
    const larger = Math.max(SCORE.leastMinutiae, a.count, b.count);
    const { values } = this;
    values[0] = Math.sqrt(pairing.pairs);
    values[1] = pairing.pairs;
    values[2] = sameKind;
    values[3] = fit;
    values[4] = overlap - pairing.pairs;
    values[5] = Math.log(overlap + 4);
    values[6] = pairing.pairs / (smaller + 3);
    values[7] = Math.log(smaller + 1);
    values[8] = Math.log(larger + 1);
    values.fill(0, FROM_MINUTIAE);
  }

  weighOverlay(overlay: RidgeOverlay, { strain }: Alignment): void {
    const { values } = this;
    values[9] = overlay.coherence;
    values[10] = Math.sqrt(overlay.coherent);
    values[11] = overlay.flow;
    values[12] = overlay.registration;
    values[13] = overlay.periods;
    values[14] = Math.log(overlay.overlap + 10);
    values[15] = strain;
  }
}

/** Log odds to scores: never negative, and about 40 where a false match is as rare as 1 in 1,000. */
export const scoreWithRidges = (evidence: Evidence): number =>
  SCORE.scale.withRidges * logOddsAbove(SCORE.withRidges.base, WITH_RIDGES, evidence.values);
export const scoreOfMinutiae = (evidence: Evidence): number =>
  SCORE.scale.minutiaeAlone * logOddsAbove(SCORE.minutiaeAlone.base, MINUTIAE_ALONE, evidence.values);

/** Never negative. */
function logOddsAbove(base: number, weights: Float64Array, values: Float64Array): number {
  let logOdds = base;
  for (let index = 0; index < weights.length; index += 1) logOdds += (weights[index] ?? 0) * (values[index] ?? 0);
  return softplus(logOdds + SCORE.offset);
}

/** The value itself where it is positive, and close to zero where it is not. */
const softplus = (value: number): number => (value > 30 ? value : Math.log1p(Math.exp(value)));
