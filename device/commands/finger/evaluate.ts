// ridged finger evaluate: error rates and speed on folders of prints.
import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { type ErrorRates, errorRates, percentile } from '../../../models/index.ts';
import type { CommandResult } from '../run-command.ts';
import { compareEnrolled, comparePairs, type ScoredPair } from './compare-set.ts';
import { CONDITIONS, type Condition, isCondition } from './conditions.ts';
import { detPicture, type RejectAtFmr, rejectFigures, rejectPicture } from './evaluation-curves.ts';
import type { Finish } from './finish.ts';
import { type PrintSet, parseSetPlace, readPrintSet } from './print-set.ts';
import { wholeFrom } from './whole-number.ts';

export interface EvaluateOptions {
  /** Where every score goes, as CSV. */
  readonly scores?: string;
  /** How many impressions of each finger are fused to its reference; single comparisons where left out. */
  readonly enrol?: number;
  /** A hard condition to simulate; the prints as they are where left out. */
  readonly as?: Condition;
  /** Where the curve of the error trade-off goes, as SVG. */
  readonly det?: string;
  /** Where the curve of error against rejection by quality goes, as SVG. */
  readonly reject?: string;
}

interface Evaluated extends ErrorRates {
  readonly name: string;
  readonly images: number;
  readonly failures: number;
  readonly reject: RejectAtFmr;
}

/** @throws KioskError USAGE, IMAGE_UNREADABLE */
export async function evaluate(
  places: readonly string[],
  { scores, enrol, as, det, reject }: EvaluateOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  const sets: PrintSet[] = [];
  for (const place of places.map(parseSetPlace)) sets.push(await readPrintSet(place, signal, as && CONDITIONS[as]));
  const startedMs = performance.now();
  const compared = sets.map((set) => (enrol === undefined ? comparePairs(set) : compareEnrolled(set, enrol)));
  const seconds = (performance.now() - startedMs) / 1000;
  if (scores !== undefined) await writeFile(scores, csvOf(sets, compared));
  const all = compared.flat();
  const named = [
    ...sets.map(({ name }, index) => ({ name, pairs: compared[index] ?? [] })),
    { name: 'pooled', pairs: all },
  ];
  if (det !== undefined) await writeFile(det, detPicture(named));
  if (reject !== undefined) await writeFile(reject, rejectPicture(named));
  const comparisons = all.length * (enrol ?? 1);
  const times = sets.flatMap(({ extractMs }) => extractMs);
  const json = {
    ...(enrol === undefined ? {} : { enrol }),
    ...(as === undefined ? {} : { simulated: as }),
    sets: sets.map((set, index) => rated(set.name, [set], compared[index] ?? [])),
    pooled: rated('pooled', sets, all),
    extractMs: { p50: rounded(percentile(times, 0.5)), p95: rounded(percentile(times, 0.95)) },
    comparisonsPerSecond: Math.round(comparisons / Math.max(1e-9, seconds)),
  };
  return { json, text: textOf(json), exitCode: 0 };
}

const rounded = (value: number): number => Number(value.toFixed(1));

function rated(name: string, sets: readonly PrintSet[], pairs: readonly ScoredPair[]): Evaluated {
  const prints = sets.flatMap((set) => set.prints);
  const scoresOf = (isGenuine: boolean): number[] =>
    pairs.filter((pair) => pair.isGenuine === isGenuine).map(({ score }) => score);
  const failures = prints.filter(({ template }) => template === undefined).length;
  return {
    name,
    images: prints.length,
    failures,
    ...errorRates(scoresOf(true), scoresOf(false)),
    reject: rejectFigures(pairs),
  };
}

/** Names carry their set's where there are several. */
function csvOf(sets: readonly PrintSet[], compared: readonly (readonly ScoredPair[])[]): string {
  const lines = compared.flatMap((pairs, index) => {
    const prefix = sets.length > 1 ? `${sets[index]?.name}/` : '';
    return pairs.map(({ a, b, isGenuine, score }) => `${prefix}${a},${prefix}${b},${isGenuine ? 1 : 0},${score}`);
  });
  return `${['a,b,genuine,score', ...lines].join('\n')}\n`;
}

interface Summary {
  readonly simulated?: Condition;
  readonly sets: readonly Evaluated[];
  readonly pooled: Evaluated;
  readonly extractMs: { readonly p50: number; readonly p95: number };
  readonly comparisonsPerSecond: number;
}

function textOf({ simulated, sets, pooled, extractMs, comparisonsPerSecond }: Summary): string {
  const percent = (rate: number | null): string => (rate === null ? 'n/a' : (100 * rate).toFixed(2)).padStart(9);
  const rows = [...sets, pooled].map(({ name, failures, eer, fnmrAtFmr, zeroFmr }) =>
    [
      name.padEnd(20),
      percent(eer),
      ...Object.values(fnmrAtFmr).map(percent),
      percent(zeroFmr),
      String(failures).padStart(9),
    ].join(''),
  );
  return [
    ...(simulated === undefined ? [] : [`simulated: ${simulated}`]),
    `${'%'.padEnd(20)}      EER  at 1e-2  at 1e-3  at 1e-4 zero FMR failures`,
    ...rows,
    ...rejectLines(pooled),
    `extraction p50 ${extractMs.p50} ms, p95 ${extractMs.p95} ms; ${comparisonsPerSecond} comparisons a second`,
  ].join('\n');
}

function rejectLines({ reject }: Evaluated): readonly string[] {
  const strict = reject['0.001'];
  if (strict === null) return [];
  const [before, ...after] = [strict.fnmr, ...Object.values(strict.fnmrRejecting)].map((rate) =>
    (100 * rate).toFixed(2),
  );
  return [`rejecting the poorest 5, 10, 20 % of the pairs takes FNMR at 1e-3 from ${before} to ${after.join(', ')} %`];
}

export const evaluateCommand = (finish: Finish): Command =>
  new Command('evaluate')
    .description('error rates on folders of prints, <finger>_<impression>.png or .tif; all pairs within a folder')
    .argument('<dir[@dpi]...>', 'folders; 500 dpi where none is given')
    .option('--scores <file>', 'write every comparison as CSV: a,b,genuine,score')
    .option('--det <file>', 'draw the detection error trade-off as SVG')
    .option('--reject <file>', 'draw error against rejection by quality as SVG')
    .option('--enrol <n>', 'fuse the first n impressions of each finger, probe with the others', wholeFrom(1, 100))
    .option('--as <condition>', `simulate a hard condition: ${Object.keys(CONDITIONS).join(', ')}`, conditionFrom)
    .action((places: string[], options: EvaluateOptions) => finish((signal) => evaluate(places, options, signal)));

export function conditionFrom(name: string): Condition {
  if (isCondition(name)) return name;
  throw new InvalidArgumentError(`one of ${Object.keys(CONDITIONS).join(', ')} is due`);
}
