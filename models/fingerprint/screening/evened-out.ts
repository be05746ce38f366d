// Among many minutiae some agree by chance: the support of large templates counts less.

import { COMPARISON } from '../comparison/parameters.ts';
import { SLOT } from '../engine/gallery-segment.ts';
import type { SlotChunk } from './screen.ts';

const SHARES = Float32Array.from({ length: COMPARISON.maxMinutiae + 1 }, (_, count) => 1 / Math.log(count + 5));

/** Changes `scores` in place. `count`: minutiae of the probe. */
export function evenedOut(
  scores: Float32Array,
  count: number,
  { words, firstWord, slotWords, slots }: SlotChunk,
): Float32Array {
  for (let slot = 0; slot < slots; slot += 1) {
    const other = words[firstWord + slot * slotWords + SLOT.template + 1] ?? 0;
    scores[slot] = (scores[slot] ?? 0) * (SHARES[Math.max(count, other)] ?? 0);
  }
  return scores;
}
