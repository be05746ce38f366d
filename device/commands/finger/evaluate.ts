// ridged finger evaluate: error rates and speed on folders of prints.
import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { percentile } from '../../../models/index.ts';
import { errorRates } from '../../../models/laboratory.ts';
import type { CommandResult } from '../run-command.ts';
import { compareEnrolled, comparePairs, type ScoredPair } from './compare-set.ts';
import { CONDITIONS, type Condition, isCondition } from './conditions.ts';
import { detPicture, rejectFigures, rejectPicture, scoresOf } from './evaluation-curves.ts';
import { type Evaluated, evaluationText } from './evaluation-text.ts';
import type { Finish } from './finish.ts';
import { type PrintSet, parseSetPlace, readPrintSet } from './print-set.ts';
import { histogramPicture, impostorDistances } from './score-distributions.ts';
import { wholeFrom } from './whole-number.ts';
import { assertWritable } from './writable.ts';

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
  /** Where the distributions of the impostor scores go, as SVG. */
  readonly histogram?: string;
}

/** @throws KioskError USAGE, also where a file cannot be written, before any work is done; IMAGE_UNREADABLE */
export async function evaluate(
  places: readonly string[],
  { scores, enrol, as, det, reject, histogram }: EvaluateOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  for (const file of [scores, det, reject, histogram]) if (file !== undefined) await assertWritable(file);
  const sets: PrintSet[] = [];
  for (const place of places.map(parseSetPlace)) sets.push(await readPrintSet(place, signal, as && CONDITIONS[as]));
  const startedMs = performance.now();
  const compared = sets.map((set) => (enrol === undefined ? comparePairs(set) : compareEnrolled(set, enrol)));
  const seconds = (performance.now() - startedMs) / 1000;
  if (scores !== undefined) await writeFile(scores, csvOf(sets, compared));
  const all = compared.flat();
  const bySet = sets.map(({ name }, index) => ({ name, pairs: compared[index] ?? [] }));
  const named = [...bySet, { name: 'pooled', pairs: all }];
  if (det !== undefined) await writeFile(det, detPicture(named));
  if (reject !== undefined) await writeFile(reject, rejectPicture(named));
  if (histogram !== undefined) await writeFile(histogram, histogramPicture(named));
  const comparisons = all.length * (enrol ?? 1);
  const times = sets.flatMap(({ extractMs }) => extractMs);
  const json = {
    ...(enrol === undefined ? {} : { enrol }),
    ...(as === undefined ? {} : { simulated: as }),
    sets: sets.map((set, index) => rated(set.name, [set], compared[index] ?? [])),
    pooled: rated('pooled', sets, all),
    impostorKs: impostorDistances(bySet),
    extractMs: { p50: rounded(percentile(times, 0.5)), p95: rounded(percentile(times, 0.95)) },
    comparisonsPerSecond: Math.round(comparisons / Math.max(1e-9, seconds)),
  };
  return { json, text: evaluationText(json), exitCode: 0 };
}

const rounded = (value: number): number => Number(value.toFixed(1));

function rated(name: string, sets: readonly PrintSet[], pairs: readonly ScoredPair[]): Evaluated {
  const prints = sets.flatMap((set) => set.prints);
  const counts = prints.filter(({ template }) => template !== undefined).map(({ minutiae }) => minutiae);
  return {
    name,
    images: prints.length,
    failures: prints.length - counts.length,
    minutiae: { p5: percentile(counts, 0.05), p50: percentile(counts, 0.5), p95: percentile(counts, 0.95) },
    ...errorRates(scoresOf(pairs, true), scoresOf(pairs, false)),
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

export const evaluateCommand = (finish: Finish): Command =>
  new Command('evaluate')
    .description('error rates on folders of prints, <finger>_<impression>.png or .tif; all pairs within a folder')
    .argument('<dir[@dpi]...>', 'folders; 500 dpi where none is given')
    .option('--scores <file>', 'write every comparison as CSV: a,b,genuine,score')
    .option('--det <file>', 'draw the detection error trade-off as SVG')
    .option('--reject <file>', 'draw error against rejection by quality as SVG')
    .option('--histogram <file>', 'draw how the scores of different fingers are spread, set by set, as SVG')
    .option('--enrol <n>', 'fuse the first n impressions of each finger, probe with the others', wholeFrom(1, 100))
    .option('--as <condition>', `simulate a hard condition: ${Object.keys(CONDITIONS).join(', ')}`, conditionFrom)
    .action((places: string[], options: EvaluateOptions) => finish((signal) => evaluate(places, options, signal)));

export function conditionFrom(name: string): Condition {
  if (isCondition(name)) return name;
  throw new InvalidArgumentError(`one of ${Object.keys(CONDITIONS).join(', ')} is due`);
}
