// What an evaluation tells people: a table of its sets, and how alike their impostor scores are.
import type { ErrorRates } from '../../../models/laboratory.ts';
import type { Condition } from './conditions.ts';
import type { RejectAtFmr } from './evaluation-curves.ts';

export interface Evaluated extends ErrorRates {
  readonly name: string;
  readonly images: number;
  readonly failures: number;
  /** How many a print has, of those that could be extracted. */
  readonly minutiae: { readonly p5: number; readonly p50: number; readonly p95: number };
  readonly reject: RejectAtFmr;
}

export interface Summary {
  readonly simulated?: Condition;
  readonly sets: readonly Evaluated[];
  readonly pooled: Evaluated;
  /** Kolmogorov-Smirnov distances, each set's row in the order of the sets. */
  readonly impostorKs: readonly (readonly (number | null)[])[];
  readonly extractMs: { readonly p50: number; readonly p95: number };
  readonly comparisonsPerSecond: number;
}

const NAME_WIDTH = 20;

export function evaluationText(summary: Summary): string {
  const { simulated, sets, pooled, extractMs, comparisonsPerSecond } = summary;
  return [
    ...(simulated === undefined ? [] : [`simulated: ${simulated}`]),
    `${'%'.padEnd(NAME_WIDTH)}      EER  at 1e-2  at 1e-3  at 1e-4 zero FMR failures  minutiae p5, p50, p95`,
    ...[...sets, pooled].map(rowOf),
    ...rejectLines(pooled),
    ...distanceLines(summary),
    `extraction p50 ${extractMs.p50} ms, p95 ${extractMs.p95} ms; ${comparisonsPerSecond} comparisons a second`,
  ].join('\n');
}

const percent = (rate: number | null): string => (rate === null ? 'n/a' : (100 * rate).toFixed(2)).padStart(9);

const rowOf = ({ name, failures, eer, fnmrAtFmr, zeroFmr, minutiae }: Evaluated): string =>
  [
    name.padEnd(NAME_WIDTH),
    percent(eer),
    ...Object.values(fnmrAtFmr).map(percent),
    percent(zeroFmr),
    String(failures).padStart(9),
    `  ${minutiae.p5}, ${minutiae.p50}, ${minutiae.p95}`,
  ].join('');

function rejectLines({ reject }: Evaluated): readonly string[] {
  const strict = reject['0.001'];
  if (strict === null) return [];
  const [before, ...after] = [strict.fnmr, ...Object.values(strict.fnmrRejecting)].map((rate) =>
    (100 * rate).toFixed(2),
  );
  return [`rejecting the poorest 5, 10, 20 % of the pairs takes FNMR at 1e-3 from ${before} to ${after.join(', ')} %`];
}

function distanceLines({ sets, impostorKs }: Summary): readonly string[] {
  if (sets.length < 2) return [];
  return [
    'Kolmogorov-Smirnov distance of the impostor scores from those of each set, 0 alike to 1 apart',
    ...sets.map(({ name }, index) => {
      const row = impostorKs[index] ?? [];
      return `${name.padEnd(NAME_WIDTH)}${row.map((apart) => (apart?.toFixed(3) ?? 'n/a').padStart(9)).join('')}`;
    }),
  ];
}
