// What a filter answers at a few pixels beside each other.
import type { GaborFilter } from './gabor-bank.ts';
import type { Padded } from './pad.ts';

/** Pixels that are answered at once. */
export const BLOCK_PX = 4;

/**
 * Fills `block` with the answers at `middle` and the three pixels after it.
 * HOT: the innermost loop of the extraction. Each tap is read once for four pixels and each pixel once for four taps; the four sums do not
 * wait for each other, and a step of two taps spares half of the moves. Nothing is allocated, parameters are positional.
 */
export function respond({ stride, data }: Padded, middle: number, filter: GaborFilter, block: Float64Array): void {
  const { radiusPx, firsts, counts, taps } = filter;
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  let tap = 0;
  let row = middle - radiusPx * stride;
  for (let index = 0; index < counts.length; index += 1, row += stride) {
    let at = row + (firsts[index] ?? 0);
    const end = tap + (counts[index] ?? 0);
    let value0 = data[at] ?? 0;
    let value1 = data[at + 1] ?? 0;
    let value2 = data[at + 2] ?? 0;
    for (; tap < end; tap += 2, at += 2) {
      const value3 = data[at + 3] ?? 0;
      const value4 = data[at + 4] ?? 0;
      const weight = taps[tap] ?? 0;
      const next = taps[tap + 1] ?? 0;
      sum0 = sum0 + value0 * weight + value1 * next;
      sum1 = sum1 + value1 * weight + value2 * next;
      sum2 = sum2 + value2 * weight + value3 * next;
      sum3 = sum3 + value3 * weight + value4 * next;
      value0 = value2;
      value1 = value3;
      value2 = value4;
    }
  }
  block[0] = sum0;
  block[1] = sum1;
  block[2] = sum2;
  block[3] = sum3;
}
