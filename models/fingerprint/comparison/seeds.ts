// The most alike pairs vote for each other: pairs of one and the same finger agree on distances and turns.
import { SEEDS } from '../parameters.ts';
import type { Likeness } from './likeness.ts';
import type { Side } from './side.ts';
import { wrap } from './turn.ts';

export class Seeds {
  count = 0;
  readonly first = new Uint8Array(SEEDS.pairs);
  readonly second = new Uint8Array(SEEDS.pairs);
  /** Agreement of two pairs, 0 to 1; SEEDS.pairs a row. */
  readonly agreement = new Float32Array(SEEDS.pairs * SEEDS.pairs);
  readonly support = new Float32Array(SEEDS.pairs);
  readonly #strength = new Float32Array(SEEDS.pairs);

  /** Takes the best pairs and relaxes their strengths; returns how many there are. */
  find(likeness: Likeness, a: Side, b: Side): number {
    this.#take(likeness, a.count * b.count);
    for (let i = 0; i < this.count; i += 1)
      for (let j = 0; j < i; j += 1) {
        const agreement = this.#agree(a, b, i, j);
        this.agreement[i * SEEDS.pairs + j] = agreement;
        this.agreement[j * SEEDS.pairs + i] = agreement;
      }
    this.#relax();
    return this.count;
  }

  /** The pair with most support, or -1 where none is worth an alignment. */
  strongest(): number {
    let best = -1;
    let most: number = SEEDS.minSupport;
    for (let i = 0; i < this.count; i += 1)
      if ((this.support[i] ?? 0) > most) {
        most = this.support[i] ?? 0;
        best = i;
      }
    return best;
  }

  /** A seed and its friends would only lead to the same alignment again. */
  retire(seed: number): void {
    this.support[seed] = 0;
    for (let i = 0; i < this.count; i += 1)
      if ((this.agreement[seed * SEEDS.pairs + i] ?? 0) > 0) this.support[i] = 0;
  }

  #take(likeness: Likeness, pairs: number): void {
    const level = likeness.levelOfBest(SEEDS.pairs, SEEDS.minLikeness);
    this.count = 0;
    for (let pair = 0; pair < pairs; pair += 1) {
      if ((likeness.levels[pair] ?? 0) < level) continue;
      this.first[this.count] = Math.floor(pair / likeness.columns);
      this.second[this.count] = pair % likeness.columns;
      this.#strength[this.count] = (likeness.levels[pair] ?? 0) / 255;
      this.agreement[this.count * SEEDS.pairs + this.count] = 0;
      this.count += 1;
    }
  }

  #agree(a: Side, b: Side, i: number, j: number): number {
    const [ai, aj, bi, bj] = [this.first[i] ?? 0, this.first[j] ?? 0, this.second[i] ?? 0, this.second[j] ?? 0];
    if (ai === aj || bi === bj) return 0;
    const ax = (a.x[aj] ?? 0) - (a.x[ai] ?? 0);
    const ay = (a.y[aj] ?? 0) - (a.y[ai] ?? 0);
    const bx = (b.x[bj] ?? 0) - (b.x[bi] ?? 0);
    const by = (b.y[bj] ?? 0) - (b.y[bi] ?? 0);
    const lengthA = Math.sqrt(ax * ax + ay * ay);
    const lengthB = Math.sqrt(bx * bx + by * by);
    const tolerance = SEEDS.distanceTolerancePx + SEEDS.distanceToleranceShare * Math.min(lengthA, lengthB);
    const distance = Math.abs(lengthA - lengthB) / tolerance;
    if (distance >= 1) return 0;
    const turnI = wrap((b.angle[bi] ?? 0) - (a.angle[ai] ?? 0));
    const turnJ = wrap((b.angle[bj] ?? 0) - (a.angle[aj] ?? 0));
    const turn = Math.abs(wrap(turnJ - turnI)) / SEEDS.turnTolerance;
    if (turn >= 1) return 0;
    const radial = Math.abs(wrap(Math.atan2(by, bx) - Math.atan2(ay, ax) - turnI)) / SEEDS.turnTolerance;
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
