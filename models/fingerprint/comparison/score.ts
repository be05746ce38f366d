// From a pairing to one number: log odds that it is one finger, learnt from mated and non-mated pairings.
import { SCORE } from '../parameters.ts';
import type { Pairing } from './pairing.ts';
import type { Side } from './side.ts';

const NONE = 255;

/** `support`: how far other pairs agree with the seed that the pairing grew from. 0 or more. */
export function scoreOf(pairing: Pairing, support: number, a: Side, b: Side): number {
  let fit = 0;
  let sameKind = 0;
  for (let i = 0; i < a.count; i += 1) {
    const j = pairing.partner[i] ?? NONE;
    if (j === NONE) continue;
    fit += pairing.fit[i] ?? 0;
    if (a.kind[i] === b.kind[j]) sameKind += 1;
  }
  const overlap = Math.sqrt(pairing.overlapFirst * pairing.overlapSecond);
  const smaller = Math.min(a.count, b.count);
  const logOdds =
    SCORE.base +
    SCORE.rootPairs * Math.sqrt(pairing.pairs) +
    SCORE.pairs * pairing.pairs +
    SCORE.sameKind * sameKind +
    SCORE.fit * fit +
    SCORE.unpaired * (overlap - pairing.pairs) +
    SCORE.rootSupport * Math.sqrt(Math.min(SCORE.maxSupport, support)) +
    SCORE.logOverlap * Math.log(overlap + 4) +
    (SCORE.pairedShare * pairing.pairs) / (smaller + 3) +
    SCORE.logSmaller * Math.log(smaller + 1) +
    SCORE.logLarger * Math.log(Math.max(a.count, b.count) + 1);
  return SCORE.scale * softplus(logOdds + SCORE.offset);
}

/** The value itself where it is positive, and close to zero where it is not. */
const softplus = (value: number): number => (value > 30 ? value : Math.log1p(Math.exp(value)));
