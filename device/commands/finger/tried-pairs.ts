// Comparisons that show how impressions fail: whole prints, what a window shows of them, and small pieces against whole ones.
import { Comparator } from '../../../models/index.ts';
import { thresholdAt } from '../../../models/laboratory.ts';
import { asModuleSees } from '../../images/as-module-sees.ts';
import { type PrintOf, readPrintSet, type SetPlace } from './print-set.ts';
import { asPiece } from './views.ts';

/** In each, other impressions fail for other reasons. */
export const SITUATIONS = ['whole', 'window', 'piece'] as const;
export type Situation = (typeof SITUATIONS)[number];

export interface TriedPair {
  readonly a: PrintOf;
  readonly b: PrintOf;
  readonly isGenuine: boolean;
  readonly score: number;
}

export interface TriedSet {
  readonly name: string;
  readonly pairs: Readonly<Record<Situation, readonly TriedPair[]>>;
}

/** All mated pairs of a folder, of the others one in `every`. @throws KioskError USAGE, IMAGE_UNREADABLE */
export async function tryPairs(place: SetPlace, every: number, signal: AbortSignal): Promise<TriedSet> {
  const { name, prints: whole } = await readPrintSet(place, signal);
  const { prints: window } = await readPrintSet(place, signal, asModuleSees);
  const { prints: piece } = await readPrintSet(place, signal, asPiece);
  const pairs = {
    whole: tried(allPairs(whole), every),
    window: tried(allPairs(window), every),
    // A picture is not compared with a piece of itself.
    piece: tried(
      piece.flatMap((a) => whole.filter((b) => b.name !== a.name).map((b): Pair => [a, b])),
      every,
    ),
  };
  return { name, pairs };
}

type Pair = readonly [PrintOf, PrintOf];

const allPairs = (prints: readonly PrintOf[]): readonly Pair[] =>
  prints.flatMap((a, index) => prints.slice(index + 1).map((b): Pair => [a, b]));

function tried(pairs: readonly Pair[], every: number): readonly TriedPair[] {
  const comparator = new Comparator();
  const isMated = ([a, b]: Pair): boolean => a.finger === b.finger;
  const kept = [
    ...pairs.filter(isMated),
    ...pairs.filter((pair) => !isMated(pair)).filter((_, at) => at % every === 0),
  ];
  return kept.map((pair) => {
    const [a, b] = pair;
    const isThere = a.template !== undefined && b.template !== undefined;
    return { a, b, isGenuine: isMated(pair), score: isThere ? comparator.compare(a.template, b.template) : 0 };
  });
}

export const matesIn = (pairs: readonly TriedPair[]): readonly TriedPair[] =>
  pairs.filter(({ isGenuine }) => isGenuine);

/** Falling short of the score that this share of the non-mates exceeds is failing. */
const FMR = 1e-3;

export function thresholdOf(pairs: readonly TriedPair[]): number {
  const nonMated = pairs.filter(({ isGenuine }) => !isGenuine).map(({ score }) => score);
  return thresholdAt(Float64Array.from(nonMated).sort(), FMR);
}
