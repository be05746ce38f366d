// ridged finger pad adapt: teaches the installed texture model a new sensor from living fingers alone.
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { TEXTURE_MODEL, type TextureModel } from '../../../../models/index.ts';
import { adaptTo, BONA_FIDE } from '../../../../models/laboratory.ts';
import { KioskError } from '../../../../protocol/index.ts';
import type { CommandResult } from '../../run-command.ts';
import type { Finish } from '../finish.ts';
import { assertWritable } from '../writable.ts';
import { readLabels } from './labels.ts';
import { measureLabelled, samplesOf } from './measure-labelled.ts';
import { modelFile } from './model-file.ts';

export interface AdaptOptions {
  readonly labels: string;
  /** The TypeScript file to write; printed where left out. */
  readonly out?: string;
}

/** With fewer, the spread of skin on the sensor is a guess, and the threshold one print. */
const LEAST_PRINTS = 40;

export interface AdaptContext {
  readonly signal: AbortSignal;
  readonly model?: TextureModel;
  readonly leastPrints?: number;
}

/** @throws KioskError USAGE, IMAGE_UNREADABLE */
export async function adapt(
  folder: string,
  { labels: path, out }: AdaptOptions,
  { signal, model = TEXTURE_MODEL, leastPrints = LEAST_PRINTS }: AdaptContext,
): Promise<CommandResult> {
  if (out !== undefined) await assertWritable(out);
  const labels = (await readLabels(path)).filter((label) => label.class === BONA_FIDE);
  const samples = samplesOf(await measureLabelled(folder, labels, { module: false, signal }));
  const least = Math.max(0, ...Object.values(model.sensors).map(({ threshold }) => threshold));
  const added: [string, TextureModel['sensors'][string]][] = [];
  for (const name of new Set(samples.map(({ sensor }) => sensor))) {
    const own = samples.filter(({ sensor }) => sensor === name);
    if (own.length < leastPrints)
      throw new KioskError('USAGE', { sensor: name, prints: own.length, why: `at least ${leastPrints} are due` });
    const { scales, threshold } = adaptTo(own, model, least);
    const scale = scales.get(name);
    if (scale) added.push([name, { ...scale, threshold }]);
  }
  const adapted: TextureModel = { ...model, sensors: { ...model.sensors, ...Object.fromEntries(added) } };
  const source = modelFile(adapted);
  if (out !== undefined) await writeFile(out, source);
  const told = added.map(([name, { threshold }]) => `${name}: threshold ${threshold.toFixed(3)}`);
  return { json: adapted, text: [out === undefined ? source : `written to ${out}`, ...told].join('\n'), exitCode: 0 };
}

export const adaptCommand = (finish: Finish): Command =>
  new Command('adapt')
    .description('add a sensor to the installed texture model: what skin looks like on it, from living fingers alone')
    .argument('<dir>', 'folder of pictures')
    .requiredOption('--labels <csv>', 'file,class,sensor[,finger][,dpi]; only bona-fide is read')
    .option('--out <file>', 'the TypeScript file to write')
    .action((folder: string, options: AdaptOptions) => finish((signal) => adapt(folder, options, { signal })));
