// ridged face evaluate: both error rates over a list of pairs, with their bounds.
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command } from 'commander';
import { type FaceEngine, percentile } from '../../../models/index.ts';
import { errorRates } from '../../../models/laboratory.ts';
import { rateBounds } from '../../../protocol/index.ts';
import type { Finish } from '../finger/finish.ts';
import { assertWritable } from '../finger/writable.ts';
import type { CommandResult } from '../run-command.ts';
import { type EngineOptions, openEngine, withEngineOptions } from './face-option.ts';
import { PairTemplates, readPairs, type ScoredPair, scorePairs } from './pairs.ts';

export interface EvaluateOptions extends EngineOptions {
  /** Where every score goes, as CSV. */
  readonly scores?: string | undefined;
  /** The second photo of each pair as the chip of a card would hold it. */
  readonly card?: boolean | undefined;
}

/** @throws KioskError USAGE, MODEL_MISSING, MODEL_UNCALIBRATED */
export async function evaluate(file: string, options: EvaluateOptions, signal: AbortSignal): Promise<CommandResult> {
  const { scores, card = false } = options;
  const pairs = await readPairs(file);
  if (scores !== undefined) await assertWritable(scores);
  await using engine = await openEngine(options, signal);
  const templates = new PairTemplates(engine, file);
  const scored = await scorePairs(pairs, { engine, templates, condition: ['photo', card ? 'card' : 'photo'] }, signal);
  if (scores !== undefined) await writeFile(scores, csvOf(scored));
  const [genuine, impostor] = [scoresOf(scored, true), scoresOf(scored, false)];
  const json = {
    name: basename(file),
    ...templates.counts,
    ...errorRates(genuine, impostor),
    atThreshold: countedAt(engine, genuine, impostor),
    extractMs: {
      p50: Number(percentile(templates.extractMs, 0.5).toFixed(1)),
      p95: Number(percentile(templates.extractMs, 0.95).toFixed(1)),
    },
    models: engine.models,
  };
  return { json, text: textOf(json), exitCode: 0 };
}

const scoresOf = (pairs: readonly ScoredPair[], isGenuine: boolean): readonly number[] =>
  pairs.filter((pair) => pair.isGenuine === isGenuine).map(({ score }) => score);

const csvOf = (pairs: readonly ScoredPair[]): string =>
  `${['a,b,genuine,score', ...pairs.map(({ a, b, isGenuine, score }) => `${a},${b},${isGenuine ? 1 : 0},${score}`)].join('\n')}\n`;

/** Errors at the threshold that the product takes, and between which rates they lie with 95 % were the pairs independent. */
function countedAt(engine: FaceEngine, genuine: readonly number[], impostor: readonly number[]) {
  const fmr = 1e-4;
  const threshold = engine.threshold(fmr);
  const [missed, matched] = [
    genuine.filter((score) => score <= threshold).length,
    impostor.filter((score) => score > threshold).length,
  ];
  return {
    fmr,
    threshold,
    falseNonMatches: { count: missed, of: genuine.length, ...rateBounds(missed, genuine.length) },
    falseMatches: { count: matched, of: impostor.length, ...rateBounds(matched, impostor.length) },
  };
}

interface Evaluated extends ReturnType<typeof errorRates> {
  readonly images: number;
  readonly failures: number;
  readonly atThreshold: ReturnType<typeof countedAt>;
  readonly extractMs: { readonly p50: number; readonly p95: number };
}

const percent = (rate: number | null): string => (rate === null ? 'n/a' : `${(100 * rate).toFixed(2)} %`);

type Counted = Evaluated['atThreshold']['falseMatches'];
const counted = ({ count, of, low, high }: Counted): string =>
  `${count} of ${of} (95 %: ${percent(low)} to ${percent(high)})`;

function textOf({ images, failures, genuine, impostor, eer, fnmrAtFmr, atThreshold, extractMs }: Evaluated): string {
  return [
    `${images} images, ${failures} without a template; ${genuine} genuine and ${impostor} impostor pairs`,
    `EER ${percent(eer)}; FNMR at FMR 1e-2 ${percent(fnmrAtFmr['0.01'])}, 1e-3 ${percent(fnmrAtFmr['0.001'])}, 1e-4 ${percent(fnmrAtFmr['0.0001'])}`,
    `at the threshold for FMR 1e-4 (${atThreshold.threshold.toFixed(3)}, extrapolated): false non-matches ${counted(atThreshold.falseNonMatches)}, false matches ${counted(atThreshold.falseMatches)}`,
    `a template p50 ${extractMs.p50} ms, p95 ${extractMs.p95} ms`,
  ].join('\n');
}

export const evaluateCommand = (finish: Finish): Command =>
  withEngineOptions(
    new Command('evaluate')
      .description('error rates over a list of pairs of photos: a,b,genuine with paths from the folder of the list')
      .argument('<pairs.csv>')
      .option('--scores <file>', 'write every comparison as CSV: a,b,genuine,score')
      .option('--card', 'the second photo of each pair as the chip of a card would hold it'),
  ).action((file: string, options: EvaluateOptions) => finish((signal) => evaluate(file, options, signal)));
