// ridged finger calibrate: measures what scores mean and writes the table that thresholds are taken from.
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { type CalibrationTable, Comparator, FUSION, MATCHER_VERSION } from '../../../models/index.ts';
import { type FmrCurve, fitCurve, worstOf } from '../../../models/laboratory.ts';
import { type Clock, systemClock } from '../../../protocol/index.ts';
import type { CommandResult } from '../run-command.ts';
import { type Compare, compareFused, comparePairs, PairScores, type ScoredPair } from './compare-set.ts';
import type { Finish } from './finish.ts';
import { type PrintOf, type PrintSet, parseSetPlace, readPrintSet } from './print-set.ts';
import { VIEWS } from './views.ts';
import { assertWritable } from './writable.ts';

const FUSED_IMPRESSIONS = FUSION.impressions;
/** Where the written table finds its type, beside it. */
const TYPE_FILE = './calibration.ts';
/** Fewer would make the tail a guess. */
const LEAST_COMPARISONS = 300;

export interface CalibrateOptions {
  /** The TypeScript file to write; printed where left out. */
  readonly out?: string;
}

export interface CalibrateContext {
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  readonly progress?: (line: string) => void;
}

/** @throws KioskError USAGE, IMAGE_UNREADABLE */
export async function calibrate(
  places: readonly string[],
  { out }: CalibrateOptions,
  { signal, clock = systemClock, progress = () => undefined }: CalibrateContext,
): Promise<CommandResult> {
  if (out !== undefined) await assertWritable(out);
  const sets: PrintSet[] = [];
  for (const place of places.map(parseSetPlace))
    for (const see of Object.values(VIEWS)) sets.push(await readPrintSet(place, signal, see));
  const names = [...new Set(sets.map(({ name }) => name))].join(', ');
  const curves: Curves[] = [];
  for (const set of sets)
    for (const compare of comparisons()) {
      signal.throwIfAborted();
      const fitted = curvesOf(set, compare);
      if (fitted.least < LEAST_COMPARISONS)
        return {
          json: { written: false, comparisons: fitted.least },
          text: 'too few prints to calibrate on',
          exitCode: 1,
        };
      curves.push(fitted);
      progress(`${curves.length} of ${2 * sets.length}: ${set.name}`);
    }
  const table: CalibrationTable = {
    matcherVersion: MATCHER_VERSION,
    data: `non-mates of ${names}; whole and through a sensor's window, with and without ridges, the worst of them`,
    measuredOn: new Date(clock.nowMs()).toISOString().slice(0, 10),
    command: 'ridged finger calibrate DIR[@DPI]... --out models/fingerprint/calibration-table.ts',
    single: worstOf(curves.map(({ single }) => single)),
    fused: { impressions: FUSED_IMPRESSIONS, ...worstOf(curves.map(({ fused }) => fused)) },
  };
  const source = sourceOf(table);
  if (out !== undefined) await writeFile(out, source);
  return { json: table, text: out === undefined ? source : `written to ${out}`, exitCode: 0 };
}

/** Templates of other engines have no ridges, and a first look through a gallery leaves them out: both take the same thresholds. */
function comparisons(): readonly Compare[] {
  const comparator = new Comparator();
  return [(a, b) => comparator.compare(a, b), (a, b) => comparator.likeness(a, b)];
}

interface Curves {
  readonly single: FmrCurve;
  readonly fused: FmrCurve;
  /** Non-mates of the rarer kind. */
  readonly least: number;
}

function curvesOf(set: PrintSet, compare: Compare): Curves {
  const scores = new PairScores(compare);
  const single = nonMates(comparePairs(set, scores));
  const fused = nonMates(compareTriples(set, scores));
  return { single: fitCurve(single), fused: fitCurve(fused), least: Math.min(single.length, fused.length) };
}

const nonMates = (pairs: readonly ScoredPair[]): number[] =>
  pairs.filter(({ isGenuine }) => !isGenuine).map(({ score }) => score);

/** Impressions 1 to 3, and again 4 to 6, as references; every print of every other finger is a probe. */
function compareTriples({ prints }: PrintSet, scores: PairScores): readonly ScoredPair[] {
  const isIn =
    (from: number) =>
    ({ impression }: PrintOf): boolean =>
      impression >= from && impression < from + FUSED_IMPRESSIONS;
  return [1, 1 + FUSED_IMPRESSIONS].flatMap((from) => compareFused(prints.filter(isIn(from)), prints, scores));
}

const sourceOf = (table: CalibrationTable): string =>
  [
    '// What a score means: false-match rates measured on the prints that it names. Written by `ridged finger calibrate`, never by hand.',
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
      finish((signal) =>
        calibrate(places, options, { signal, progress: (line) => void process.stderr.write(`${line}\n`) }),
      ),
    );
