// Comparison of two templates: alignments by minutiae and by the flow of ridges, each climbed to its best, then weighed.
import type { FingerTemplate } from '../../protocol/computing.ts';
import type { Alignment } from './comparison/alignment.ts';
import { Likeness } from './comparison/likeness.ts';
import { Pairing } from './comparison/pairing.ts';
import { OVERLAY, SEEDS } from './comparison/parameters.ts';
import { RidgeAlignments } from './comparison/ridge-alignments.ts';
import { Evidence, scoreOfMinutiae, scoreWithRidges } from './comparison/score.ts';
import { Seeds } from './comparison/seeds.ts';
import { Side } from './comparison/side.ts';
import { type PackedTemplate, prepare } from './pack.ts';

/** Scores mean something only through the calibration of the same version: raise it with every change that moves a score. */
export const MATCHER_VERSION = '5';

/**
 * Compares packed templates. One for each thread: it owns all the memory that a comparison needs and allocates nothing.
 * Scores are 0 or more, higher is more alike, and the same whichever of the two comes first.
 */
export class Comparator {
  /** Of the latest comparison, at its best alignment: what a fit learns from. */
  readonly evidence = new Evidence();
  readonly #likeness = new Likeness();
  readonly #seeds = new Seeds();
  readonly #pairing = new Pairing();
  readonly #ridges = new RidgeAlignments();
  readonly #tried = new Evidence();
  readonly #a = new Side();
  readonly #b = new Side();
  #best = 0;

  /** `candidate` may be a whole gallery, the template then starting at word `offset`. */
  compare(probe: PackedTemplate, candidate: Int32Array, offset = 0): number {
    const isOrdered = (probe[2] ?? 0) <= (candidate[offset + 2] ?? 0);
    return isOrdered ? this.#compare(probe, 0, candidate, offset) : this.#compare(candidate, offset, probe, 0);
  }

  /** By minutiae alone: some forty times as fast, and not as sure. */
  likeness(probe: PackedTemplate, candidate: Int32Array, offset = 0): number {
    const isOrdered = (probe[2] ?? 0) <= (candidate[offset + 2] ?? 0);
    return isOrdered
      ? this.#compareMinutiae(probe, 0, candidate, offset)
      : this.#compareMinutiae(candidate, offset, probe, 0);
  }

  /** Wipes what is left of the latest two templates. */
  end(): void {
    for (const part of [this.#likeness, this.#seeds, this.#pairing, this.#ridges, this.#a, this.#b]) part.wipe();
    for (const evidence of [this.evidence, this.#tried]) evidence.values.fill(0);
  }

  /** Positional and in words: called for every pair that is compared. */
  #compare(first: Int32Array, firstAt: number, second: Int32Array, secondAt: number): number {
    this.#ridges.a.load(first, firstAt);
    this.#ridges.b.load(second, secondAt);
    if (Math.min(this.#ridges.a.count, this.#ridges.b.count) < OVERLAY.leastSamples)
      return this.#compareMinutiae(first, firstAt, second, secondAt);
    this.#begin(first, firstAt, second, secondAt);
    this.#alignByMinutiae(true);
    this.#ridges.find();
    for (let index = 0; index < this.#ridges.found.count; index += 1) {
      const alignment = this.#ridges.found.alignments[index];
      if (alignment !== undefined) this.#tryWithRidges(alignment);
    }
    return this.#best;
  }

  #compareMinutiae(first: Int32Array, firstAt: number, second: Int32Array, secondAt: number): number {
    this.#begin(first, firstAt, second, secondAt);
    this.#alignByMinutiae(false);
    return this.#best;
  }

  #begin(first: Int32Array, firstAt: number, second: Int32Array, secondAt: number): void {
    this.#best = 0;
    this.evidence.values.fill(0);
    this.#likeness.measure(first, firstAt, second, secondAt);
    this.#a.load(first, firstAt);
    this.#b.load(second, secondAt);
  }

  #alignByMinutiae(hasRidges: boolean): void {
    if (this.#seeds.find(this.#likeness, this.#a, this.#b) < 2) return;
    let least: number = SEEDS.minSupport;
    for (let attempt = 0; attempt < SEEDS.alignments; attempt += 1) {
      const seed = this.#seeds.strongest(least);
      if (seed < 0) break;
      least = Math.max(least, SEEDS.minSupportShare * (this.#seeds.support[seed] ?? 0));
      this.#pairing.grow(this.#seeds, seed, this.#a, this.#b);
      if (hasRidges) this.#tryWithRidges(this.#pairing.alignment);
      else this.#tryMinutiae();
      this.#seeds.retire(seed);
    }
  }

  #tryMinutiae(): void {
    this.#tried.weighPairing(this.#pairing, this.#a, this.#b);
    this.#keep(scoreOfMinutiae(this.#tried));
  }

  #tryWithRidges(from: Alignment): void {
    const climbed = this.#ridges.climb(from);
    this.#pairing.growFrom(climbed, this.#a, this.#b);
    this.#tried.weighPairing(this.#pairing, this.#a, this.#b);
    this.#tried.weighOverlay(this.#ridges.overlay, climbed);
    this.#keep(scoreWithRidges(this.#tried));
  }

  #keep(score: number): void {
    if (score <= this.#best) return;
    this.#best = score;
    this.evidence.copy(this.#tried);
  }
}

/** One comparison by itself; whoever makes many keeps a `Comparator`. */
export const comparePacked = (probe: PackedTemplate, candidate: PackedTemplate): number =>
  new Comparator().compare(probe, candidate);

export const compareTemplates = (a: FingerTemplate, b: FingerTemplate): number => comparePacked(prepare(a), prepare(b));
