// ridged finger calibrate: measures what scores mean and writes the table that thresholds are taken from.
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { type CalibrationTable, fitCurve, MATCHER_VERSION, worstOf } from '../../../models/index.ts';
import { type Clock, type GrayImage, systemClock } from '../../../protocol/index.ts';
import { asModuleSees } from '../../images/as-module-sees.ts';
import type { CommandResult } from '../run-command.ts';
import { compareFused, comparePairs, type ScoredPair } from './compare-set.ts';
import type { Finish } from './finish.ts';
import { type PrintOf, type PrintSet, parseSetPlace, readPrintSet } from './print-set.ts';

const FUSED_IMPRESSIONS = 3;
/** Where the written table finds its type, beside it. */
const TYPE_FILE = './calibration.ts';
/** Fewer would make the tail a guess. */
const LEAST_COMPARISONS = 300;

/** As they are, and as a sensor's window shows them: fewer minutiae, and scores that mean something else. */
const VIEWS: readonly ((picture: GrayImage) => GrayImage)[] = [(picture) => picture, asModuleSees];

export interface CalibrateOptions {
  /** The TypeScript file to write; printed where left out. */
  readonly out?: string;
}

/** @throws KioskError USAGE, IMAGE_UNREADABLE */
export async function calibrate(
  places: readonly string[],
  { out }: CalibrateOptions,
  { signal, clock = systemClock }: { signal: AbortSignal; clock?: Clock },
): Promise<CommandResult> {
  const sets: PrintSet[] = [];
  for (const place of places.map(parseSetPlace))
    for (const see of VIEWS) sets.push(await readPrintSet(place, signal, see));
  const names = [...new Set(sets.map(({ name }) => name))].join(', ');
  const single = sets.map((set) => nonMates(comparePairs(set)));
  const fused = sets.map((set) => nonMates(compareTriples(set)));
  if (Math.min(...[...single, ...fused].map(({ length }) => length)) < LEAST_COMPARISONS)
    return {
      json: { written: false, comparisons: Math.min(...single.map(({ length }) => length)) },
      text: 'too few prints to calibrate on',
      exitCode: 1,
    };
  const table: CalibrationTable = {
    matcherVersion: MATCHER_VERSION,
    data: `non-mates of ${names}; whole and through a sensor's window, the worst of them`,
    measuredOn: new Date(clock.nowMs()).toISOString().slice(0, 10),
    command: 'ridged finger calibrate DIR[@DPI]... --out models/fingerprint/calibration-table.ts',
    single: worstOf(single.map(fitCurve)),
    fused: { impressions: FUSED_IMPRESSIONS, ...worstOf(fused.map(fitCurve)) },
  };
  const source = sourceOf(table);
  if (out !== undefined) await writeFile(out, source);
  return { json: table, text: out === undefined ? source : `written to ${out}`, exitCode: 0 };
}

const nonMates = (pairs: readonly ScoredPair[]): number[] =>
  pairs.filter(({ isGenuine }) => !isGenuine).map(({ score }) => score);

/** Impressions 1 to 3, and again 4 to 6, as references; every print of every other finger is a probe. */
function compareTriples({ prints }: PrintSet): readonly ScoredPair[] {
  const isIn =
    (from: number) =>
    ({ impression }: PrintOf): boolean =>
      impression >= from && impression < from + FUSED_IMPRESSIONS;
  return [1, 1 + FUSED_IMPRESSIONS].flatMap((from) => compareFused(prints.filter(isIn(from)), prints));
}

const sourceOf = (table: CalibrationTable): string =>
  [
    '// What a score means: false-match rates measured on real prints. Written by `ridged finger calibrate`, never by hand.',
    `import type { CalibrationTable } from '${TYPE_FILE}';`,
    '',
    `export const CALIBRATION: CalibrationTable = ${JSON.stringify(table, null, 2)};`,
    '',
  ].join('\n');

export const calibrateCommand = (finish: Finish): Command =>
  new Command('calibrate')
    .description('measures false-match rates on folders of prints and writes the calibration table')
    .argument('<dir[@dpi]...>', 'folders; 500 dpi where none is given')
    .option('--out <file>', 'the TypeScript file to write')
    .action((places: string[], options: CalibrateOptions) =>
      finish((signal) => calibrate(places, options, { signal })),
    );
