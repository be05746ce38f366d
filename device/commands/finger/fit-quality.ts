// ridged finger fit-quality: learns from prints which signs of an impression foretell that it will not be recognised.
import { Command } from 'commander';
import {
  fitPoorer,
  type Lesson,
  type LogisticModel,
  logOdds,
  QUALITY_SIGNS,
  rejectCurve,
  unforeseen,
} from '../../../models/laboratory.ts';
import { KioskError } from '../../../protocol/index.ts';
import type { CommandResult } from '../run-command.ts';
import type { Finish } from './finish.ts';
import type { FitContext, FitOptions } from './fit.ts';
import { type PrintOf, parseSetPlace } from './print-set.ts';
import { matesIn, SITUATIONS, type Situation, type TriedSet, thresholdOf, tryPairs } from './tried-pairs.ts';
import { wholeFrom } from './whole-number.ts';

/** @throws KioskError USAGE (also where nothing fails, which teaches nothing), IMAGE_UNREADABLE */
export async function fitQuality(
  places: readonly string[],
  { every }: FitOptions,
  { signal, progress = () => undefined }: FitContext,
): Promise<CommandResult> {
  const sets: TriedSet[] = [];
  for (const place of places.map(parseSetPlace)) {
    const set = await tryPairs(place, every, signal);
    sets.push(set);
    progress(`compared ${set.name}`);
  }
  const model = learn(sets);
  // One set alone leaves nothing else to learn from.
  const others = (set: TriedSet): readonly TriedSet[] =>
    sets.length < 2 ? sets : sets.filter((other) => other !== set);
  const unseen = new Map(sets.map((set) => [set, levelled(learn(others(set)), others(set))]));
  const judged = (name: string, of: readonly TriedSet[]): Judged => ({
    name,
    builtIn: foreseen(of, () => asBuilt),
    byAll: foreseen(of, () => byModel(model)),
    unseen: foreseen(of, (set) => unseen.get(set) ?? asBuilt),
  });
  const json = {
    weights: Object.fromEntries([['base', round(model.base)], ...QUALITY_SIGNS.map(weightOf(model))]),
    sets: sets.map((set) => judged(set.name, [set])),
    pooled: judged('pooled', sets),
  };
  return { json, text: textOf(json), exitCode: 0 };
}

const weightOf =
  ({ weights }: LogisticModel) =>
  (sign: string, index: number): readonly [string, number] => [sign, round(weights[index] ?? 0)];
const round = (value: number): number => Number(value.toFixed(3));

const PAIRS_A_SET = 100;
/** Where fewer fail, chance says why. */
const LEAST_FAILURES = 3;

/** Each situation of each set weighs the same, however many pairs it has. */
function learn(sets: readonly TriedSet[]): LogisticModel {
  const lessons = SITUATIONS.flatMap((situation) => {
    const threshold = thresholdOf(sets.flatMap(({ pairs }) => pairs[situation]));
    return sets.flatMap(({ pairs }) => {
      const mates = matesIn(pairs[situation]);
      const weight = PAIRS_A_SET / mates.length;
      const all = mates.map(({ a, b, score }): Lesson => {
        return { a: a.signs, b: b.signs, succeeds: score > threshold, weight };
      });
      return all.filter(({ succeeds }) => !succeeds).length < LEAST_FAILURES ? [] : all;
    });
  });
  if (lessons.length === 0) throw new KioskError('USAGE', { why: 'too few comparisons of mates fail' });
  return fitPoorer(lessons);
}

type Judge = (print: PrintOf) => number;

const asBuilt: Judge = ({ quality }) => quality;
const byModel =
  (model: LogisticModel): Judge =>
  ({ signs }) =>
    logOdds(model, signs);

/** Sets differ in how often they fail, and so do the levels of what was learnt from them: prints of `from` lie around 0. */
function levelled(model: LogisticModel, from: readonly TriedSet[]): Judge {
  const judge = byModel(model);
  const levels = from
    .flatMap(({ pairs }) => SITUATIONS.flatMap((situation) => matesIn(pairs[situation])))
    .map(({ a }) => judge(a));
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  const deviation = Math.sqrt(levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / levels.length) || 1;
  return (print) => (judge(print) - mean) / deviation;
}

/** Error that is left unforeseen in each situation. */
type Unforeseen = Readonly<Record<Situation, number | null>>;

function foreseen(sets: readonly TriedSet[], judgeOf: (set: TriedSet) => Judge): Unforeseen {
  const at = (situation: Situation): number | null => {
    const threshold = thresholdOf(sets.flatMap(({ pairs }) => pairs[situation]));
    const rated = sets.flatMap((set) => {
      const judge = judgeOf(set);
      return matesIn(set.pairs[situation]).map(({ a, b, score }) => ({ score, quality: Math.min(judge(a), judge(b)) }));
    });
    return unforeseen(rejectCurve(rated, threshold));
  };
  return { whole: at('whole'), window: at('window'), piece: at('piece') };
}

interface Judged {
  readonly name: string;
  /** By the score as it is built in, by the weights of all sets, and by those of all other sets. */
  readonly builtIn: Unforeseen;
  readonly byAll: Unforeseen;
  readonly unseen: Unforeseen;
}

interface Learnt {
  readonly weights: Readonly<Record<string, number>>;
  readonly sets: readonly Judged[];
  readonly pooled: Judged;
}

function textOf({ weights, sets, pooled }: Learnt): string {
  const cell = (value: number | null): string => (value === null ? '-' : value.toFixed(2)).padStart(7);
  const cells = (judgement: Unforeseen): string => SITUATIONS.map((situation) => cell(judgement[situation])).join('');
  const rows = [...sets, pooled].map(
    ({ name, builtIn, byAll, unseen }) => `${name.padEnd(20)}${cells(builtIn)}${cells(byAll)}${cells(unseen)}`,
  );
  return [
    Object.entries(weights)
      .map(([sign, weight]) => `${sign} ${weight}`)
      .join(', '),
    'fraction of the error at FMR 1e-3 left unforeseen (1 is drawing lots): whole, window, piece against whole',
    `${''.padEnd(20)}${['built in', 'by all', 'unseen'].map((title) => title.padStart(21)).join('')}`,
    ...rows,
  ].join('\n');
}

export const fitQualityCommand = (finish: Finish): Command =>
  new Command('fit-quality')
    .description(
      'learns the weights of the quality from folders of prints; each set is also judged by the others’ weights',
    )
    .argument('<dir[@dpi]...>', 'folders; 500 dpi where none is given')
    .option('--every <n>', 'of the non-mated pairs, compare one in n', wholeFrom(1, 1000), 3)
    .action((places: string[], options: FitOptions) =>
      finish((signal) =>
        fitQuality(places, options, { signal, progress: (line) => void process.stderr.write(`${line}\n`) }),
      ),
    );
