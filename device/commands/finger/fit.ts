// ridged finger fit: learns from prints how much each piece of evidence weighs, and shows what that is worth on prints unseen.
import { Command } from 'commander';
import { Comparator } from '../../../models/index.ts';
import {
  EVIDENCE,
  errorRates,
  fitLogistic,
  type LogisticModel,
  logOdds,
  type Observation,
} from '../../../models/laboratory.ts';
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
  /** What was seen of the prints. */
  readonly view: string;
  readonly withRidges: readonly Observation[];
  readonly minutiaeAlone: readonly Observation[];
}

export interface FitContext {
  readonly signal: AbortSignal;
  readonly progress?: (line: string) => void;
}

/**
 * Simulated conditions (`CONDITIONS`) are left out: skewed, dry and wet prints bring their own error rates down by a fifth, but teach
 * that minutiae may well be missing, and at a rate of 1e-7 three times as many mates are lost.
 */
const TAUGHT_VIEWS = { ...VIEWS, piece: asPiece } as const;

/** @throws KioskError USAGE, IMAGE_UNREADABLE */
export async function fit(
  places: readonly string[],
  { every }: FitOptions,
  { signal, progress = () => undefined }: FitContext,
): Promise<CommandResult> {
  const sets: SetObservations[] = [];
  for (const place of places.map(parseSetPlace))
    for (const [view, see] of Object.entries(TAUGHT_VIEWS)) {
      const set = await readPrintSet(place, signal, see);
      sets.push({ name: set.name, view, ...observe(set, every) });
      progress(`compared ${set.name}, ${view}`);
    }
  const withRidges = learn(sets.map((set) => ({ ...set, observations: set.withRidges })));
  const minutiaeAlone = learn(sets.map((set) => ({ ...set, observations: set.minutiaeAlone })));
  const text = [...textOf('with ridges', withRidges), ...textOf('minutiae alone', minutiaeAlone)].join('\n');
  return { json: { withRidges, minutiaeAlone }, text, exitCode: 0 };
}

/** The evidence of all mated and some non-mated pairs, each at its best alignment. */
function observe({ prints }: PrintSet, every: number): Pick<SetObservations, 'withRidges' | 'minutiaeAlone'> {
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
  return { withRidges, minutiaeAlone };
}

const pairsOf = (prints: readonly PrintOf[]): readonly (readonly [PrintOf, PrintOf])[] =>
  prints.flatMap((a, index) => prints.slice(index + 1).map((b) => [a, b] as const));

interface NamedObservations {
  readonly name: string;
  readonly view: string;
  readonly observations: readonly Observation[];
}

interface Judged {
  readonly name: string;
  readonly view: string;
  /** Equal error rates, fractions: by the weights of all, and by the weights that all other sets taught. */
  readonly eer: number;
  readonly eerUnseen: number;
}

interface Learnt {
  readonly weights: Readonly<Record<string, number>>;
  readonly sets: readonly Judged[];
}

function learn(sets: readonly NamedObservations[]): Learnt {
  const model = fitLogistic(sets.flatMap(({ observations }) => observations));
  const names = [...new Set(sets.map(({ name }) => name))];
  const taughtBy = (chosen: (name: string) => boolean): readonly Observation[] =>
    sets.filter(({ name }) => chosen(name)).flatMap(({ observations }) => observations);
  // One set alone leaves nothing to learn from.
  const others = new Map(
    names.map((name) => [name, names.length < 2 ? model : fitLogistic(taughtBy((other) => other !== name))]),
  );
  const scored = sets.map(({ name, view, observations }) => ({
    name,
    view,
    byAll: scoresOf(observations, model),
    unseen: scoresOf(observations, others.get(name) ?? model),
  }));
  const views = [...new Set(sets.map(({ view }) => view))];
  const pooled = views.map((view) => {
    const ofView = scored.filter((set) => set.view === view);
    const [byAll, unseen] = [ofView.flatMap((set) => set.byAll), ofView.flatMap((set) => set.unseen)];
    return { name: 'pooled', view, byAll, unseen };
  });
  return {
    weights: Object.fromEntries([['base', round(model.base)], ...EVIDENCE.map(weightOf(model))]),
    sets: [...scored, ...pooled].map(({ name, view, byAll, unseen }) => ({
      name,
      view,
      eer: eerOf(byAll),
      eerUnseen: eerOf(unseen),
    })),
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

function textOf(title: string, { weights, sets }: Learnt): readonly string[] {
  const percent = (rate: number): string => (100 * rate).toFixed(2).padStart(8);
  return [
    `${title}: ${Object.entries(weights)
      .map(([name, weight]) => `${name} ${weight}`)
      .join(', ')}`,
    `${'EER in %'.padEnd(28)}  by all  unseen`,
    ...sets.map(
      ({ name, view, eer, eerUnseen }) => `${`${name}, ${view}`.padEnd(28)}${percent(eer)}${percent(eerUnseen)}`,
    ),
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
