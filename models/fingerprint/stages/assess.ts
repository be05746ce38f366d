// How good an impression is, and what the person can do for a better one.
import type { Minutia } from '../../../protocol/index.ts';
import { QUALITY } from '../parameters.ts';
import type { FingerQuality, QualityReason } from '../types.ts';
import type { Contrast } from './contrast.ts';
import type { Grid } from './raster.ts';

export interface Evidence {
  readonly contrast: Contrast;
  readonly mask: Grid;
  readonly reliable: Grid;
  readonly reliability: Grid;
  readonly minutiae: readonly Minutia[];
}

export function assess(evidence: Evidence): FingerQuality {
  const measures = measure(evidence);
  if (measures.fingerCells < QUALITY.minFingerCells) return { score: 0, reasons: ['no-finger'] };
  const reasons = REASONS.filter(([, applies]) => applies(measures)).map(([reason]) => reason);
  const area = Math.min(1, measures.reliableCells / QUALITY.fullCells);
  const count = Math.min(1, measures.minutiae / QUALITY.fullMinutiae);
  const clarity = Math.min(1, measures.clarity / QUALITY.fullClarity);
  return { score: Math.round(100 * area ** 0.5 * clarity * (0.4 + 0.6 * count)), reasons };
}

interface Measures {
  readonly fingerCells: number;
  readonly reliableCells: number;
  /** Mean reliability of the finger. */
  readonly clarity: number;
  /** Share of ridge pixels where ridges are reliable: half where the finger is neither dry nor wet. */
  readonly darkness: number;
  /** Middle of the finger from the middle of the picture, in halves of the picture. */
  readonly offset: number;
  readonly minutiae: number;
}

/** The gravest first. */
const REASONS: readonly (readonly [QualityReason, (measures: Measures) => boolean])[] = [
  ['too-few-minutiae', ({ minutiae }) => minutiae < QUALITY.minMinutiae],
  ['smeared', ({ reliableCells, fingerCells }) => reliableCells < QUALITY.smearedShare * fingerCells],
  ['too-dry', ({ darkness }) => darkness < QUALITY.dryShare],
  ['too-wet', ({ darkness }) => darkness > QUALITY.wetShare],
  ['off-centre', ({ offset }) => offset > QUALITY.maxOffset],
  ['partial', ({ fingerCells }) => fingerCells < QUALITY.partialCells],
];

function measure({ contrast, mask, reliable, reliability, minutiae }: Evidence): Measures {
  let [fingerCells, reliableCells, clarity, right, down, grey] = [0, 0, 0, 0, 0, 0];
  for (let cell = 0; cell < mask.data.length; cell += 1) {
    if (mask.data[cell] === 0) continue;
    fingerCells += 1;
    reliableCells += reliable.data[cell] ?? 0;
    clarity += reliability.data[cell] ?? 0;
    right += (cell % mask.columns) + 0.5;
    down += Math.floor(cell / mask.columns) + 0.5;
    grey += contrast.mean.data[cell] ?? 0;
  }
  const count = Math.max(1, fingerCells);
  const offset = Math.hypot((2 * right) / count / mask.columns - 1, (2 * down) / count / mask.rows - 1);
  return {
    fingerCells,
    reliableCells,
    clarity: clarity / count,
    darkness: 1 - grey / count / 255,
    offset,
    minutiae: minutiae.length,
  };
}
