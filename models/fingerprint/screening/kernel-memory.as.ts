// Where in its memory the kernel keeps what: one block, so that all of a template is wiped at once.

/** Rows and counts are limited by the host: COMPARISON.maxMinutiae and SEEDS.pairs, both multiples of four. */
export const MOST_MINUTIAE: i32 = 96;
export const MOST_SEEDS: i32 = 24;
export const HEADER_WORDS: i32 = 6;
export const TAU: f32 = 6.283185307179586;
export const LEVELS: i32 = 256;
export const VECTOR: i32 = 16;
/** Of a template and 8 bytes more: a multiple of 16. */
const TEMPLATE_BYTES: i32 = 4 * (HEADER_WORDS + 7 * MOST_MINUTIAE) + 8;
/** More than everything that is kept of two templates takes. */
const WORK_BYTES: i32 = 65536;
const work: usize = memory.data(WORK_BYTES, 16);

/** Where the host puts header and rows of the packed probe and candidate, without ridges: so that the rows lie on multiples of 16. */
export const probe: usize = work + 8;
export const candidate: usize = probe + TEMPLATE_BYTES;

/**
 * Fours of pairs of which one at least is alike enough: 510 times their common ones, then their levels; and where they are, as
 * minutia of the probe << 16 | first of the candidate.
 */
const MOST_FOURS: i32 = (MOST_MINUTIAE * MOST_MINUTIAE) / 4 + 1;
export const fours: usize = candidate + TEMPLATE_BYTES - 8;
export const places: usize = fours + VECTOR * MOST_FOURS;
/** For each minutia of the candidate what 510 times the common ones must reach, without the probe's part. */
export const needs: usize = places + ((4 * MOST_FOURS + 15) & ~15);
export const histogram: usize = needs + 4 * MOST_MINUTIAE;

/** The seeds: level << 16 | minutia of the probe << 8 | of the candidate. */
export const pairs: usize = histogram + 4 * LEVELS;
export const SEED_BYTES: i32 = 4 * MOST_SEEDS;
// Each seed a lane: places in both prints, turn (65,536 units), its cosine and sine, strength, support, minutiae.
export const ax: usize = pairs + SEED_BYTES + VECTOR;
export const ay: usize = ax + SEED_BYTES;
export const bx: usize = ay + SEED_BYTES;
export const by: usize = bx + SEED_BYTES;
export const turns: usize = by + SEED_BYTES;
export const cosines: usize = turns + SEED_BYTES;
export const sines: usize = cosines + SEED_BYTES;
export const strengths: usize = sines + SEED_BYTES;
export const supports: usize = strengths + SEED_BYTES;
export const firsts: usize = supports + SEED_BYTES;
export const seconds: usize = firsts + SEED_BYTES;
/** Agreement of each seed with each; a row for each seed. */
export const agreements: usize = seconds + SEED_BYTES;

/** Cosines of a turn in 4,096 steps, filled in by the host; of no template. */
export const cosines4096: usize = memory.data(4 * 4096, 16);

/** Leaves nothing of a template. */
export function wipeWork(): void {
  memory.fill(work, 0, WORK_BYTES);
}

/** Whatever a template says, no more is read than it can hold. */
// @ts-ignore: decorator
@inline
export function countOf(template: usize): i32 {
  return max(0, min(MOST_MINUTIAE, load<i32>(template, 4)));
}
