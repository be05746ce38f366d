// The neighbourhood of a minutia as bits, free of rotation and position: which cells around it hold minutiae of which direction.
import type { Minutia } from '../../../protocol/computing.ts';
import { bell, bellTable } from './bell-curve.ts';
import { CYLINDER } from './parameters.ts';

const TAU = 2 * Math.PI;
const ACROSS = CYLINDER.cellsAcross;
const DIRECTIONS = CYLINDER.directions;
const CELL_PX = (2 * CYLINDER.radiusPx) / ACROSS;
/** Exponents of the two bell curves, for squares of pixels and of radians. */
const DISTANCE_FALL = 0.5 / CYLINDER.distanceSigmaPx ** 2;
const TURN_FALL = 0.5 / CYLINDER.directionSigma ** 2;
/** What is farther than three sigmas away says nothing of a cell. */
const FARTHEST = (3 * CYLINDER.distanceSigmaPx) ** 2;
const BELL = bellTable(Math.max(FARTHEST * DISTANCE_FALL, Math.PI ** 2 * TURN_FALL));
const REACH = CYLINDER.radiusPx + 3 * CYLINDER.distanceSigmaPx;

/** Middles of a row of cells, along one axis. */
const MIDDLES = Float64Array.from({ length: ACROSS }, (_, index) => (index + 0.5) * CELL_PX - CYLINDER.radiusPx);
/** Which bits are a cell's, counted over the cells within the disc; -1 beyond it. */
const FIRST_BIT = firstBits();

function firstBits(): Int16Array {
  const bits = new Int16Array(ACROSS * ACROSS).fill(-1);
  let next = 0;
  MIDDLES.forEach((y, row) => {
    MIDDLES.forEach((x, column) => {
      if (Math.hypot(x, y) > CYLINDER.radiusPx) return;
      bits[row * ACROSS + column] = next;
      next += DIRECTIONS;
    });
  });
  return bits;
}

/** Writes the cylinders of one template's minutiae. Keeps what it works with: a gallery has many thousand templates. */
export class Cylinders {
  readonly words = new Int32Array(CYLINDER.words);
  readonly #sums = new Float64Array(32 * CYLINDER.words);
  readonly #direction = new Float64Array(DIRECTIONS);

  /** The bits of minutia `index` among `minutiae` (500 dpi) come into `words`. */
  measure(minutiae: readonly Minutia[], index: number): void {
    this.words.fill(0);
    this.#sums.fill(0);
    const centre = minutiae[index];
    if (centre === undefined) return;
    const cos = Math.cos(centre.angle);
    const sin = Math.sin(centre.angle);
    for (const other of minutiae) {
      const right = other.x - centre.x;
      const up = centre.y - other.y;
      if (other === centre || right * right + up * up > REACH * REACH) continue;
      this.#add(right * cos + up * sin, up * cos - right * sin, other.angle - centre.angle);
    }
    this.#setBits();
  }

  /** HOT. A neighbour at a place along and across the minutia's direction, and its own direction against it. */
  #add(x: number, y: number, turn: number): void {
    this.#measureDirections(turn);
    for (let row = 0; row < ACROSS; row += 1) {
      const down = y - (MIDDLES[row] ?? 0);
      if (down * down > FARTHEST) continue;
      for (let column = 0; column < ACROSS; column += 1) {
        const along = x - (MIDDLES[column] ?? 0);
        const square = along * along + down * down;
        const bit = FIRST_BIT[row * ACROSS + column] ?? -1;
        if (bit >= 0 && square <= FARTHEST) this.#spread(bit, bell(BELL, square * DISTANCE_FALL));
      }
    }
  }

  #measureDirections(turn: number): void {
    for (let step = 0; step < DIRECTIONS; step += 1) {
      const apart = turn + Math.PI - ((step + 0.5) * TAU) / DIRECTIONS;
      const away = apart - TAU * Math.round(apart / TAU);
      this.#direction[step] = bell(BELL, away * away * TURN_FALL);
    }
  }

  #spread(bit: number, weight: number): void {
    for (let step = 0; step < DIRECTIONS; step += 1)
      this.#sums[bit + step] = (this.#sums[bit + step] ?? 0) + weight * (this.#direction[step] ?? 0);
  }

  #setBits(): void {
    for (let bit = 0; bit < this.#sums.length; bit += 1) {
      if ((this.#sums[bit] ?? 0) < CYLINDER.threshold) continue;
      this.words[bit >> 5] = (this.words[bit >> 5] ?? 0) | (1 << (bit & 31));
    }
  }
}
