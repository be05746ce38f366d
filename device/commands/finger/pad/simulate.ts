// ridged finger pad simulate: live prints and the attacks drawn from them, with their labels. Simulated, and named so.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { BONA_FIDE, SIMULATED_ATTACKS, seededRandom } from '../../../../models/laboratory.ts';
import { type GrayImage, KioskError } from '../../../../protocol/index.ts';
import { readGrayImage } from '../../../images/read-gray-image.ts';
import { writeGrayPng } from '../../../images/write-gray-png.ts';
import type { CommandResult } from '../../run-command.ts';
import type { Finish } from '../finish.ts';
import { parseSetPlace } from '../print-set.ts';
import { wholeFrom } from '../whole-number.ts';
import { type Label, writtenLabels } from './labels.ts';

export interface SimulateOptions {
  readonly out: string;
  readonly seed: number;
}

/** @throws KioskError USAGE, IMAGE_UNREADABLE */
export async function simulate(
  places: readonly string[],
  { out, seed }: SimulateOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  const labels: Label[] = [];
  for (const { folder, dpi } of places.map(parseSetPlace)) {
    const sensor = basename(folder);
    await mkdir(join(out, sensor), { recursive: true });
    for (const file of await printFiles(folder)) {
      signal.throwIfAborted();
      const live = await readGrayImage(join(folder, file), dpi);
      const of = { sensor, dpi, finger: `${sensor}/${file.split('_')[0]}` };
      for (const drawn of drawings(live, `${sensor}/${file.replace(/\.[^.]+$/, '')}`, seed + labels.length)) {
        const { image, ...label } = drawn;
        await writeGrayPng(join(out, label.file), image);
        labels.push({ ...of, ...label });
      }
    }
  }
  await writeFile(join(out, 'labels.csv'), writtenLabels(labels));
  const json = { directory: out, pictures: labels.length, labels: join(out, 'labels.csv') };
  return { json, text: `${labels.length} pictures and labels.csv written to ${out}`, exitCode: 0 };
}

const PRINT = /^.+_\d+\.(?:png|tiff?)$/i;

async function printFiles(folder: string): Promise<readonly string[]> {
  const prints = (await filesOf(folder)).filter((name) => PRINT.test(name)).sort();
  if (prints.length === 0) throw new KioskError('USAGE', { folder, why: 'holds no <finger>_<impression>.png or .tif' });
  return prints;
}

async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new KioskError('USAGE', { folder, why: cause instanceof Error ? cause.message : '' }, cause);
  }
}

interface Drawing extends Pick<Label, 'file' | 'class' | 'after' | 'train'> {
  readonly image: GrayImage;
}

function drawings(live: GrayImage, name: string, seed: number): readonly Drawing[] {
  const file = `${name}.png`;
  const attacks = SIMULATED_ATTACKS.map((attack, index) => ({
    file: `${name}-${attack.name}.png`,
    class: attack.name,
    after: attack.follows ? file : undefined,
    train: attack.hasTexture ? ('yes' as const) : ('no' as const),
    image: attack.draw(live, seededRandom(seed + index)),
  }));
  return [{ file, class: BONA_FIDE, after: undefined, train: 'yes', image: live }, ...attacks];
}

export const simulateCommand = (finish: Finish): Command =>
  new Command('simulate')
    .description('draw simulated attacks from folders of live prints, with labels for training and evaluation')
    .argument('<dir[@dpi]...>', 'folders of live prints; 500 dpi where none is given')
    .requiredOption('--out <dir>', 'folder to write to; made where it is missing')
    .option('--seed <n>', 'the same seed draws the same attacks', wholeFrom(0, Number.MAX_SAFE_INTEGER), 1)
    .action((places: string[], options: SimulateOptions) => finish((signal) => simulate(places, options, signal)));
