// ridged finger pad train: fits the texture model on labelled prints and writes its table.
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { TextureModel } from '../../../../models/index.ts';
import {
  BONA_FIDE,
  crossValidatedThreshold,
  PAD_GROUPINGS,
  type PadGrouping,
  type PadRates,
  skinScales,
  trainTextureWeights,
} from '../../../../models/laboratory.ts';
import { KioskError } from '../../../../protocol/index.ts';
import type { CommandResult } from '../../run-command.ts';
import type { Finish } from '../finish.ts';
import { wholeFrom } from '../whole-number.ts';
import { assertWritable } from '../writable.ts';
import { readLabels } from './labels.ts';
import { type MeasuredPrint, measureLabelled, samplesOf } from './measure-labelled.ts';
import { modelFile } from './model-file.ts';
import { findingsWithout, ratesOf, textOfRates } from './rates.ts';

export interface TrainOptions {
  readonly labels: string;
  /** Counts up with each table that is installed. */
  readonly modelVersion: number;
  readonly module?: boolean;
  /** The TypeScript file to write; printed where left out. */
  readonly out?: string;
}

/** @throws KioskError USAGE, IMAGE_UNREADABLE */
export async function train(
  folder: string,
  { labels, modelVersion, module = false, out }: TrainOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  if (out !== undefined) await assertWritable(out);
  const prints = await measureLabelled(folder, await readLabels(labels), { module, signal });
  const { model, rates } = await trainOn(prints, modelVersion);
  const source = modelFile(model);
  if (out !== undefined) await writeFile(out, source);
  const tables = PAD_GROUPINGS.map((by) => textOfRates(`trained without each ${by} in turn`, rates[by]));
  const text = [out === undefined ? source : `written to ${out}`, ...tables].join('\n');
  return { json: { model, crossValidated: rates }, text, exitCode: 0 };
}

export interface Trained {
  readonly model: TextureModel;
  readonly rates: Readonly<Record<PadGrouping, PadRates>>;
}

/** @throws KioskError USAGE */
export async function trainOn(prints: readonly MeasuredPrint[], version: number): Promise<Trained> {
  const model = fitted(prints, version);
  const without = (by: PadGrouping): Promise<PadRates> => ratesOf(prints, findingsWithout(prints, by));
  const [finger, sensor, attack] = [await without('finger'), await without('sensor'), await without('class')];
  return { model, rates: { finger, sensor, class: attack } };
}

const LEAST_FINGERS = 2;

function fitted(prints: readonly MeasuredPrint[], version: number): TextureModel {
  const samples = samplesOf(prints);
  const classes = [...new Set(samples.map((sample) => sample.class))].sort();
  const fingers = new Set(samples.map(({ finger }) => finger)).size;
  if (!classes.includes(BONA_FIDE) || classes.length < 2 || fingers < LEAST_FINGERS)
    throw new KioskError('USAGE', { why: `${BONA_FIDE} and at least one attack are due, of several fingers` });
  const threshold = crossValidatedThreshold(samples);
  const scales = skinScales(samples);
  const sensors = Object.fromEntries([...scales].map(([name, scale]) => [name, { ...scale, threshold }]));
  return {
    version: `statistics-${version}`,
    data: `${prints.length} pictures of ${fingers} fingers: ${classes.join(', ')}`,
    command:
      'ridged finger pad train DIR --labels CSV --model-version N --out models/liveness/finger/texture/texture-model-table.ts',
    ...trainTextureWeights(samples, scales),
    sensors,
  };
}

export const trainCommand = (finish: Finish): Command =>
  new Command('train')
    .description('fit the texture model on labelled prints, cross-validated by finger, by sensor and by kind of attack')
    .argument('<dir>', 'folder of pictures')
    .requiredOption(
      '--labels <csv>',
      'file,class[,finger][,sensor][,dpi][,after][,train]; class bona-fide or the attack',
    )
    .option('--model-version <n>', 'number of the new model', wholeFrom(1, 1_000_000), 1)
    .option('--module', "also as a sensor module's window and four bits show them")
    .option('--out <file>', 'the TypeScript file to write')
    .action((folder: string, options: TrainOptions) => finish((signal) => train(folder, options, signal)));
