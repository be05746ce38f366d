// How ridges run, on a coarse lattice around the middle of a print: what two prints can be laid over each other by at once.
import { FLOW } from './parameters.ts';
import type { RidgeSide } from './ridge-side.ts';

/** Cells a side of the lattice. The margin is as wide as the farthest shift: a shifted cell always falls on the lattice. */
export const LATTICE_SIDE = FLOW.latticeSide + 2 * FLOW.farthestShift;
const CELLS = LATTICE_SIDE * LATTICE_SIDE;

export class FlowLattice {
  /** Mean of the doubled directions in each cell; 0 where nothing is known. */
  readonly cos = new Float32Array(CELLS);
  readonly sin = new Float32Array(CELLS);
  /** 1 where anything is known. */
  readonly isKnown = new Float32Array(CELLS);
  readonly #count = new Uint8Array(CELLS);
  /** The cells that are known, and how many. */
  readonly known = new Uint16Array(CELLS);
  count = 0;

  /** The print turned about its middle by the angle whose cosine and sine these are. What lies beyond the lattice is left out. */
  load(side: RidgeSide, cos: number, sin: number): void {
    this.#clear();
    for (let i = 0; i < side.count; i += 1) {
      const x = (side.x[i] ?? 0) - side.middleX;
      const y = (side.y[i] ?? 0) - side.middleY;
      const cell = cellAt(cos * x - sin * y, sin * x + cos * y);
      if (cell >= 0) this.#add(cell, side, i);
    }
    this.#average(cos * cos - sin * sin, 2 * cos * sin);
  }

  /** A template leaves nothing behind. */
  wipe(): void {
    this.count = 0;
    for (const values of [this.cos, this.sin, this.isKnown, this.#count, this.known]) values.fill(0);
  }

  #add(cell: number, side: RidgeSide, i: number): void {
    if (this.#count[cell] === 0) {
      this.known[this.count] = cell;
      this.count += 1;
    }
    this.#count[cell] = (this.#count[cell] ?? 0) + 1;
    this.cos[cell] = (this.cos[cell] ?? 0) + (side.flowCos[i] ?? 0);
    this.sin[cell] = (this.sin[cell] ?? 0) + (side.flowSin[i] ?? 0);
  }

  /** Means, turned by the angle whose cosine and sine these are: twice that of the print, as directions of ridges are doubled. */
  #average(turnCos: number, turnSin: number): void {
    for (let index = 0; index < this.count; index += 1) {
      const cell = this.known[index] ?? 0;
      const share = 1 / (this.#count[cell] ?? 1);
      const cos = share * (this.cos[cell] ?? 0);
      const sin = share * (this.sin[cell] ?? 0);
      this.cos[cell] = turnCos * cos - turnSin * sin;
      this.sin[cell] = turnSin * cos + turnCos * sin;
      this.isKnown[cell] = 1;
    }
  }

  #clear(): void {
    for (let index = 0; index < this.count; index += 1) {
      const cell = this.known[index] ?? 0;
      this.cos[cell] = 0;
      this.sin[cell] = 0;
      this.isKnown[cell] = 0;
      this.#count[cell] = 0;
    }
    this.count = 0;
  }
}

/** The cell at a place around the middle, or -1 beyond the lattice. */
function cellAt(x: number, y: number): number {
  const column = Math.floor(x / FLOW.cellPx + FLOW.latticeSide / 2);
  const row = Math.floor(y / FLOW.cellPx + FLOW.latticeSide / 2);
  const isInside = column >= 0 && row >= 0 && column < FLOW.latticeSide && row < FLOW.latticeSide;
  return isInside ? (row + FLOW.farthestShift) * LATTICE_SIDE + column + FLOW.farthestShift : -1;
}
