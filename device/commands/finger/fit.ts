// ridged finger fit: learns from prints how much each piece of evidence weighs, and shows what that is worth on prints unseen.
import { Command } from 'commander';
import {
  Comparator,
  EVIDENCE,
  errorRates,
  fitLogistic,
  type LogisticModel,
  logOdds,
  type Observation,
} from '../../../models/index.ts';
import type { CommandResult } from '../run-command.ts';
import type { Finish } from './finish.ts';
import { type PrintOf, type PrintSet, parseSetPlace, readPrintSet } from './print-set.ts';
import { asPiece, VIEWS } from './views.ts';
import { wholeFrom } from './whole-number.ts';

export interface FitOptions {
  /** Of the non-mated pairs one in so many is compared. */
  readonly every: number;
}

interface SetObservations {
  readonly name: string;
  readonly withRidges: readonly Observation[];
  readonly minutiaeAlone: readonly Observation[];
}

export interface FitContext {
  readonly signal: AbortSignal;
  readonly progress?: (line: string) => void;
}

/** @throws KioskError USAGE, IMAGE_UNREADABLE */
export async function fit(
  places: readonly string[],
  { every }: FitOptions,
  { signal, progress = () => undefined }: FitContext,
): Promise<CommandResult> {
  const sets: SetObservations[] = [];
  for (const place of places.map(parseSetPlace))
    for (const see of [...VIEWS, asPiece]) {
      const set = await readPrintSet(place, signal, see);
      sets.push(observe(set, every));
      progress(`compared ${set.name}`);
    }
  const withRidges = learn(sets.map(({ name, withRidges }) => ({ name, observations: withRidges })));
  const minutiaeAlone = learn(sets.map(({ name, minutiaeAlone }) => ({ name, observations: minutiaeAlone })));
  const text = [...textOf('with ridges', withRidges), ...textOf('minutiae alone', minutiaeAlone)].join('\n');
  return { json: { withRidges, minutiaeAlone }, text, exitCode: 0 };
}

/** The evidence of all mated and some non-mated pairs, each at its best alignment. */
function observe({ name, prints }: PrintSet, every: number): SetObservations {
  const comparator = new Comparator();
  const withRidges: Observation[] = [];
  const minutiaeAlone: Observation[] = [];
  let passed = 0;
  for (const [a, b] of pairsOf(prints)) {
    const isGenuine = a.finger === b.finger;
    if (!isGenuine) passed += 1;
    if (a.template === undefined || b.template === undefined || (!isGenuine && passed % every !== 0)) continue;
    comparator.compare(a.template, b.template);
    withRidges.push({ values: [...comparator.evidence.values], isGenuine });
    comparator.likeness(a.template, b.template);
    minutiaeAlone.push({ values: [...comparator.evidence.values], isGenuine });
  }
  return { name, withRidges, minutiaeAlone };
}

const pairsOf = (prints: readonly PrintOf[]): readonly (readonly [PrintOf, PrintOf])[] =>
  prints.flatMap((a, index) => prints.slice(index + 1).map((b) => [a, b] as const));

interface NamedObservations {
  readonly name: string;
  readonly observations: readonly Observation[];
}

interface Learnt {
  readonly weights: Readonly<Record<string, number>>;
  /** Equal error rates, fractions: of each set by the weights of all, and by the weights of all others. */
  readonly sets: readonly { readonly name: string; readonly eer: number; readonly eerUnseen: number }[];
  readonly eer: number;
  readonly eerUnseen: number;
}

function learn(sets: readonly NamedObservations[]): Learnt {
  const all = sets.flatMap(({ observations }) => observations);
  const model = fitLogistic(all);
  const names = [...new Set(sets.map(({ name }) => name))];
  const of = (name: string): readonly Observation[] =>
    sets.filter((set) => set.name === name).flatMap(({ observations }) => observations);
  const unseen = names.map((name) => ({
    name,
    own: of(name),
    // One set alone leaves nothing to learn from.
    model: names.length < 2 ? model : fitLogistic(names.filter((other) => other !== name).flatMap(of)),
  }));
  const scored = unseen.flatMap((set) => scoresOf(set.own, set.model));
  return {
    weights: Object.fromEntries([['base', round(model.base)], ...EVIDENCE.map(weightOf(model))]),
    sets: unseen.map(({ name, own, model: other }) => ({
      name,
      eer: eerOf(scoresOf(own, model)),
      eerUnseen: eerOf(scoresOf(own, other)),
    })),
    eer: eerOf(scoresOf(all, model)),
    eerUnseen: eerOf(scored),
  };
}

const weightOf =
  ({ weights }: LogisticModel) =>
  (name: string, index: number): readonly [string, number] => [name, round(weights[index] ?? 0)];
const round = (value: number): number => Number(value.toFixed(3));

interface Scored {
  readonly isGenuine: boolean;
  readonly score: number;
}

const scoresOf = (observations: readonly Observation[], model: LogisticModel): readonly Scored[] =>
  observations.map(({ values, isGenuine }) => ({ isGenuine, score: logOdds(model, values) }));

function eerOf(scored: readonly Scored[]): number {
  const of = (isGenuine: boolean): number[] =>
    scored.filter((pair) => pair.isGenuine === isGenuine).map(({ score }) => score);
  return errorRates(of(true), of(false)).eer;
}

function textOf(title: string, { weights, sets, eer, eerUnseen }: Learnt): readonly string[] {
  const percent = (rate: number): string => (100 * rate).toFixed(2).padStart(8);
  return [
    `${title}: ${Object.entries(weights)
      .map(([name, weight]) => `${name} ${weight}`)
      .join(', ')}`,
    `${'EER in %'.padEnd(20)}  by all  unseen`,
    ...sets.map((set) => `${set.name.padEnd(20)}${percent(set.eer)}${percent(set.eerUnseen)}`),
    `${'pooled'.padEnd(20)}${percent(eer)}${percent(eerUnseen)}`,
  ];
}

export const fitCommand = (finish: Finish): Command =>
  new Command('fit')
    .description(
      'learns the weights of the score from folders of prints; each set is also judged by the others’ weights',
    )
    .argument('<dir[@dpi]...>', 'folders; 500 dpi where none is given')
    .option('--every <n>', 'of the non-mated pairs, compare one in n', wholeFrom(1, 1000), 3)
    .action((places: string[], options: FitOptions) =>
      finish((signal) => fit(places, options, { signal, progress: (line) => void process.stderr.write(`${line}\n`) })),
    );
