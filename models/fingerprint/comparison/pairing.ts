// Lays one print over the other and pairs minutiae, then follows the skin's distortion and pairs again.

import { Alignment } from './alignment.ts';
import { COMPARISON, PAIRING, SEEDS } from './parameters.ts';
import type { Seeds } from './seeds.ts';
import type { Side } from './side.ts';
import { wrap } from './turn.ts';

const NONE = 255;

export class Pairing {
  /** Partner in the second of each minutia of the first, or 255. */
  readonly partner = new Uint8Array(COMPARISON.maxMinutiae);
  /** How well a pair fits, 0 to 1, at the minutia of the first. */
  readonly fit = new Float32Array(COMPARISON.maxMinutiae);
  pairs = 0;
  /** Minutiae of each print that lie where the other has some too. */
  overlapFirst = 0;
  overlapSecond = 0;
  /** How the first lies over the second, before the skin's distortion. */
  readonly alignment = new Alignment();
  readonly #x = new Float32Array(COMPARISON.maxMinutiae);
  readonly #y = new Float32Array(COMPARISON.maxMinutiae);
  readonly #bendX = new Float32Array(COMPARISON.maxMinutiae);
  readonly #bendY = new Float32Array(COMPARISON.maxMinutiae);
  readonly #rival = new Uint8Array(COMPARISON.maxMinutiae);
  readonly #rivalFit = new Float32Array(COMPARISON.maxMinutiae);

  /** Grows the pairing that seed `seed` and its friends suggest. */
  grow(seeds: Seeds, seed: number, a: Side, b: Side): void {
    this.#alignToSeed(seeds, seed, a, b);
    this.#bendX.fill(0, 0, a.count);
    this.#bendY.fill(0, 0, a.count);
    this.#growHere(a, b);
  }

  /** Grows the pairing of prints that lie over each other like this. */
  growFrom(alignment: Alignment, a: Side, b: Side): void {
    this.alignment.setRigid(alignment);
    this.#bendByStrain(alignment, a);
    this.#growHere(a, b);
  }

  /** A template leaves nothing behind. */
  wipe(): void {
    this.pairs = 0;
    for (const values of [this.partner, this.fit, this.#x, this.#y, this.#bendX, this.#bendY]) values.fill(0);
    for (const values of [this.#rival, this.#rivalFit]) values.fill(0);
  }

  #growHere(a: Side, b: Side): void {
    for (let round = 0; round < PAIRING.reachPx.length; round += 1) {
      if (round > 0) {
        this.#alignToPairs(a, b);
        this.#bend(a, b);
      }
      this.#place(a);
      this.#pair(a, b, round);
      if (this.pairs < PAIRING.minPairs) break;
    }
    this.#measureOverlap(a, b);
  }

  /** Rotation and shift that lay the seed and all that agree with it over each other best. */
  #alignToSeed(seeds: Seeds, seed: number, a: Side, b: Side): void {
    this.partner.fill(NONE, 0, a.count);
    for (let other = 0; other < seeds.count; other += 1) {
      const weight = other === seed ? 1 : (seeds.agreement[seed * SEEDS.pairs + other] ?? 0);
      const first = seeds.first[other] ?? 0;
      if (weight <= 0 || (this.partner[first] !== NONE && weight <= (this.fit[first] ?? 0))) continue;
      this.partner[first] = seeds.second[other] ?? 0;
      this.fit[first] = weight;
    }
    this.#alignToPairs(a, b);
  }

  /** Least squares over the pairs, their own directions having a say in the rotation. */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: each read of a typed array counts as a branch; a hot loop is not cut into calls
  #alignToPairs(a: Side, b: Side): void {
    let total = 0;
    let ax = 0;
    let ay = 0;
    let bx = 0;
    let by = 0;
    for (let i = 0; i < a.count; i += 1) {
      const j = this.partner[i] ?? NONE;
      if (j === NONE) continue;
      const weight = this.fit[i] ?? 0;
      total += weight;
      ax += weight * (a.x[i] ?? 0);
      ay += weight * (a.y[i] ?? 0);
      bx += weight * (b.x[j] ?? 0);
      by += weight * (b.y[j] ?? 0);
    }
    if (total <= 0) return;
    ax /= total;
    ay /= total;
    bx /= total;
    by /= total;
    let cos = 0;
    let sin = 0;
    for (let i = 0; i < a.count; i += 1) {
      const j = this.partner[i] ?? NONE;
      if (j === NONE) continue;
      const weight = this.fit[i] ?? 0;
      const dax = (a.x[i] ?? 0) - ax;
      const day = (a.y[i] ?? 0) - ay;
      const dbx = (b.x[j] ?? 0) - bx;
      const dby = (b.y[j] ?? 0) - by;
      const turn = (b.angle[j] ?? 0) - (a.angle[i] ?? 0);
      cos += weight * (dax * dbx + day * dby + PAIRING.directionArm * Math.cos(turn));
      sin += weight * (dax * dby - day * dbx + PAIRING.directionArm * Math.sin(turn));
    }
    const length = Math.hypot(cos, sin) || 1;
    cos /= length;
    sin /= length;
    this.alignment.cos = cos;
    this.alignment.sin = sin;
    this.alignment.right = bx - cos * ax + sin * ay;
    this.alignment.up = by - sin * ax - cos * ay;
  }

  #place(a: Side): void {
    const { cos, sin, right, up } = this.alignment;
    for (let i = 0; i < a.count; i += 1) {
      const x = a.x[i] ?? 0;
      const y = a.y[i] ?? 0;
      this.#x[i] = cos * x - sin * y + right + (this.#bendX[i] ?? 0);
      this.#y[i] = sin * x + cos * y + up + (this.#bendY[i] ?? 0);
    }
  }

  #bendByStrain(alignment: Alignment, a: Side): void {
    const { cos, sin } = alignment;
    for (let i = 0; i < a.count; i += 1) {
      const x = a.x[i] ?? 0;
      const y = a.y[i] ?? 0;
      const alongX = alignment.strainedX(x, y) - x;
      const alongY = alignment.strainedY(x, y) - y;
      this.#bendX[i] = cos * alongX - sin * alongY;
      this.#bendY[i] = sin * alongX + cos * alongY;
    }
  }

  /** What the pairs around a minutia are displaced by, it is probably displaced by too. */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: each read of a typed array counts as a branch; a hot loop is not cut into calls
  #bend(a: Side, b: Side): void {
    const { alignment } = this;
    const { cos, sin } = alignment;
    for (let i = 0; i < a.count; i += 1) {
      let total: number = PAIRING.stiffness;
      let right = 0;
      let up = 0;
      for (let k = 0; k < a.count; k += 1) {
        const j = this.partner[k] ?? NONE;
        if (j === NONE || k === i) continue;
        const x = a.x[k] ?? 0;
        const y = a.y[k] ?? 0;
        const square = (x - (a.x[i] ?? 0)) ** 2 + (y - (a.y[i] ?? 0)) ** 2;
        const weight = (this.fit[k] ?? 0) * Math.exp((-0.5 * square) / PAIRING.bendPx ** 2);
        total += weight;
        right += weight * ((b.x[j] ?? 0) - cos * x + sin * y - alignment.right);
        up += weight * ((b.y[j] ?? 0) - sin * x - cos * y - alignment.up);
      }
      this.#bendX[i] = right / total;
      this.#bendY[i] = up / total;
    }
  }

  /** Pairs whoever are each other's best within reach. */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: each read of a typed array counts as a branch; a hot loop is not cut into calls
  #pair(a: Side, b: Side, round: number): void {
    const reach = PAIRING.reachPx[round] ?? 0;
    const widest = PAIRING.turn[round] ?? 0;
    const rotation = Math.atan2(this.alignment.sin, this.alignment.cos);
    this.#rivalFit.fill(0, 0, b.count);
    for (let i = 0; i < a.count; i += 1) {
      this.partner[i] = NONE;
      this.fit[i] = 0;
      for (let j = 0; j < b.count; j += 1) {
        const right = (b.x[j] ?? 0) - (this.#x[i] ?? 0);
        const up = (b.y[j] ?? 0) - (this.#y[i] ?? 0);
        const square = right * right + up * up;
        if (square > reach * reach) continue;
        const turn = wrap((b.angle[j] ?? 0) - (a.angle[i] ?? 0) - rotation);
        if (Math.abs(turn) > widest) continue;
        const fit = Math.exp(-0.5 * (square / PAIRING.sigmaPx ** 2 + (turn / PAIRING.sigmaTurn) ** 2));
        if (fit > (this.fit[i] ?? 0)) {
          this.fit[i] = fit;
          this.partner[i] = j;
        }
        if (fit > (this.#rivalFit[j] ?? 0)) {
          this.#rivalFit[j] = fit;
          this.#rival[j] = i;
        }
      }
    }
    this.pairs = 0;
    for (let i = 0; i < a.count; i += 1) {
      const j = this.partner[i] ?? NONE;
      if (j === NONE) continue;
      if (this.#rival[j] === i) this.pairs += 1;
      else this.partner[i] = NONE;
    }
  }

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: each read of a typed array counts as a branch; a hot loop is not cut into calls
  #measureOverlap(a: Side, b: Side): void {
    this.overlapFirst = 0;
    this.overlapSecond = 0;
    const square = PAIRING.overlapPx ** 2;
    this.#rival.fill(0, 0, b.count);
    for (let i = 0; i < a.count; i += 1) {
      let isNear = false;
      for (let j = 0; j < b.count; j += 1) {
        const right = (b.x[j] ?? 0) - (this.#x[i] ?? 0);
        const up = (b.y[j] ?? 0) - (this.#y[i] ?? 0);
        if (right * right + up * up > square) continue;
        isNear = true;
        this.#rival[j] = 1;
      }
      if (isNear) this.overlapFirst += 1;
    }
    for (let j = 0; j < b.count; j += 1) this.overlapSecond += this.#rival[j] ?? 0;
  }
}
