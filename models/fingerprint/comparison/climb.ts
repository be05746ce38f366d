// From a rough alignment to the best near it: small shifts, turns and strains, as long as they are for the better.
import { Alignment } from './alignment.ts';

/** How good an alignment is. */
export type Worth = (alignment: Alignment) => number;

export interface Steps {
  readonly stepsPx: readonly number[];
  readonly turnsRad: readonly number[];
  /** Left out where prints are taken for rigid. */
  readonly strains?: readonly number[];
  /** No alignment is strained further. */
  readonly mostStrain?: number;
  /** Times that each axis is tried, at each scale. */
  readonly rounds: number;
}

/** What an alignment is moved along, in the order in which it is tried. */
const AXIS = { right: 0, up: 1, turn: 2, elongation: 3, shear: 4, dilation: 5 } as const;

export class Climb {
  readonly alignment = new Alignment();
  worth = 0;
  readonly #tried = new Alignment();
  readonly #worthOf: Worth;
  readonly #steps: Steps;
  readonly #axes: number;
  #pivotX = 0;
  #pivotY = 0;

  constructor(worthOf: Worth, steps: Steps) {
    this.#worthOf = worthOf;
    this.#steps = steps;
    this.#axes = steps.strains === undefined ? AXIS.elongation : AXIS.dilation + 1;
  }

  /** `x`, `y`: the place of the first print about which it is turned. */
  from(start: Alignment, x: number, y: number): void {
    const { stepsPx, rounds } = this.#steps;
    this.#pivotX = x;
    this.#pivotY = y;
    this.alignment.set(start);
    this.worth = this.#worthOf(start);
    for (let scale = 0; scale < stepsPx.length; scale += 1)
      for (let round = 0; round < rounds; round += 1) if (!this.#moveOnce(scale)) break;
  }

  /** Forth or else back along each axis; false where nothing is better. */
  #moveOnce(scale: number): boolean {
    let isBetter = false;
    for (let axis = 0; axis < this.#axes; axis += 1)
      if (this.#isBetter(axis, scale, 1) || this.#isBetter(axis, scale, -1)) isBetter = true;
    return isBetter;
  }

  /** Takes the move where it is for the better. */
  #isBetter(axis: number, scale: number, sign: number): boolean {
    const tried = this.#tried;
    tried.set(this.alignment);
    if (!this.#move(tried, axis, scale, sign)) return false;
    const worth = this.#worthOf(tried);
    if (worth <= this.worth) return false;
    this.worth = worth;
    this.alignment.set(tried);
    return true;
  }

  /** False where skin does not give so much. */
  #move(tried: Alignment, axis: number, scale: number, sign: number): boolean {
    const { stepsPx, turnsRad, strains, mostStrain = 0 } = this.#steps;
    const x = this.#pivotX;
    const y = this.#pivotY;
    const stepPx = sign * (stepsPx[scale] ?? 0);
    const turn = sign * (turnsRad[scale] ?? 0);
    const strain = sign * (strains?.[scale] ?? 0);
    if (axis === AXIS.right) tried.right += stepPx;
    else if (axis === AXIS.up) tried.up += stepPx;
    else if (axis === AXIS.turn) tried.turn(Math.cos(turn), Math.sin(turn), x, y);
    else if (axis === AXIS.elongation) tried.stretch(0, strain, 0, x, y);
    else if (axis === AXIS.shear) tried.stretch(0, 0, strain, x, y);
    else tried.stretch(strain, 0, 0, x, y);
    return tried.strain <= mostStrain;
  }
}
