// Alignments at which ridges run alike, whatever minutiae there are: every turn and every shift is looked at, coarsely.

import { Alignment } from './alignment.ts';
import { FlowLattice, LATTICE_SIDE } from './flow-lattice.ts';
import { FLOW } from './parameters.ts';
import type { RidgeSide } from './ridge-side.ts';
import { Shortlist } from './shortlist.ts';

const TURNS = Array.from({ length: FLOW.turns }, (_, index) => (2 * Math.PI * index) / FLOW.turns);
const COS = Float32Array.from(TURNS, Math.cos);
const SIN = Float32Array.from(TURNS, Math.sin);
/** All shifts in cells, within a circle. */
const SHIFTS = shiftsWithin(FLOW.farthestShift);
const ACROSS = Int8Array.from(SHIFTS, ([across]) => across);
const UP = Int8Array.from(SHIFTS, ([, up]) => up);

function shiftsWithin(farthest: number): readonly (readonly [across: number, up: number])[] {
  const steps = Array.from({ length: 2 * farthest + 1 }, (_, index) => index - farthest);
  return steps
    .flatMap((up) => steps.map((across) => [across, up] as const))
    .filter(([across, up]) => Math.hypot(across, up) <= farthest);
}

export class FlowSearch {
  readonly found = new Shortlist(FLOW.looked, FLOW);
  readonly #a = new FlowLattice();
  readonly #b = new FlowLattice();
  readonly #alignment = new Alignment();

  search(a: RidgeSide, b: RidgeSide): void {
    this.found.clear();
    this.#b.load(b, 1, 0);
    for (let turn = 0; turn < FLOW.turns; turn += 1) {
      this.#alignment.cos = COS[turn] ?? 1;
      this.#alignment.sin = SIN[turn] ?? 0;
      this.#a.load(a, this.#alignment.cos, this.#alignment.sin);
      for (let shift = 0; shift < ACROSS.length; shift += 1) this.#look(ACROSS[shift] ?? 0, UP[shift] ?? 0, a, b);
    }
  }

  /** A template leaves nothing behind. */
  wipe(): void {
    for (const part of [this.#a, this.#b, this.found]) part.wipe();
  }

  #look(across: number, up: number, a: RidgeSide, b: RidgeSide): void {
    const worth = this.#worthOf(up * LATTICE_SIDE + across);
    if (worth <= this.found.bar) return;
    const { cos, sin } = this.#alignment;
    this.#alignment.right = b.middleX + across * FLOW.cellPx - cos * a.middleX + sin * a.middleY;
    this.#alignment.up = b.middleY + up * FLOW.cellPx - sin * a.middleX - cos * a.middleY;
    this.found.offer(this.#alignment, worth, a.middleX, a.middleY);
  }

  /** HOT. How alike the flows are with the first shifted so many cells; little overlap is little evidence. */
  #worthOf(shift: number): number {
    const { cos, sin, known, count } = this.#a;
    const { cos: otherCos, sin: otherSin, isKnown } = this.#b;
    let alike = 0;
    let overlap = 0;
    for (let index = 0; index < count; index += 1) {
      const cell = known[index] ?? 0;
      const other = cell + shift;
      alike += (cos[cell] ?? 0) * (otherCos[other] ?? 0) + (sin[cell] ?? 0) * (otherSin[other] ?? 0);
      overlap += isKnown[other] ?? 0;
    }
    return alike / (overlap + FLOW.shrinkCells);
  }
}
