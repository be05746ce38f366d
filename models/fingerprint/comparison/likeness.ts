// How alike the neighbourhoods of all pairs of minutiae are. HOT: the only work done for every pair of every comparison.
import { PACKED } from '../pack.ts';
import { COMPARISON, CYLINDER } from '../parameters.ts';
import { popcount } from './popcount.ts';

const LEVELS = 256;

export class Likeness {
  /** Row for each minutia of the first, `columns` wide; 0 to 255. */
  readonly levels = new Uint8Array(COMPARISON.maxMinutiae * COMPARISON.maxMinutiae);
  /** How many pairs have each level. */
  readonly histogram = new Int32Array(LEVELS);
  columns = 0;

  measure(first: Int32Array, firstAt: number, second: Int32Array, secondAt: number): void {
    const rows = Math.min(COMPARISON.maxMinutiae, first[firstAt + 1] ?? 0);
    this.columns = Math.min(COMPARISON.maxMinutiae, second[secondAt + 1] ?? 0);
    this.histogram.fill(0);
    for (let row = 0; row < rows; row += 1)
      this.#measureRow(first, firstAt + PACKED.headerWords + row * PACKED.minutiaWords, second, secondAt, row);
  }

  #measureRow(first: Int32Array, at: number, second: Int32Array, secondAt: number, row: number): void {
    const ones = first[at + 2] ?? 0;
    let to = row * this.columns;
    let other = secondAt + PACKED.headerWords;
    for (let column = 0; column < this.columns; column += 1, to += 1, other += PACKED.minutiaWords) {
      const otherOnes = second[other + 2] ?? 0;
      let level = 0;
      if (ones >= COMPARISON.minOnes && otherOnes >= COMPARISON.minOnes) {
        let common = 0;
        for (let word = 3; word < 3 + CYLINDER.words; word += 1)
          common += popcount((first[at + word] ?? 0) & (second[other + word] ?? 0));
        level = Math.floor((510 * common) / (ones + otherOnes));
      }
      this.levels[to] = level;
      this.histogram[level] = (this.histogram[level] ?? 0) + 1;
    }
  }

  /** The level from which on there are at most `count` pairs, and not below `least`. */
  levelOfBest(count: number, least: number): number {
    let level = LEVELS;
    for (let pairs = 0; level > least; level -= 1) {
      pairs += this.histogram[level - 1] ?? 0;
      if (pairs > count) break;
    }
    return level;
  }
}
