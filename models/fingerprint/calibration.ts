// Thresholds as false-match rates: what a score means for one comparison, for a finger's fused impressions, for a gallery.
import { KioskError } from '../../protocol/computing.ts';
import { CALIBRATION } from './calibration-table.ts';
import { MATCHER_VERSION } from './compare.ts';
import { choicesOf } from './comparison/fuse-impressions.ts';
import { type FmrCurve, fmrOf, scoreOfFmr } from './evaluation/tail.ts';

export interface CalibrationTable {
  /** The matcher whose scores these are. */
  readonly matcherVersion: string;
  readonly data: string;
  readonly measuredOn: string;
  readonly command: string;
  /** One template against one. */
  readonly single: FmrCurve;
  /** One template against `impressions` of a finger together (`fuseImpressions`). */
  readonly fused: FmrCurve & { readonly impressions: number };
}

export interface FusedOver {
  /** Templates of the finger that the score is made of. */
  readonly impressions?: number;
}

export interface CalibratedRate {
  readonly falseMatchRate: number;
  /** True where the rate is the fitted tail's: too few non-mates reach such a score to be counted. */
  readonly extrapolated: boolean;
}

/** Thresholds stricter than this would rest on a tail followed too far. */
const LEAST_FMR = 1e-9;

/** @throws KioskError MODEL_UNCALIBRATED */
export function calibratedRate(
  score: number,
  { impressions = 1 }: FusedOver = {},
  table = CALIBRATION,
): CalibratedRate {
  const { curve, factor } = curveFor(table, impressions);
  const rate = Math.min(1, factor * fmrOf(curve, score));
  return { falseMatchRate: rate, extrapolated: rate < curve.countedFmr };
}

/** @throws KioskError MODEL_UNCALIBRATED */
export const falseMatchRate = (score: number, over: FusedOver = {}, table = CALIBRATION): number =>
  calibratedRate(score, over, table).falseMatchRate;

/** The threshold that holds a false-match rate: a match is a score above it. @throws KioskError MODEL_UNCALIBRATED */
export function scoreAtFalseMatchRate(fmr: number, { impressions = 1 }: FusedOver = {}, table = CALIBRATION): number {
  const { curve, factor } = curveFor(table, impressions);
  if (!(fmr >= LEAST_FMR)) throw new KioskError('MODEL_UNCALIBRATED', { fmr, least: LEAST_FMR });
  return scoreOfFmr(curve, fmr / factor);
}

export interface GalleryOf extends FusedOver {
  /** Enrolled fingers. */
  readonly fingers: number;
  /** Tolerated share of searches by strangers that find anybody. */
  readonly fpir: number;
}

/** The rate of each of `comparisons` that together find anybody with a rate of `fpir`: FMR = 1 - (1 - FPIR)^(1/N). */
export function perComparison(fpir: number, comparisons: number): number {
  // By way of logarithms, because 1 - tiny loses the tiny.
  return -Math.expm1(Math.log1p(-fpir) / Math.max(1, comparisons));
}

/** @throws KioskError MODEL_UNCALIBRATED, also for galleries beyond what the tail bears */
export function identificationThreshold({ fingers, fpir, ...over }: GalleryOf, table = CALIBRATION): number {
  return scoreAtFalseMatchRate(perComparison(fpir, fingers), over, table);
}

/**
 * Fewer impressions than were calibrated together score lower, at the same rates at most; of more the best are chosen, which can at
 * most multiply the chances.
 */
function curveFor(table: CalibrationTable, impressions: number): { curve: FmrCurve; factor: number } {
  if (table.matcherVersion !== MATCHER_VERSION)
    throw new KioskError('MODEL_UNCALIBRATED', { matcher: MATCHER_VERSION, calibrated: table.matcherVersion });
  if (impressions <= 1) return { curve: table.single, factor: 1 };
  return { curve: table.fused, factor: choicesOf(impressions) };
}
