// How good an impression is, and what the person can do for a better one.

import type { FingerQuality, QualityReason } from '../types.ts';
import { type Evidence, type Measures, measurePrint } from './measure-print.ts';
import { QUALITY, RESIDUE } from './parameters.ts';

/** What the score is weighed from. */
export const QUALITY_SIGNS = [
  'logArea',
  'logMinutiae',
  'logMinutiaQuality',
  'offset',
  'contrastSpread',
  'filledValleys',
] as const;

export interface Assessment {
  readonly quality: FingerQuality;
  /** In the order of `QUALITY_SIGNS`. */
  readonly signs: readonly number[];
}

export function assess(evidence: Evidence): Assessment {
  const measures = measurePrint(evidence);
  const signs = signsOf(measures);
  if (measures.fingerCells < QUALITY.minFingerCells) return { quality: { score: 0, reasons: ['no-finger'] }, signs };
  const reasons = REASONS.filter(([, applies]) => applies(measures)).map(([reason]) => reason);
  return { quality: { score: scoreOf(signs), reasons }, signs };
}

function signsOf(measures: Measures): readonly number[] {
  const { bounds } = QUALITY;
  const within = (measure: keyof typeof bounds): number => {
    const [least, most] = bounds[measure];
    return Math.min(most, Math.max(least, measures[measure]));
  };
  return [
    Math.log(within('reliableCells')),
    Math.log(3 + within('minutiae')),
    Math.log(within('minutiaQuality')),
    measures.offset,
    within('contrastSpread'),
    within('filledValleys'),
  ];
}

/** The chance of success, stretched over the range where prints differ. */
function scoreOf(signs: readonly number[]): number {
  const { score, half, spread } = QUALITY;
  const logOdds = QUALITY_SIGNS.reduce<number>(
    (sum, sign, index) => sum + score[sign] * (signs[index] ?? 0),
    score.base,
  );
  return Math.round(100 / (1 + Math.exp((half - logOdds) / spread)));
}

/** The gravest first. */
const REASONS: readonly (readonly [QualityReason, (measures: Measures) => boolean])[] = [
  ['too-few-minutiae', ({ minutiae }) => minutiae < QUALITY.minMinutiae],
  ['smeared', isSmeared],
  ['too-dry', ({ ridgeGaps, filledValleys }) => ridgeGaps > QUALITY.dryGaps && filledValleys < ridgeGaps / 2],
  ['too-wet', ({ ridgeGaps, filledValleys }) => filledValleys > QUALITY.wetValleys && filledValleys > ridgeGaps],
  ['residue', ({ residueCells }) => residueCells >= RESIDUE.minCells],
  ['off-centre', ({ offset, cutShare }) => offset > QUALITY.maxOffset && cutShare > QUALITY.cutShare],
  ['partial', ({ fingerCells }) => fingerCells < QUALITY.partialCells],
];

function isSmeared({ reliableCells, fingerCells, clarity, contrastSpread }: Measures): boolean {
  const isUnclear = reliableCells < QUALITY.smearedShare * fingerCells || clarity < QUALITY.smearedClarity;
  return isUnclear || contrastSpread > QUALITY.smearedSpread;
}
