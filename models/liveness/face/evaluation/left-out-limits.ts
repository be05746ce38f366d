// Limits set by other people only: the middle between their living and their attacks, tried on the person who was left out.
import type { CueName } from '../types.ts';
import { type CountedRate, countedRate } from './counted-rate.ts';
import { type JudgedFace, LIVING } from './face-pad-rates.ts';

export interface LeftOutRates {
  readonly measure: 'score' | CueName;
  /** The limits that the others gave, from the least to the greatest; null where none could be set. */
  readonly limits: readonly [number, number] | null;
  readonly bpcer: CountedRate;
  /** Of the attacks that the measure was made for. */
  readonly apcer: CountedRate;
}

interface Measured {
  readonly person: string;
  readonly isLiving: boolean;
  /** Higher for an attack. */
  readonly value: number;
}

const HELD = /print|photo|screen|cut-out/;
const GRID = /print|screen|cut-out/;
const RIM = /print|held-photo|screen|cut-out/;

/** Each with the kinds of attack that show it. */
const MEASURES = [
  { measure: 'score', kinds: HELD },
  { measure: 'moire', kinds: GRID },
  { measure: 'straight-edges', kinds: RIM },
] as const;

export const leftOutRates = (judged: readonly JudgedFace[]): readonly LeftOutRates[] =>
  MEASURES.map(({ measure, kinds }) => ratesOf(measure, measuredBy(judged, measure, kinds)));

function measuredBy(
  judged: readonly JudgedFace[],
  measure: LeftOutRates['measure'],
  kinds: RegExp,
): readonly Measured[] {
  return judged
    .filter(({ kind }) => kind === LIVING || kinds.test(kind))
    .flatMap(({ kind, person, liveness }) => {
      const cue = liveness?.cues.find((found) => found.cue === measure)?.value;
      const value = measure === 'score' ? -(liveness?.score ?? Number.NaN) : (cue ?? Number.NaN);
      return Number.isNaN(value) ? [] : [{ person, isLiving: kind === LIVING, value }];
    });
}

function ratesOf(measure: LeftOutRates['measure'], measured: readonly Measured[]): LeftOutRates {
  const limits = new Map<string, number>();
  for (const person of new Set(measured.map((one) => one.person)))
    limits.set(person, middleOf(measured.filter((one) => one.person !== person)));
  const isRefused = ({ person, value }: Measured): boolean => value > (limits.get(person) ?? Number.NaN);
  const living = measured.filter(({ isLiving }) => isLiving);
  const attacks = measured.filter(({ isLiving }) => !isLiving);
  const known = [...limits.values()].filter(Number.isFinite).map((limit) => (measure === 'score' ? -limit : limit));
  return {
    measure,
    limits: known.length === 0 ? null : [Math.min(...known), Math.max(...known)],
    bpcer: countedRate(living.filter(isRefused).length, living.length),
    apcer: countedRate(attacks.filter((one) => !isRefused(one)).length, attacks.length),
  };
}

/** Between the medians: the worst of a few would let one odd picture set the limit for all. */
const middleOf = (others: readonly Measured[]): number =>
  (median(others.filter(({ isLiving }) => isLiving)) + median(others.filter(({ isLiving }) => !isLiving))) / 2;

const median = (measured: readonly Measured[]): number =>
  measured.map(({ value }) => value).sort((a, b) => a - b)[Math.floor(measured.length / 2)] ?? Number.NaN;
