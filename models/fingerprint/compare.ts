// Comparison of two templates: local likeness, seeds, a consistent pairing, a score.
import type { FingerTemplate } from '../../protocol/index.ts';
import { popcount } from './comparison/popcount.ts';
import { PACKED, type PackedTemplate, prepare } from './pack.ts';
import { CYLINDER } from './parameters.ts';

/** Scores mean something only through the calibration of the same version: raise it with every change that moves a score. */
export const MATCHER_VERSION = '0';

/**
 * Compares packed templates. One for each thread: it owns all the memory that a comparison needs and allocates nothing.
 * Scores are 0 or more, higher is more alike, and the same whichever of the two comes first.
 */
export class Comparator {
  /** `candidate` may be a whole gallery, the template then starting at word `offset`. */
  compare(probe: PackedTemplate, candidate: Int32Array, offset = 0): number {
    let sum = 0;
    const countA = probe[1] ?? 0;
    const countB = candidate[offset + 1] ?? 0;
    for (let a = 0; a < countA; a += 1) {
      const atA = PACKED.headerWords + a * PACKED.minutiaWords;
      let bestHere = 0;
      for (let b = 0; b < countB; b += 1) {
        const atB = offset + PACKED.headerWords + b * PACKED.minutiaWords;
        let common = 0;
        for (let word = 3; word < 3 + CYLINDER.words; word += 1)
          common += popcount((probe[atA + word] ?? 0) & (candidate[atB + word] ?? 0));
        const ones = (probe[atA + 2] ?? 0) + (candidate[atB + 2] ?? 0);
        if (ones > 20) bestHere = Math.max(bestHere, (2 * common) / ones);
      }
      sum += Math.max(0, bestHere - 0.6);
    }
    return (100 * sum) / Math.max(1, Math.min(countA, countB));
  }
}

/** One comparison by itself; whoever makes many keeps a `Comparator`. */
export const comparePacked = (probe: PackedTemplate, candidate: PackedTemplate): number =>
  new Comparator().compare(probe, candidate);

export const compareTemplates = (a: FingerTemplate, b: FingerTemplate): number => comparePacked(prepare(a), prepare(b));
