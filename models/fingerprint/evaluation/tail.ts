// From scores of non-mates to a curve of false-match rates: counted where there are enough of them, fitted beyond.
import { countUpTo } from './error-rates.ts';

/** A false-match rate for every score. */
export interface FmrCurve {
  /** Non-mated comparisons it rests on. */
  readonly comparisons: number;
  /** Scores exceeded with a share of `fmr`, lowest score first. */
  readonly points: readonly (readonly [score: number, fmr: number])[];
  /** From the last point on the rate falls by e with every `scale` of score. */
  readonly scale: number;
  /** Below this rate non-mates were not counted: what the curve says is the fitted tail alone. */
  readonly countedFmr: number;
}

const LEVELS = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01] as const;
/** Where a fitted tail is read when several curves become one. */
const TAIL_LEVELS = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9] as const;
/** Non-mates that a tail is fitted to, at least: a tenth of error in its scale. */
const ENOUGH_FOR_TAIL = 100;

/**
 * Needs at least some hundreds of scores. The tail is exponential: its scale is the mean excess over the last point, which lies
 * at the highest hundredth, or further down where that would be fewer than a hundred scores.
 */
export function fitCurve(nonMated: readonly number[]): FmrCurve {
  const sorted = Float64Array.from(nonMated).sort();
  const tailLevel = Math.max(LEVELS.at(-1) ?? 0, Math.min(0.5, ENOUGH_FOR_TAIL / Math.max(1, sorted.length)));
  const points = [...LEVELS.filter((level) => level > tailLevel), tailLevel].map(
    (level) => [round(sorted[Math.floor((1 - level) * (sorted.length - 1))] ?? 0), level] as const,
  );
  const from = points.at(-1)?.[0] ?? 0;
  const beyond = sorted.subarray(countUpTo(sorted, from));
  const excess = beyond.reduce((sum, score) => sum + score - from, 0) / Math.max(1, beyond.length);
  return {
    comparisons: sorted.length,
    points: points.filter(([score], index) => score > (points[index - 1]?.[0] ?? 0)),
    scale: round(Math.max(excess, 1e-3)),
    countedFmr: tailLevel,
  };
}

/**
 * One curve that flatters no set: at each level, also far down the tails, the highest score of any, and beyond them the longest
 * tail. Sensors and windows differ, and a terminal does not know which of the sets its own fingers resemble.
 */
export function worstOf(curves: readonly FmrCurve[]): FmrCurve {
  const scoreAt = (level: number): number => Math.max(...curves.map((curve) => scoreOfFmr(curve, level)));
  return {
    comparisons: curves.reduce((sum, { comparisons }) => sum + comparisons, 0),
    points: [...LEVELS, ...TAIL_LEVELS].map((level) => [round(scoreAt(level)), level] as const),
    scale: Math.max(...curves.map(({ scale }) => scale)),
    // The highest score may be anybody's: counted is what was counted in all of them.
    countedFmr: Math.max(...curves.map(({ countedFmr }) => countedFmr)),
  };
}

const round = (value: number): number => Number(value.toFixed(3));

export function fmrOf({ points, scale }: FmrCurve, score: number): number {
  const next = points.findIndex(([at]) => at >= score);
  const [low, high] = [points.at(next < 0 ? -1 : next - 1), points[next]];
  if (next < 0) return tailFrom(low, scale, score);
  const [fromScore, fromFmr] = next === 0 || low === undefined ? [0, 1] : low;
  const [toScore, toFmr] = high ?? [0, 1];
  const share = (score - fromScore) / Math.max(1e-9, toScore - fromScore);
  return Math.min(1, fromFmr * (toFmr / fromFmr) ** Math.max(0, share));
}

function tailFrom(last: readonly [number, number] | undefined, scale: number, score: number): number {
  const [from, fmr] = last ?? [0, 1];
  return fmr * Math.exp(-(score - from) / scale);
}

/** The lowest score whose rate is at most `fmr`. */
export function scoreOfFmr(curve: FmrCurve, fmr: number): number {
  if (fmr >= 1) return 0;
  const next = curve.points.findIndex(([, rate]) => rate <= fmr);
  const last = curve.points.at(-1) ?? [0, 1];
  if (next < 0) return last[0] + curve.scale * Math.log(last[1] / fmr);
  const [fromScore, fromFmr] = curve.points[next - 1] ?? [0, 1];
  const [toScore, toFmr] = curve.points[next] ?? last;
  return fromScore + ((toScore - fromScore) * Math.log(fmr / fromFmr)) / Math.log(toFmr / fromFmr);
}
