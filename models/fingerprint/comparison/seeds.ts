// The most alike pairs vote for each other: pairs of one and the same finger agree on distances and turns.

import type { Likeness } from './likeness.ts';
import { SEEDS } from './parameters.ts';
import type { Side } from './side.ts';
import { wrap } from './turn.ts';

export class Seeds {
  count = 0;
  readonly first = new Uint8Array(SEEDS.pairs);
  readonly second = new Uint8Array(SEEDS.pairs);
  /** Agreement of two pairs, 0 to 1; SEEDS.pairs a row. */
  readonly agreement = new Float32Array(SEEDS.pairs * SEEDS.pairs);
  readonly support = new Float32Array(SEEDS.pairs);
  readonly #turn = new Float32Array(SEEDS.pairs);
  readonly #cos = new Float32Array(SEEDS.pairs);
  readonly #sin = new Float32Array(SEEDS.pairs);
  readonly #strength = new Float32Array(SEEDS.pairs);

  /** A template leaves nothing behind. */
  wipe(): void {
    this.count = 0;
    for (const values of [this.first, this.second, this.agreement, this.support]) values.fill(0);
    for (const values of [this.#turn, this.#cos, this.#sin, this.#strength]) values.fill(0);
  }

  /** Takes the best pairs and relaxes their strengths; returns how many there are. */
  find(likeness: Likeness, a: Side, b: Side): number {
    this.#take(likeness, a.count * b.count);
    this.#measureTurns(a, b);
    for (let i = 0; i < this.count; i += 1)
      for (let j = 0; j < i; j += 1) {
        const agreement = this.#agree(a, b, i, j);
        this.agreement[i * SEEDS.pairs + j] = agreement;
        this.agreement[j * SEEDS.pairs + i] = agreement;
      }
    this.#relax();
    return this.count;
  }

  /** The pair with most support, or -1 where none has more than `least`. */
  strongest(least: number): number {
    let best = -1;
    let most = least;
    for (let i = 0; i < this.count; i += 1)
      if ((this.support[i] ?? 0) > most) {
        most = this.support[i] ?? 0;
        best = i;
      }
    return best;
  }

  /** Support of the three strongest, in all. */
  strongestThree(): number {
    let first = 0;
    let second = 0;
    let third = 0;
    for (let i = 0; i < this.count; i += 1) {
      const support = this.support[i] ?? 0;
      if (support <= third) continue;
      third = Math.min(second, support);
      second = support > second ? Math.min(first, support) : second;
      first = Math.max(first, support);
    }
    return first + second + third;
  }

  /** A seed and its friends would only lead to the same alignment again. */
  retire(seed: number): void {
    this.support[seed] = 0;
    for (let i = 0; i < this.count; i += 1) if ((this.agreement[seed * SEEDS.pairs + i] ?? 0) > 0) this.support[i] = 0;
  }

  #take(likeness: Likeness, pairs: number): void {
    const level = likeness.levelOfBest(SEEDS.pairs, SEEDS.minLikeness);
    this.count = 0;
    for (let pair = 0; pair < pairs && this.count < SEEDS.pairs; pair += 1) {
      if ((likeness.levels[pair] ?? 0) < level) continue;
      this.first[this.count] = Math.floor(pair / likeness.columns);
      this.second[this.count] = pair % likeness.columns;
      this.#strength[this.count] = (likeness.levels[pair] ?? 0) / 255;
      this.agreement[this.count * SEEDS.pairs + this.count] = 0;
      this.count += 1;
    }
  }

  #measureTurns(a: Side, b: Side): void {
    for (let i = 0; i < this.count; i += 1) {
      const turn = wrap((b.angle[this.second[i] ?? 0] ?? 0) - (a.angle[this.first[i] ?? 0] ?? 0));
      this.#turn[i] = turn;
      this.#cos[i] = Math.cos(turn);
      this.#sin[i] = Math.sin(turn);
    }
  }

  /** Plain variables and no trigonometry: called for every two pairs. */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: each read of a typed array counts as a branch; a hot loop is not cut into calls
  #agree(a: Side, b: Side, i: number, j: number): number {
    const ai = this.first[i] ?? 0;
    const aj = this.first[j] ?? 0;
    const bi = this.second[i] ?? 0;
    const bj = this.second[j] ?? 0;
    if (ai === aj || bi === bj) return 0;
    const turn = Math.abs(wrap((this.#turn[j] ?? 0) - (this.#turn[i] ?? 0))) / SEEDS.turnTolerance;
    if (turn >= 1) return 0;
    const ax = (a.x[aj] ?? 0) - (a.x[ai] ?? 0);
    const ay = (a.y[aj] ?? 0) - (a.y[ai] ?? 0);
    const bx = (b.x[bj] ?? 0) - (b.x[bi] ?? 0);
    const by = (b.y[bj] ?? 0) - (b.y[bi] ?? 0);
    const lengthA = Math.sqrt(ax * ax + ay * ay);
    const lengthB = Math.sqrt(bx * bx + by * by);
    const tolerance = SEEDS.distanceTolerancePx + SEEDS.distanceToleranceShare * Math.min(lengthA, lengthB);
    const distance = Math.abs(lengthA - lengthB) / tolerance;
    if (distance >= 1) return 0;
    // The first's vector, turned as pair i turns, ought to point where the second's does.
    const cos = this.#cos[i] ?? 0;
    const sin = this.#sin[i] ?? 0;
    const along = (cos * ax - sin * ay) * bx + (sin * ax + cos * ay) * by;
    const aside = (cos * ax - sin * ay) * by - (sin * ax + cos * ay) * bx;
    const radial = along > 0 ? Math.abs(aside) / (lengthA * lengthB * SEEDS.turnTolerance) : 1;
    if (radial >= 1) return 0;
    return (1 - distance * distance) * (1 - turn * turn) * (1 - radial * radial);
  }

  /** Strength flows between pairs that agree. */
  #relax(): void {
    for (let round = 0; round < SEEDS.rounds; round += 1) {
      for (let i = 0; i < this.count; i += 1) {
        let sum = 0;
        for (let j = 0; j < this.count; j += 1)
          sum += (this.agreement[i * SEEDS.pairs + j] ?? 0) * (this.#strength[j] ?? 0);
        this.support[i] = sum;
      }
      if (round < SEEDS.rounds - 1) this.#limit();
    }
  }

  /** Keeps strengths comparable from round to round: a pair with two good friends is as strong as can be. */
  #limit(): void {
    for (let i = 0; i < this.count; i += 1) this.#strength[i] = Math.min(1, 0.2 + (this.support[i] ?? 0) / 2);
  }
}
