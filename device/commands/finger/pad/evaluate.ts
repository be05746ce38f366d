// ridged finger pad evaluate: BPCER on live prints and APCER of each class of attack, the worst first.
import { join } from 'node:path';
import { Command, Option } from 'commander';
import {
  type InstalledNetwork,
  openNetworkPad,
  percentile,
  TEXTURE_MODEL,
  textureFinding,
} from '../../../../models/index.ts';
import {
  BONA_FIDE,
  type JudgedPresentation,
  judgeSequences,
  PAD_GROUPINGS,
  type PadGrouping,
  type PadRates,
  padRates,
} from '../../../../models/laboratory.ts';
import { KioskError } from '../../../../protocol/index.ts';
import { readGrayImage } from '../../../images/read-gray-image.ts';
import type { CommandResult } from '../../run-command.ts';
import type { Finish } from '../finish.ts';
import { type Label, readLabels } from './labels.ts';
import { measureLabelled } from './measure-labelled.ts';
import { type FindingFor, findingsWithout, ratesOf, textOfRates } from './rates.ts';

export interface EvaluateOptions {
  readonly labels: string;
  readonly module?: boolean;
  /** Trains anew without each of these in turn; the installed model where left out. */
  readonly by?: PadGrouping;
  /** A manifest: its finger texture network instead of the installed model. */
  readonly network?: string;
}

/** @throws KioskError USAGE, IMAGE_UNREADABLE; MODEL_MISSING, MODEL_ALTERED, MODEL_UNFIT of a network */
export async function evaluate(
  folder: string,
  { labels: path, module = false, by, network: manifest }: EvaluateOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  const labels = await readLabels(path);
  await using network = manifest === undefined ? undefined : await networkOf(manifest, signal);
  const prints = await measureLabelled(folder, labels, { module, texture: network?.pad, signal });
  const findingFor = network ? asFound : by === undefined ? installed : findingsWithout(prints, by);
  const pooled = await ratesOf(prints, findingFor);
  const sensors = new Map<string, PadRates>();
  for (const name of new Set(prints.map(({ seenBy }) => seenBy)))
    sensors.set(
      name,
      await ratesOf(
        prints.filter(({ seenBy }) => seenBy === name),
        findingFor,
      ),
    );
  const sequences = await sequenceRates(folder, labels, signal);
  const model = network?.pad.version ?? (by ? `trained without each ${by} in turn` : TEXTURE_MODEL.version);
  const textureMs = {
    p95: Number(
      percentile(
        prints.map(({ measureMs }) => measureMs),
        0.95,
      ).toFixed(1),
    ),
  };
  const text = [
    textOfRates(model, pooled),
    ...[...sensors].map(([name, rates]) => textOfRates(name || 'sensor not named', rates)),
    textOfRates('frames, simulated (touches too)', sequences),
    `texture ${network ? 'network' : 'statistics'} p95 ${textureMs.p95} ms`,
  ];
  const json = { model, pooled, sensors: Object.fromEntries(sensors), simulatedSequences: sequences, textureMs };
  return { json, text: text.join('\n'), exitCode: 0 };
}

const installed: FindingFor = ({ seenBy, statistics }) => textureFinding(TEXTURE_MODEL, seenBy, statistics);

const asFound: FindingFor = ({ finding }) => finding ?? { kind: 'too-little-ridge' };

async function networkOf(manifest: string, signal: AbortSignal): Promise<InstalledNetwork> {
  const network = await openNetworkPad(manifest, signal);
  if (!network) throw new KioskError('USAGE', { manifest, why: 'it names no network with the role finger-texture' });
  return network;
}

/** Enough to see a rule fail; drawing frames takes longer than judging them. */
const MOST_SEQUENCES = 40;

async function sequenceRates(folder: string, labels: readonly Label[], signal: AbortSignal): Promise<PadRates> {
  const live = labels.filter((label) => label.class === BONA_FIDE);
  const every = Math.max(1, Math.ceil(live.length / MOST_SEQUENCES));
  const judged: JudgedPresentation[] = [];
  for (const [index, { file, dpi }] of live.entries()) {
    if (index % every !== 0) continue;
    signal.throwIfAborted();
    judged.push(...judgeSequences(await readGrayImage(join(folder, file), dpi), index));
  }
  return padRates(judged);
}

export const evaluateCommand = (finish: Finish): Command =>
  new Command('evaluate')
    .description('BPCER, and APCER of each class of attack, the worst first')
    .argument('<dir>', 'folder of pictures')
    .requiredOption(
      '--labels <csv>',
      'file,class[,finger][,sensor][,dpi][,after][,train]; class bona-fide or the attack',
    )
    .option('--module', "also as a sensor module's window and four bits show them")
    .addOption(
      new Option('--by <group>', 'train anew without each of these in turn, instead of the installed model').choices(
        PAD_GROUPINGS,
      ),
    )
    .addOption(
      new Option(
        '--network <manifest>',
        'the finger texture network of a manifest, instead of the installed model',
      ).conflicts('by'),
    )
    .action((folder: string, options: EvaluateOptions) => finish((signal) => evaluate(folder, options, signal)));
