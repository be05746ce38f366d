// Whether so many minutiae of two impressions lie on each other that one is a copy of the other.
import { REPLAY } from '../parameters.ts';
import { fitMotion, type Motion, moveInto, valueAt } from './motion.ts';
import { isSameWay, type PointSet } from './point-set.ts';
import { ShiftVotes } from './shift-votes.ts';

const STEPS = REPLAY.stepsPerPx;

/**
 * Two touches of one finger never coincide like this: skin bends. Not the comparison's business, which allows for the bending.
 * HOT: runs for every impression in the ring; allocates nothing.
 */
export class Coincidence {
  readonly #votes = new ShiftVotes();
  readonly #motion: Motion = { turn: 0, shiftX: 0, shiftY: 0 };
  readonly #movedX = new Float32Array(REPLAY.maxPoints);
  readonly #movedY = new Float32Array(REPLAY.maxPoints);
  readonly #partners = new Int16Array(REPLAY.maxPoints);
  readonly #taken = new Uint8Array(REPLAY.maxPoints);

  isCopy(a: PointSet, b: PointSet): boolean {
    return this.#isUnmoved(a, b) || this.#isMoved(a, b);
  }

  /** What was left on the glass lies where it lay, though it may have lost much and gained dirt. */
  #isUnmoved(a: PointSet, b: PointSet): boolean {
    this.#motion.turn = 0;
    this.#motion.shiftX = 0;
    this.#motion.shiftY = 0;
    return isEnough(this.#pair(a, b, REPLAY.unmoved.coincidePx), a, b, REPLAY.unmoved);
  }

  /** A copy that is played or held a little elsewhere is still exact. */
  #isMoved(a: PointSet, b: PointSet): boolean {
    if (this.#votes.best(a, b, this.#motion) < REPLAY.moved.minVotes) return false;
    for (let round = 0; round < REPLAY.moved.refinements; round += 1) {
      if (this.#pair(a, b, REPLAY.moved.candidatePx) < REPLAY.moved.minCoincident) return false;
      fitMotion(a, b, this.#partners, this.#motion);
    }
    return isEnough(this.#pair(a, b, REPLAY.moved.coincidePx), a, b, REPLAY.moved) && this.#isNearIdentity(a);
  }

  /** Gives each minutia of `a`, once moved, its nearest free one of `b`; answers how many have one. */
  #pair(a: PointSet, b: PointSet, reachPx: number): number {
    moveInto(a, this.#motion, this.#movedX, this.#movedY);
    this.#taken.fill(0);
    let paired = 0;
    for (let i = 0; i < a.count; i += 1) {
      const partner = this.#nearestFree(a, i, b, reachPx * STEPS);
      this.#partners[i] = partner;
      if (partner < 0) continue;
      this.#taken[partner] = 1;
      paired += 1;
    }
    return paired;
  }

  #nearestFree(a: PointSet, i: number, b: PointSet, reach: number): number {
    const [x, y] = [valueAt(this.#movedX, i), valueAt(this.#movedY, i)];
    let nearest = reach * reach;
    let partner = -1;
    for (let j = 0; j < b.count; j += 1) {
      const away = (valueAt(b.x, j) - x) ** 2 + (valueAt(b.y, j) - y) ** 2;
      if (away > nearest || this.#taken[j] === 1 || !isSameWay(a, i, b, j)) continue;
      nearest = away;
      partner = j;
    }
    return partner;
  }

  /** Measured where the minutiae are: a turn about the picture's corner moves them without moving the print. */
  #isNearIdentity(a: PointSet): boolean {
    let [x, y] = [0, 0];
    for (let i = 0; i < a.count; i += 1) {
      x += (valueAt(this.#movedX, i) - valueAt(a.x, i)) / a.count;
      y += (valueAt(this.#movedY, i) - valueAt(a.y, i)) / a.count;
    }
    return Math.abs(this.#motion.turn) <= REPLAY.moved.maxTurn && Math.hypot(x, y) <= REPLAY.moved.maxShiftPx * STEPS;
  }
}

function isEnough(
  coincident: number,
  a: PointSet,
  b: PointSet,
  { minCoincident, copyShare }: { readonly minCoincident: number; readonly copyShare: number },
): boolean {
  return coincident >= minCoincident && coincident >= copyShare * Math.min(a.count, b.count);
}
