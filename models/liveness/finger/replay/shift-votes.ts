// The shift, without a turn, that most pairs of minutiae of two impressions would explain.
import { REPLAY } from '../parameters.ts';
import { type Motion, valueAt } from './motion.ts';
import { isSameWay, type PointSet } from './point-set.ts';

const REACH = REPLAY.moved.maxShiftPx * REPLAY.stepsPerPx;
const SQUARE = REPLAY.moved.voteStepPx * REPLAY.stepsPerPx;
const ACROSS = Math.round((2 * REACH) / SQUARE) + 1;

/** HOT: allocates nothing once it is made. */
export class ShiftVotes {
  readonly #votes = new Float32Array(ACROSS * ACROSS);

  /** Writes the shift into `motion`; answers how many pairs voted for it. */
  best(a: PointSet, b: PointSet, motion: Motion): number {
    this.#votes.fill(0);
    for (let i = 0; i < a.count; i += 1) for (let j = 0; j < b.count; j += 1) this.#vote(a, i, b, j);
    let best = 0;
    for (let vote = 1; vote < this.#votes.length; vote += 1)
      if (valueAt(this.#votes, vote) > valueAt(this.#votes, best)) best = vote;
    motion.turn = 0;
    motion.shiftX = (best % ACROSS) * SQUARE - REACH;
    motion.shiftY = Math.floor(best / ACROSS) * SQUARE - REACH;
    return valueAt(this.#votes, best);
  }

  #vote(a: PointSet, i: number, b: PointSet, j: number): void {
    const right = valueAt(b.x, j) - valueAt(a.x, i);
    const down = valueAt(b.y, j) - valueAt(a.y, i);
    if (Math.abs(right) > REACH || Math.abs(down) > REACH || !isSameWay(a, i, b, j)) return;
    const vote = Math.round((down + REACH) / SQUARE) * ACROSS + Math.round((right + REACH) / SQUARE);
    this.#votes[vote] = valueAt(this.#votes, vote) + 1;
  }
}
