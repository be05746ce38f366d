// ridged face calibrate: what the scores of a recogniser mean, measured on pairs of strangers.
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { CALIBRATIONS, type FaceCalibration, type FaceEngine, scoreAt, spreadOf } from '../../../models/index.ts';
import { type Clock, systemClock } from '../../../protocol/index.ts';
import type { Finish } from '../finger/finish.ts';
import { assertWritable } from '../finger/writable.ts';
import type { CommandResult } from '../run-command.ts';
import { type EngineOptions, openEngine, withEngineOptions } from './face-option.ts';
import { type Condition, type Pair, PairTemplates, readPairs, scorePairs } from './pairs.ts';

export interface CalibrateOptions extends EngineOptions {
  /** The TypeScript file to write. */
  readonly out?: string | undefined;
  /** Whose photos they are, in words. */
  readonly data?: string | undefined;
}

/** Beside the table, from where it is kept. */
const TYPE_FILE = './calibration.ts';

/** As the product compares them, and the worst that a photo can be. */
const CONDITIONS: readonly Condition[] = [
  ['photo', 'photo'],
  ['photo', 'card'],
  ['card', 'card'],
];

/** @throws KioskError USAGE, MODEL_MISSING, MODEL_UNCALIBRATED where there are too few strangers */
export async function calibrate(
  file: string,
  options: CalibrateOptions,
  { signal, clock = systemClock }: { readonly signal: AbortSignal; readonly clock?: Clock },
): Promise<CommandResult> {
  const strangers = (await readPairs(file)).filter(({ isGenuine }) => !isGenuine);
  const photos = new Set(strangers.flatMap(({ a, b }) => [a, b])).size;
  if (options.out !== undefined) await assertWritable(options.out);
  await using engine = await openEngine(options, signal);
  const table: FaceCalibration = {
    model: engine.models.recogniser.name,
    version: engine.models.recogniser.version,
    data: `${options.data ?? 'photos of this site'}: ${photos} photos, ${strangers.length} pairs of strangers`,
    measuredOn: new Date(clock.nowMs()).toISOString().slice(0, 10),
    command: 'ridged face calibrate PAIRS.csv --out models/face/comparison/calibration-table.ts',
    conditions: await spreads(strangers, { engine, file }, signal),
  };
  const source = sourceOf(table);
  if (options.out !== undefined) await writeFile(options.out, source);
  const thresholds = [1e-3, 1e-4, 1e-5].map((fmr) => `FMR ${fmr}: ${scoreAt(table, fmr).toFixed(3)}`).join(', ');
  return { json: table, text: options.out === undefined ? source : `${options.out}: ${thresholds}`, exitCode: 0 };
}

async function spreads(
  strangers: readonly Pair[],
  { engine, file }: { readonly engine: FaceEngine; readonly file: string },
  signal: AbortSignal,
): Promise<FaceCalibration['conditions']> {
  const templates = new PairTemplates(engine, file);
  const measured: FaceCalibration['conditions'][number][] = [];
  for (const condition of CONDITIONS) {
    const scored = await scorePairs(strangers, { engine, templates, condition }, signal);
    // A failure is no comparison.
    const scores = scored.map(({ score }) => score).filter((score) => score !== 0);
    measured.push(spreadOf(`${condition[0]} against ${condition[1]}`, scores));
  }
  return measured;
}

/** The others stay as they are. */
function sourceOf(table: FaceCalibration): string {
  const all = { ...CALIBRATIONS, [`${table.model}-${table.version}`]: table };
  return [
    '// What scores of recognisers mean, by the name that a manifest gives. Measured by `ridged face calibrate`, never set by hand.',
    `import type { FaceCalibration } from '${TYPE_FILE}';`,
    '',
    `export const CALIBRATIONS: Readonly<Record<string, FaceCalibration>> = ${JSON.stringify(all, null, 2)};`,
    '',
  ].join('\n');
}

export const calibrateCommand = (finish: Finish): Command =>
  withEngineOptions(
    new Command('calibrate')
      .description('measures how alike strangers are and writes the calibration table')
      .argument('<pairs.csv>')
      .option('--out <file>', 'the TypeScript file to write')
      .option('--data <words>', 'whose photos they are, for the table'),
  ).action((file: string, options: CalibrateOptions) => finish((signal) => calibrate(file, options, { signal })));
