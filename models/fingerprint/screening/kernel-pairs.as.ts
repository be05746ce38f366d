// The most alike pairs of minutiae: from all pairs, four at a time, to the seeds.
import {
  candidate,
  countOf,
  fours,
  HEADER_WORDS,
  histogram,
  LEVELS,
  MOST_MINUTIAE,
  MOST_SEEDS,
  needs,
  pairs,
  places,
  probe,
  VECTOR,
} from './kernel-memory.as.ts';

let minOnes: i32 = 0;
let minLikeness: i32 = 0;
let foursFound: i32 = 0;
let seeds: i32 = 0;

// How alike the last of the seeds will probably be, for each size of template: learnt from the templates before. A guess that saves
// time and changes no result.
const SIZES: i32 = MOST_MINUTIAE / 8 + 1;
const FIRST_BAR: i32 = 112;
const expectedBars: usize = memory.data(4 * SIZES, 16);

export function configurePairs(ones: i32, likeness: i32): void {
  minOnes = ones;
  minLikeness = likeness;
  for (let size = 0; size < SIZES; size++) store<i32>(expectedBars + 4 * size, max(likeness, FIRST_BAR));
}

/**
 * The most alike pairs, as many as there may be seeds; gives back how many there are. Looks for those above the bar that templates of this size mostly end up
 * with, and once more above the lowest where they are too few.
 */
export function collect(): i32 {
  const size = expectedBars + 4 * (countOf(candidate) >> 3);
  const expected = load<i32>(size);
  find(expected);
  let level = cut(expected);
  if (passed < MOST_SEEDS && expected > minLikeness) {
    store<i32>(size, max(minLikeness, expected - 4));
    find(minLikeness);
    level = cut(minLikeness);
  } else if (foursFound > 2 * MOST_SEEDS) store<i32>(size, min(LEVELS - 1, expected + 1));
  take(level);
  return seeds;
}

/** Fours in which a pair reaches the level `bar`. */
function find(bar: i32): void {
  const count = countOf(probe);
  const stride = 4 * ((count + 3) & ~3);
  const otherStride = 4 * ((countOf(candidate) + 3) & ~3);
  const ones = probe + 4 * HEADER_WORDS + 2 * stride;
  const otherOnes = candidate + 4 * HEADER_WORDS + 2 * otherStride;
  weighNeeds(bar, otherOnes, otherStride);
  foursFound = 0;
  for (let row = 0; row < count; row++) {
    const own = load<i32>(ones + 4 * row);
    if (own >= minOnes) findInRow(ones + 4 * row, stride, bar * own - 1, row << 16, otherOnes, otherStride);
  }
}

/** A pair is `bar` or more alike where 510 times its common ones are at least `bar` times the ones of both: no division. */
function weighNeeds(bar: i32, otherOnes: usize, otherStride: i32): void {
  const never = i32x4.splat(1 << 24);
  for (let at = 0; at < otherStride; at += VECTOR) {
    const ones = v128.load(otherOnes + at);
    const isEnough = i32x4.ge_s(ones, i32x4.splat(minOnes));
    v128.store(needs + at, v128.bitselect(i32x4.mul(ones, i32x4.splat(bar)), never, isEnough));
  }
}

// @ts-ignore: decorator
@inline
function commonIn(word: v128, others: usize): v128 {
  return i8x16.popcnt(v128.and(word, v128.load(others)));
}

/** Every four is written, and kept by moving on where it holds a pair: a branch would be foretold wrongly too often. */
function findInRow(word: usize, stride: i32, need: i32, row: i32, others: usize, otherStride: i32): void {
  const word0 = v128.load32_splat(word + stride);
  const word1 = v128.load32_splat(word + 2 * stride);
  const word2 = v128.load32_splat(word + 3 * stride);
  const word3 = v128.load32_splat(word + 4 * stride);
  const own = i32x4.splat(need);
  const scale = i16x8.splat(510);
  let found = foursFound;
  for (let at = 0; at < otherStride; at += VECTOR) {
    const other = others + at;
    let bits = commonIn(word0, other + otherStride);
    bits = i8x16.add(bits, commonIn(word1, other + 2 * otherStride));
    bits = i8x16.add(bits, commonIn(word2, other + 3 * otherStride));
    bits = i8x16.add(bits, commonIn(word3, other + 4 * otherStride));
    const common = i32x4.dot_i16x8_s(i16x8.extadd_pairwise_i8x16_u(bits), scale);
    v128.store(fours + VECTOR * found, common);
    store<i32>(places + 4 * found, row | (at >> 2));
    found += i32(v128.any_true(i32x4.gt_s(common, i32x4.add(own, v128.load(needs + at)))));
  }
  foursFound = found;
}

/** Pairs at or above the level that was cut at. */
let passed: i32 = 0;

/**
 * The level from which on there are no more pairs than there may be seeds, and not below `bar`. Where already the highest level
 * has more, it is that one.
 */
function cut(bar: i32): i32 {
  for (let at = 0; at < 4 * LEVELS; at += VECTOR) v128.store(histogram + at, i32x4.splat(0));
  const highest = weighFours();
  passed = 0;
  for (let level = highest; level >= bar; level--) {
    const more = load<i32>(histogram + 4 * level);
    if (passed + more > MOST_SEEDS) {
      const isFirst = passed == 0;
      passed += more;
      return isFirst ? level : level + 1;
    }
    passed += more;
  }
  return bar;
}

/** Puts levels in the place of common ones, counts them, and gives back the highest. */
function weighFours(): i32 {
  const stride = 4 * ((countOf(probe) + 3) & ~3);
  const otherStride = 4 * ((countOf(candidate) + 3) & ~3);
  const ones = probe + 4 * HEADER_WORDS + 2 * stride;
  const otherOnes = candidate + 4 * HEADER_WORDS + 2 * otherStride;
  const least = i32x4.splat(minOnes);
  let highest = i32x4.splat(0);
  for (let four = 0; four < foursFound; four++) {
    const place = load<i32>(places + 4 * four);
    const otherOne = v128.load(otherOnes + 4 * (place & 0xffff));
    const sum = i32x4.add(v128.load32_splat(ones + 4 * (place >> 16)), otherOne);
    const common = f32x4.convert_i32x4_s(v128.load(fours + VECTOR * four));
    const ratio = i32x4.trunc_sat_f32x4_s(f32x4.div(common, f32x4.convert_i32x4_s(sum)));
    const level = v128.and(ratio, i32x4.ge_s(otherOne, least));
    v128.store(fours + VECTOR * four, level);
    highest = i32x4.max_s(highest, level);
    count(i32x4.extract_lane(level, 0));
    count(i32x4.extract_lane(level, 1));
    count(i32x4.extract_lane(level, 2));
    count(i32x4.extract_lane(level, 3));
  }
  const two = i32x4.max_s(highest, v128.shuffle<i32>(highest, highest, 2, 3, 0, 1));
  return max(i32x4.extract_lane(two, 0), i32x4.extract_lane(two, 1));
}

// @ts-ignore: decorator
@inline
function count(level: i32): void {
  store<i32>(histogram + 4 * level, load<i32>(histogram + 4 * level) + 1);
}

/** The pairs at or above a level, in the order of the minutiae; the first of them where they are too many. */
function take(level: i32): void {
  const least = i32x4.splat(level);
  seeds = 0;
  for (let four = 0; four < foursFound && seeds < MOST_SEEDS; four++) {
    const levels = v128.load(fours + VECTOR * four);
    const lanes = i32x4.bitmask(i32x4.ge_s(levels, least));
    if (lanes == 0) continue;
    const place = load<i32>(places + 4 * four);
    const pair = ((place >> 16) << 8) | (place & 0xff);
    push((i32x4.extract_lane(levels, 0) << 16) | pair, lanes & 1);
    push((i32x4.extract_lane(levels, 1) << 16) | (pair + 1), (lanes >> 1) & 1);
    push((i32x4.extract_lane(levels, 2) << 16) | (pair + 2), (lanes >> 2) & 1);
    push((i32x4.extract_lane(levels, 3) << 16) | (pair + 3), lanes >> 3);
  }
  seeds = min(seeds, MOST_SEEDS);
}

// @ts-ignore: decorator
@inline
function push(pair: i32, isKept: i32): void {
  store<i32>(pairs + 4 * seeds, pair);
  seeds += isKept;
}
