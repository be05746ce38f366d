// Every comparison that a set of prints allows: single prints, or probes against fused references.
import { Comparator } from '../../../models/index.ts';
import type { PrintOf, PrintSet } from './print-set.ts';

export interface ScoredPair {
  readonly a: string;
  readonly b: string;
  readonly isGenuine: boolean;
  readonly score: number;
}

const scoreBetween = (comparator: Comparator, { template: a }: PrintOf, { template: b }: PrintOf): number =>
  a === undefined || b === undefined ? 0 : comparator.compare(a, b);

/** All pairs of prints, each once; of the same finger they are genuine. */
export function comparePairs({ prints }: PrintSet): readonly ScoredPair[] {
  const comparator = new Comparator();
  return prints.flatMap((a, index) =>
    prints.slice(index + 1).map((b) => ({
      a: a.name,
      b: b.name,
      isGenuine: a.finger === b.finger,
      score: scoreBetween(comparator, a, b),
    })),
  );
}

/** Each finger's `enrolled` prints are one reference (the best score counts); `probes` are compared with every reference. */
export function compareFused(enrolled: readonly PrintOf[], probes: readonly PrintOf[]): readonly ScoredPair[] {
  const comparator = new Comparator();
  const fingers = [...new Set(enrolled.map(({ finger }) => finger))];
  return probes.flatMap((probe) =>
    fingers.map((finger) => ({
      a: probe.name,
      b: finger,
      isGenuine: probe.finger === finger,
      score: enrolled
        .filter((print) => print.finger === finger)
        .reduce((best, print) => Math.max(best, scoreBetween(comparator, probe, print)), 0),
    })),
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
