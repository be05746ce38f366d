// Every comparison that a set of prints allows: single prints, or probes against fused references.
import { Comparator, type PackedTemplate } from '../../../models/index.ts';
import { fuseImpressions } from '../../../models/laboratory.ts';
import type { PrintOf, PrintSet } from './print-set.ts';

export interface ScoredPair {
  readonly a: string;
  readonly b: string;
  readonly isGenuine: boolean;
  readonly score: number;
  /** Of the poorer of the two, 0 to 100. */
  readonly quality: number;
}

export type Compare = (a: PackedTemplate, b: PackedTemplate) => number;

/** Scores between prints. What was compared once is not compared again, since a score does not depend on the order. */
export class PairScores {
  readonly #compare: Compare;
  readonly #known = new Map<PrintOf, Map<PrintOf, number>>();

  constructor(compare: Compare = comparison()) {
    this.#compare = compare;
  }

  between(a: PrintOf, b: PrintOf): number {
    const known = this.#known.get(a)?.get(b) ?? this.#known.get(b)?.get(a);
    if (known !== undefined) return known;
    const score = a.template === undefined || b.template === undefined ? 0 : this.#compare(a.template, b.template);
    const ofA = this.#known.get(a) ?? new Map<PrintOf, number>();
    this.#known.set(a, ofA.set(b, score));
    return score;
  }
}

function comparison(): Compare {
  const comparator = new Comparator();
  return (a, b) => comparator.compare(a, b);
}

/** All pairs of prints, each once; of the same finger they are genuine. */
export const comparePairs = ({ prints }: PrintSet, scores = new PairScores()): readonly ScoredPair[] =>
  prints.flatMap((a, index) =>
    prints.slice(index + 1).map((b) => ({
      a: a.name,
      b: b.name,
      isGenuine: a.finger === b.finger,
      score: scores.between(a, b),
      quality: Math.min(a.quality, b.quality),
    })),
  );

/** Each finger's `enrolled` prints together are one reference; `probes` are compared with every reference. */
export function compareFused(
  enrolled: readonly PrintOf[],
  probes: readonly PrintOf[],
  scores = new PairScores(),
): readonly ScoredPair[] {
  const fingers = [...new Set(enrolled.map(({ finger }) => finger))];
  return probes.flatMap((probe) =>
    fingers.map((finger) => {
      const references = enrolled.filter((print) => print.finger === finger && print !== probe);
      return {
        a: probe.name,
        b: finger,
        isGenuine: probe.finger === finger,
        score: fuseImpressions(references.map((print) => scores.between(probe, print))),
        // One good impression is enough of a reference.
        quality: Math.min(probe.quality, Math.max(0, ...references.map(({ quality }) => quality))),
      };
    }),
  );
}

/** The first `count` impressions of each finger as references, the others as probes. */
export function compareEnrolled({ prints }: PrintSet, count: number): readonly ScoredPair[] {
  const rank = ({ finger, impression }: PrintOf): number =>
    prints.filter((other) => other.finger === finger && other.impression < impression).length;
  const enrolled = prints.filter((print) => rank(print) < count);
  return compareFused(
    enrolled,
    prints.filter((print) => !enrolled.includes(print)),
  );
}
