// ridged face pad evaluate: people and attacks drawn from photos, judged; APCER of each kind and BPCER, with bounds. All simulated.
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { type FacePad, percentile } from '../../../../models/index.ts';
import {
  type FacePadRates,
  facePadRates,
  type JudgedFacePresentation,
  judgePhoto,
  type LeftOutRates,
  leftOutRates,
  type Watchers,
} from '../../../../models/laboratory.ts';
import { KioskError } from '../../../../protocol/index.ts';
import { readPhoto } from '../../../images/read-photo.ts';
import type { Finish } from '../../finger/finish.ts';
import type { CommandResult } from '../../run-command.ts';
import { type EngineOptions, openEngine, withEngineOptions } from '../face-option.ts';
import { openPad } from './picture-liveness.ts';
import { textOfRates } from './rates-text.ts';

/** What `--json` prints. */
export interface FacePadEvaluation extends FacePadRates {
  readonly models: FacePad['models'];
  readonly photos: number;
  /** In which nobody looks at the camera. */
  readonly withoutPortrait: readonly string[];
  readonly leftOut: readonly LeftOutRates[];
  readonly observeMs: { readonly p50: number; readonly p95: number };
}

/** @throws KioskError USAGE, IMAGE_UNREADABLE, IMAGE_SIZE, MODEL_MISSING, MODEL_ALTERED, MODEL_UNFIT */
export async function evaluate(
  places: readonly string[],
  options: EngineOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  const files = (await Promise.all(places.map(photosAt))).flat();
  await using engine = await openEngine(options, signal);
  await using pad = await openPad(options, signal);
  const look: Watchers['look'] = (image, until) => engine.find(image, until);
  const judged: JudgedFacePresentation[] = [];
  const withoutPortrait: string[] = [];
  for (const [at, file] of files.entries()) {
    const before = judged.length;
    const photo = { photo: await readPhoto(file), person: personOf(file), seed: SEEDS_APART * at };
    for await (const one of judgePhoto(photo, { look, pad }, signal)) judged.push(one);
    if (judged.length === before) withoutPortrait.push(basename(file));
  }
  const times = judged.flatMap(({ observeMs }) => observeMs);
  const json: FacePadEvaluation = {
    models: pad.models,
    photos: files.length,
    withoutPortrait,
    ...facePadRates(judged),
    leftOut: leftOutRates(judged),
    observeMs: { p50: rounded(percentile(times, 0.5)), p95: rounded(percentile(times, 0.95)) },
  };
  return { json, text: textOfRates(json), exitCode: 0 };
}

/** Seeds of the faces of one photo follow each other. */
const SEEDS_APART = 5;
const PHOTO = /\.(?:jpe?g|png|webp|tiff?)$/i;

const rounded = (value: number): number => Number(value.toFixed(1));

/** `anna-3.jpg` and `anna.jpg` are of one person. */
const personOf = (file: string): string => basename(file).replace(/[-_]?\d*\.[^.]+$/, '');

async function photosAt(place: string): Promise<readonly string[]> {
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [place];
  const photos = (await readdir(place)).filter((name) => PHOTO.test(name)).sort();
  if (photos.length === 0) throw new KioskError('USAGE', { folder: place, why: 'holds no photo' });
  return photos.map((name) => join(place, name));
}

export const evaluateCommand = (finish: Finish): Command =>
  withEngineOptions(
    new Command('evaluate')
      .description(
        'draws living people and attacks from photos, all simulated: BPCER, and APCER of each kind, the worst first',
      )
      .argument(
        '<photo|dir...>',
        'colour photos of people who look at the camera; anna-1.jpg and anna-2.jpg are of one person',
      ),
  ).action((places: string[], options: EngineOptions) => finish((signal) => evaluate(places, options, signal)));
