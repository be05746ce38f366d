// What an evaluation shows beside its table: error trade-off, and what rejecting poor prints saves, as figures and as pictures.
import {
  type Curve,
  curvePicture,
  detCurve,
  errorRates,
  fnmrAfter,
  type RejectCurve,
  rejectCurve,
  thresholdAt,
  unforeseen,
} from '../../../models/laboratory.ts';
import type { ScoredPair } from './compare-set.ts';

export interface NamedPairs {
  readonly name: string;
  readonly pairs: readonly ScoredPair[];
}

const REJECT_FMRS = ['0.01', '0.001'] as const;
const REJECTED = ['0.05', '0.1', '0.2'] as const;
/** Where the pictures end: beyond, too few pairs are left to say anything. */
const MOST_REJECTED = 0.5;

export interface RejectFigures {
  /** FNMR without rejecting, and when the given fractions of the genuine pairs, those of the lowest quality, are rejected. */
  readonly fnmr: number;
  readonly fnmrRejecting: Readonly<Record<(typeof REJECTED)[number], number>>;
  readonly area: number;
  readonly idealArea: number;
  /** Of the error that perfect foresight would take away, the fraction that is left: 1 is drawing lots. */
  readonly unforeseen: number | null;
}

/** `null` where the impostors are too few for the rate. */
export type RejectAtFmr = Readonly<Record<(typeof REJECT_FMRS)[number], RejectFigures | null>>;

export const rejectFigures = (pairs: readonly ScoredPair[]): RejectAtFmr => ({
  '0.01': figuresAt(pairs, '0.01'),
  '0.001': figuresAt(pairs, '0.001'),
});

function figuresAt(pairs: readonly ScoredPair[], fmr: string): RejectFigures | null {
  const curve = rejectCurveAt(pairs, Number(fmr));
  if (curve === undefined) return null;
  return {
    fnmr: curve.points[0]?.fnmr ?? 0,
    fnmrRejecting: {
      '0.05': fnmrAfter(curve, 0.05),
      '0.1': fnmrAfter(curve, 0.1),
      '0.2': fnmrAfter(curve, 0.2),
    },
    area: curve.area,
    idealArea: curve.idealArea,
    unforeseen: unforeseen(curve),
  };
}

function rejectCurveAt(pairs: readonly ScoredPair[], fmr: number): RejectCurve | undefined {
  const impostor = scoresOf(pairs, false);
  if (impostor.length * fmr < 1) return undefined;
  const threshold = thresholdAt(Float64Array.from(impostor).sort(), fmr);
  return rejectCurve(
    pairs.filter(({ isGenuine }) => isGenuine),
    threshold,
  );
}

export const scoresOf = (pairs: readonly ScoredPair[], isGenuine: boolean): number[] =>
  pairs.filter((pair) => pair.isGenuine === isGenuine).map(({ score }) => score);

/** The last of `rated` is all of them together. */
export function detPicture(rated: readonly NamedPairs[]): string {
  const curves = rated.map(({ name, pairs }, index): Curve => {
    const [genuine, impostor] = [scoresOf(pairs, true), scoresOf(pairs, false)];
    const points = detCurve(genuine, impostor).map(({ fmr, fnmr }) => ({ x: fmr, y: fnmr }));
    const { eer } = errorRates(genuine, impostor);
    return { label: `${name}, EER ${percent(eer)}`, points, isMain: index === rated.length - 1 };
  });
  const all = curves.flatMap(({ points }) => points);
  return curvePicture({
    title: 'Detection error trade-off (ISO/IEC 19795-1)',
    x: { label: 'false match rate', scale: 'logarithmic', from: decadeBelow(all.map(({ x }) => x)), to: 1 },
    y: { label: 'false non-match rate', scale: 'logarithmic', from: decadeBelow(all.map(({ y }) => y)), to: 1 },
    curves,
  });
}

/** At FMR 0.1 %; all sets together also at 1 %. The last of `rated` is all of them together. */
export function rejectPicture(rated: readonly NamedPairs[]): string {
  const pooled = rated.at(-1);
  const strict = rated.map(({ name, pairs }, index) =>
    rejectLine(name, pairs, { fmr: 0.001, isMain: index === rated.length - 1 }),
  );
  const lax = pooled && rejectLine(pooled.name, pooled.pairs, { fmr: 0.01, isMain: false });
  const curves = [...strict, ...(lax ? [lax] : [])];
  const highest = Math.max(
    0,
    ...curves.flatMap(({ points }) => points.filter(({ x }) => x <= MOST_REJECTED).map(({ y }) => y)),
  );
  return curvePicture({
    title: 'Error versus reject (ISO/IEC 29794-1)',
    x: { label: 'genuine pairs of lowest quality rejected', scale: 'linear', from: 0, to: MOST_REJECTED },
    y: { label: 'false non-match rate of the others', scale: 'linear', from: 0, to: roundAbove(highest) },
    curves,
  });
}

function rejectLine(
  name: string,
  pairs: readonly ScoredPair[],
  { fmr, isMain }: { fmr: number; isMain: boolean },
): Curve {
  const curve = rejectCurveAt(pairs, fmr);
  const points = (curve?.points ?? []).map(({ rejected, fnmr }) => ({ x: rejected, y: fnmr }));
  return { label: `${name}, FMR ${percent(fmr)}`, points, isMain };
}

const percent = (rate: number): string => `${Number((100 * rate).toPrecision(2))} %`;

/** The decade that the smallest rate above nothing lies in. */
const decadeBelow = (rates: readonly number[]): number => {
  const smallest = rates.reduce((least, rate) => (rate > 0 && rate < least ? rate : least), 0.1);
  return 10 ** Math.floor(Math.log10(smallest) + 1e-9);
};

/** The next of 1, 2 and 5 per cent and their tenfolds and tenths. */
export const roundAbove = (rate: number): number => {
  const decade = 10 ** Math.floor(Math.log10(Math.max(1e-3, rate)) + 1e-9);
  return Math.min(1, [1, 2, 5, 10].map((step) => step * decade).find((step) => step >= rate * 0.9999) ?? 1);
};
