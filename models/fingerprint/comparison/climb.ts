// From a rough alignment to the best near it: small shifts and turns, as long as they are for the better.
import { Alignment } from './alignment.ts';

/** How good an alignment is. */
export type Worth = (alignment: Alignment) => number;

export interface Steps {
  readonly stepsPx: readonly number[];
  readonly turnsRad: readonly number[];
  /** Times that each axis is tried, at each scale. */
  readonly rounds: number;
}

/** Right, up, and to the left. */
const AXES = 3;

export class Climb {
  readonly alignment = new Alignment();
  worth = 0;
  readonly #tried = new Alignment();
  readonly #worthOf: Worth;
  readonly #steps: Steps;
  #pivotX = 0;
  #pivotY = 0;

  constructor(worthOf: Worth, steps: Steps) {
    this.#worthOf = worthOf;
    this.#steps = steps;
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
    for (let axis = 0; axis < AXES; axis += 1)
      if (this.#isBetter(axis, scale, 1) || this.#isBetter(axis, scale, -1)) isBetter = true;
    return isBetter;
  }

  /** Takes the move where it is for the better. */
  #isBetter(axis: number, scale: number, sign: number): boolean {
    const tried = this.#tried;
    const step = sign * (this.#steps.stepsPx[scale] ?? 0);
    const turn = sign * (this.#steps.turnsRad[scale] ?? 0);
    tried.set(this.alignment);
    if (axis === 0) tried.right += step;
    else if (axis === 1) tried.up += step;
    else tried.turn(Math.cos(turn), Math.sin(turn), this.#pivotX, this.#pivotY);
    const worth = this.#worthOf(tried);
    if (worth <= this.worth) return false;
    this.worth = worth;
    this.alignment.set(tried);
    return true;
  }
}
