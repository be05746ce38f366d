// What a score of two faces means: the rate at which strangers reach it, from comparisons that were made, continued where they end.
import { KioskError } from '../../../protocol/computing.ts';
import { CALIBRATIONS } from './calibration-table.ts';
import { deviationsAt, normalTail } from './normal-tail.ts';

/** How the scores of strangers are spread above their middle: a normal tail. */
export interface StrangerSpread {
  /** Such as "photo against photo of a card". */
  readonly condition: string;
  readonly comparisons: number;
  readonly median: number;
  /** Of the half above the median: the root of the mean square. */
  readonly spread: number;
  readonly highest: number;
}

export interface FaceCalibration {
  /** The recogniser whose scores these are. */
  readonly model: string;
  readonly version: string;
  readonly data: string;
  readonly measuredOn: string;
  readonly command: string;
  readonly conditions: readonly StrangerSpread[];
}

export interface CalibratedScore {
  readonly falseMatchRate: number;
  /** True where too few strangers were compared for such a rate to be counted: it is the fitted tail's. */
  readonly extrapolated: boolean;
}

/** Where the fitted tail ends: nobody can say how much rarer a score is. */
const LEAST_FMR = 1e-6;

/** Strangers above a score, at least, for its rate to count as counted. */
const ENOUGH = 10;

/** The worst of the conditions. */
export function rateOf({ conditions }: FaceCalibration, score: number): CalibratedScore {
  const rates = conditions.map(({ median, spread }) => normalTail((score - median) / spread));
  const falseMatchRate = Math.max(LEAST_FMR, ...rates);
  const fewest = Math.min(...conditions.map(({ comparisons }) => comparisons));
  return { falseMatchRate, extrapolated: falseMatchRate * fewest < ENOUGH };
}

/** The score that strangers exceed at this rate: a match is a score above it. */
export const scoreAt = ({ conditions }: FaceCalibration, fmr: number): number =>
  Math.max(...conditions.map(({ median, spread }) => median + spread * deviationsAt(fmr)));

/** @throws KioskError MODEL_UNCALIBRATED */
export function calibrationOf(
  { name, version, calibration }: { name: string; version: string; calibration?: string | undefined },
  tables: Readonly<Record<string, FaceCalibration>> = CALIBRATIONS,
): FaceCalibration {
  const table = calibration === undefined ? undefined : tables[calibration];
  if (table?.model !== name || table.version !== version)
    throw new KioskError('MODEL_UNCALIBRATED', { model: name, version, calibration: calibration ?? 'none' });
  return table;
}

/** @throws KioskError MODEL_UNCALIBRATED where there are too few to speak of a spread */
export function spreadOf(condition: string, scores: readonly number[]): StrangerSpread {
  const LEAST = 100;
  if (scores.length < LEAST)
    throw new KioskError('MODEL_UNCALIBRATED', { condition, strangers: scores.length, least: LEAST });
  const sorted = [...scores].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const above = sorted.filter((score) => score > median);
  const square = above.reduce((sum, score) => sum + (score - median) ** 2, 0) / Math.max(1, above.length);
  const spread = Math.max(1e-3, Math.sqrt(square));
  return {
    condition,
    comparisons: scores.length,
    median: rounded(median),
    spread: rounded(spread),
    highest: rounded(sorted.at(-1) ?? 0),
  };
}

const rounded = (value: number): number => Number(value.toFixed(4));
