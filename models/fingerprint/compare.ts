// Comparison of two templates: local likeness, seeds, a consistent pairing, a score.
import type { FingerTemplate } from '../../protocol/index.ts';
import { Likeness } from './comparison/likeness.ts';
import { Pairing } from './comparison/pairing.ts';
import { scoreOf } from './comparison/score.ts';
import { Seeds } from './comparison/seeds.ts';
import { Side } from './comparison/side.ts';
import { type PackedTemplate, prepare } from './pack.ts';
import { SEEDS } from './parameters.ts';

/** Scores mean something only through the calibration of the same version: raise it with every change that moves a score. */
export const MATCHER_VERSION = '3';

/**
 * Compares packed templates. One for each thread: it owns all the memory that a comparison needs and allocates nothing.
 * Scores are 0 or more, higher is more alike, and the same whichever of the two comes first.
 */
export class Comparator {
  readonly #likeness = new Likeness();
  readonly #seeds = new Seeds();
  readonly #pairing = new Pairing();
  readonly #a = new Side();
  readonly #b = new Side();

  /** `candidate` may be a whole gallery, the template then starting at word `offset`. */
  compare(probe: PackedTemplate, candidate: Int32Array, offset = 0): number {
    const isOrdered = (probe[2] ?? 0) <= (candidate[offset + 2] ?? 0);
    return isOrdered ? this.#score(probe, 0, candidate, offset) : this.#score(candidate, offset, probe, 0);
  }

  /** Positional and in words: called for every template of a gallery. */
  #score(first: Int32Array, firstAt: number, second: Int32Array, secondAt: number): number {
    this.#likeness.measure(first, firstAt, second, secondAt);
    this.#a.load(first, firstAt);
    this.#b.load(second, secondAt);
    if (this.#seeds.find(this.#likeness, this.#a, this.#b) < 2) return 0;
    let best = 0;
    let least: number = SEEDS.minSupport;
    for (let attempt = 0; attempt < SEEDS.alignments; attempt += 1) {
      const seed = this.#seeds.strongest(least);
      if (seed < 0) break;
      const support = this.#seeds.support[seed] ?? 0;
      least = Math.max(least, SEEDS.minSupportShare * support);
      this.#pairing.grow(this.#seeds, seed, this.#a, this.#b);
      best = Math.max(best, scoreOf(this.#pairing, support, this.#a, this.#b));
      this.#seeds.retire(seed);
    }
    return best;
  }
}

/** One comparison by itself; whoever makes many keeps a `Comparator`. */
export const comparePacked = (probe: PackedTemplate, candidate: PackedTemplate): number =>
  new Comparator().compare(probe, candidate);

export const compareTemplates = (a: FingerTemplate, b: FingerTemplate): number => comparePacked(prepare(a), prepare(b));
