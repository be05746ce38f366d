// How alike the neighbourhoods of all pairs of minutiae are. HOT: the only work done for every pair of every comparison.
import { PACKED, rowWords } from '../pack.ts';
import { COMPARISON } from './parameters.ts';
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
    const stride = rowWords(rows);
    const onesAt = firstAt + PACKED.headerWords + 2 * stride;
    for (let row = 0; row < rows; row += 1) this.#measureRow(first, onesAt + row, stride, second, secondAt, row);
  }

  wipe(): void {
    this.levels.fill(0);
    this.histogram.fill(0);
  }

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: each read of a typed array counts as a branch; a hot loop is not cut into calls
  #measureRow(first: Int32Array, at: number, stride: number, second: Int32Array, secondAt: number, row: number): void {
    const ones = first[at] ?? 0;
    const word0 = first[at + stride] ?? 0;
    const word1 = first[at + 2 * stride] ?? 0;
    const word2 = first[at + 3 * stride] ?? 0;
    const word3 = first[at + 4 * stride] ?? 0;
    const otherStride = rowWords(this.columns);
    const from = secondAt + PACKED.headerWords + 2 * otherStride;
    const to = row * this.columns;
    for (let column = 0; column < this.columns; column += 1) {
      const other = from + column;
      const otherOnes = second[other] ?? 0;
      let level = 0;
      if (ones >= COMPARISON.minOnes && otherOnes >= COMPARISON.minOnes) {
        const common =
          popcount(word0 & (second[other + otherStride] ?? 0)) +
          popcount(word1 & (second[other + 2 * otherStride] ?? 0)) +
          popcount(word2 & (second[other + 3 * otherStride] ?? 0)) +
          popcount(word3 & (second[other + 4 * otherStride] ?? 0));
        level = Math.floor((510 * common) / (ones + otherOnes));
      }
      this.levels[to + column] = level;
      this.histogram[level] = (this.histogram[level] ?? 0) + 1;
    }
  }

  /**
   * The level from which on there are at most `count` pairs, and not below `least`. Where already the highest level has more, as
   * with two copies of one template, it is that level.
   */
  levelOfBest(count: number, least: number): number {
    let level = LEVELS;
    for (let pairs = 0; level > least; level -= 1) {
      const more = this.histogram[level - 1] ?? 0;
      if (pairs + more > count) return pairs === 0 ? level - 1 : level;
      pairs += more;
    }
    return level;
  }
}
