// What the seeds say of each other: pairs of one and the same finger agree on distances and turns.
import {
  agreements,
  ax,
  ay,
  bx,
  by,
  candidate,
  cosines,
  cosines4096,
  countOf,
  firsts,
  HEADER_WORDS,
  MOST_SEEDS,
  pairs,
  probe,
  SEED_BYTES,
  seconds,
  sines,
  strengths,
  supports,
  TAU,
  turns,
  VECTOR,
} from './kernel-memory.as.ts';

const UNITS_PER_PIXEL: f32 = 16;
let distanceTolerancePx: f32 = 0;
let distanceToleranceShare: f32 = 0;
let turnTolerance: f32 = 0;
let rounds: i32 = 0;

export function configureVotes(px: f32, share: f32, turn: f32, times: i32): void {
  distanceTolerancePx = px;
  distanceToleranceShare = share;
  turnTolerance = turn;
  rounds = times;
}

/** Support of the three strongest seeds, in all. */
export function vote(seeds: i32): f32 {
  loadSeeds(seeds);
  const blocks = (seeds + 3) >> 2;
  relate(blocks);
  relax(blocks);
  return strongestThree(blocks);
}

function loadSeeds(seeds: i32): void {
  const row = 4 * ((countOf(probe) + 3) & ~3);
  const otherRow = 4 * ((countOf(candidate) + 3) & ~3);
  const own = probe + 4 * HEADER_WORDS;
  const other = candidate + 4 * HEADER_WORDS;
  for (let seed = 0; seed < seeds; seed++) {
    const pair = load<i32>(pairs + 4 * seed);
    const first = (pair >> 8) & 0xff;
    const second = pair & 0xff;
    const to = 4 * seed;
    const place = load<i32>(own + 4 * first);
    const otherPlace = load<i32>(other + 4 * second);
    store<f32>(ax + to, <f32>((place << 16) >> 16) / UNITS_PER_PIXEL);
    store<f32>(ay + to, <f32>-(place >> 16) / UNITS_PER_PIXEL);
    store<f32>(bx + to, <f32>((otherPlace << 16) >> 16) / UNITS_PER_PIXEL);
    store<f32>(by + to, <f32>-(otherPlace >> 16) / UNITS_PER_PIXEL);
    const turn = (load<i32>(other + otherRow + 4 * second) >>> 16) - (load<i32>(own + row + 4 * first) >>> 16);
    store<i32>(turns + to, turn);
    store<f32>(cosines + to, cosine(turn));
    store<f32>(sines + to, cosine(turn - 16384));
    store<f32>(strengths + to, <f32>(pair >> 16) / 255);
    store<i32>(firsts + to, first);
    store<i32>(seconds + to, second);
  }
  for (let seed = seeds; (seed & 3) != 0; seed++) leaveEmpty(4 * seed);
}

/** Lies far from everything in one print and not in the other: agrees with nothing. */
function leaveEmpty(to: usize): void {
  store<f32>(ax + to, 1e6);
  store<f32>(ay + to, 0);
  store<f32>(bx + to, 0);
  store<f32>(by + to, 0);
  store<f32>(strengths + to, 0);
  store<i32>(firsts + to, 0xff);
  store<i32>(seconds + to, 0xff);
}

// @ts-ignore: decorator
@inline
function cosine(turn: i32): f32 {
  return load<f32>(cosines4096 + 4 * ((turn >> 4) & 4095));
}

/** Four seeds with four at a time; what a later says of an earlier one holds both ways. */
function relate(blocks: i32): void {
  for (let later = 0; later < blocks; later++)
    for (let earlier = 0; earlier <= later; earlier++) relateBlock(VECTOR * later, VECTOR * earlier);
}

function relateBlock(later: i32, earlier: i32): void {
  const row = agreements + MOST_SEEDS * later + earlier;
  const isSame = i32(later == earlier);
  // Within one block each seed has only those before it.
  const one = agreement(later, earlier, isSame ? 0 : 4);
  const two = agreement(later + 4, earlier, isSame ? 1 : 4);
  const three = agreement(later + 8, earlier, isSame ? 2 : 4);
  const four = agreement(later + 12, earlier, isSame ? 3 : 4);
  const low = v128.shuffle<i32>(one, two, 0, 4, 1, 5);
  const high = v128.shuffle<i32>(one, two, 2, 6, 3, 7);
  const otherLow = v128.shuffle<i32>(three, four, 0, 4, 1, 5);
  const otherHigh = v128.shuffle<i32>(three, four, 2, 6, 3, 7);
  let column0 = v128.shuffle<i64>(low, otherLow, 0, 2);
  let column1 = v128.shuffle<i64>(low, otherLow, 1, 3);
  let column2 = v128.shuffle<i64>(high, otherHigh, 0, 2);
  let column3 = v128.shuffle<i64>(high, otherHigh, 1, 3);
  if (isSame) {
    column0 = v128.or(column0, one);
    column1 = v128.or(column1, two);
    column2 = v128.or(column2, three);
    column3 = v128.or(column3, four);
  } else {
    v128.store(row, one);
    v128.store(row + SEED_BYTES, two);
    v128.store(row + 2 * SEED_BYTES, three);
    v128.store(row + 3 * SEED_BYTES, four);
  }
  const column = agreements + MOST_SEEDS * earlier + later;
  v128.store(column, column0);
  v128.store(column + SEED_BYTES, column1);
  v128.store(column + 2 * SEED_BYTES, column2);
  v128.store(column + 3 * SEED_BYTES, column3);
}

/** Of a seed with the four from `others` on; of them the first `valid` count. One division for two: they are slow. */
// @ts-ignore: decorator
@inline
function agreement(seed: usize, others: usize, valid: i32): v128 {
  const tolerance = f32x4.splat(turnTolerance);
  // In the upper half of a word the difference wraps at half a turn.
  const apart = i32x4.shl(i32x4.sub(v128.load(turns + others), v128.load32_splat(turns + seed)), 16);
  const perUnit = f32x4.splat(TAU / 65536.0 / 65536.0 / turnTolerance);
  const turn = f32x4.mul(f32x4.convert_i32x4_s(apart), perUnit);
  const dax = f32x4.sub(v128.load(ax + others), v128.load32_splat(ax + seed));
  const day = f32x4.sub(v128.load(ay + others), v128.load32_splat(ay + seed));
  const dbx = f32x4.sub(v128.load(bx + others), v128.load32_splat(bx + seed));
  const dby = f32x4.sub(v128.load(by + others), v128.load32_splat(by + seed));
  const lengthA = f32x4.sqrt(f32x4.add(f32x4.mul(dax, dax), f32x4.mul(day, day)));
  const lengthB = f32x4.sqrt(f32x4.add(f32x4.mul(dbx, dbx), f32x4.mul(dby, dby)));
  const slack = f32x4.add(
    f32x4.splat(distanceTolerancePx),
    f32x4.mul(f32x4.splat(distanceToleranceShare), f32x4.pmin(lengthA, lengthB)),
  );
  const reach = f32x4.mul(f32x4.mul(lengthA, lengthB), tolerance);
  const share = f32x4.div(f32x4.splat(1), f32x4.mul(slack, reach));
  const distance = f32x4.mul(f32x4.mul(f32x4.sub(lengthA, lengthB), reach), share);
  const cos = v128.load32_splat(cosines + seed);
  const sin = v128.load32_splat(sines + seed);
  const turnedX = f32x4.sub(f32x4.mul(cos, dax), f32x4.mul(sin, day));
  const turnedY = f32x4.add(f32x4.mul(sin, dax), f32x4.mul(cos, day));
  const along = f32x4.add(f32x4.mul(turnedX, dbx), f32x4.mul(turnedY, dby));
  const aside = f32x4.sub(f32x4.mul(turnedX, dby), f32x4.mul(turnedY, dbx));
  const radial = f32x4.mul(f32x4.mul(aside, slack), share);
  const isApart = v128.and(
    i32x4.ne(v128.load(firsts + others), v128.load32_splat(firsts + seed)),
    i32x4.ne(v128.load(seconds + others), v128.load32_splat(seconds + seed)),
  );
  const isValid = v128.and(i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(valid)), f32x4.gt(along, f32x4.splat(0)));
  const value = f32x4.mul(f32x4.mul(rest(distance), rest(turn)), rest(radial));
  return v128.and(value, v128.and(isApart, isValid));
}

/** 1 - x * x, and 0 where x is beyond 1 or no number. */
// @ts-ignore: decorator
@inline
function rest(value: v128): v128 {
  return f32x4.pmax(f32x4.splat(0), f32x4.sub(f32x4.splat(1), f32x4.mul(value, value)));
}

/** Strength flows between seeds that agree. */
function relax(blocks: i32): void {
  for (let round = 0; round < rounds; round++) {
    if (round > 0) limit(blocks);
    for (let block = 0; block < blocks; block++) gather(VECTOR * block, blocks);
  }
}

/** What four seeds are given by all. */
// @ts-ignore: decorator
@inline
function gather(to: i32, blocks: i32): void {
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  let row = agreements + to;
  for (let from = strengths; from < strengths + VECTOR * blocks; from += VECTOR, row += 4 * SEED_BYTES) {
    even = f32x4.add(even, f32x4.mul(v128.load32_splat(from), v128.load(row)));
    odd = f32x4.add(odd, f32x4.mul(v128.load32_splat(from, 4), v128.load(row, SEED_BYTES)));
    even = f32x4.add(even, f32x4.mul(v128.load32_splat(from, 8), v128.load(row, 2 * SEED_BYTES)));
    odd = f32x4.add(odd, f32x4.mul(v128.load32_splat(from, 12), v128.load(row, 3 * SEED_BYTES)));
  }
  v128.store(supports + to, f32x4.add(even, odd));
}

function limit(blocks: i32): void {
  for (let at = 0; at < VECTOR * blocks; at += VECTOR) {
    const strength = f32x4.add(f32x4.splat(0.2), f32x4.mul(v128.load(supports + at), f32x4.splat(0.5)));
    v128.store(strengths + at, f32x4.pmin(f32x4.splat(1), strength));
  }
}

/** Three of each lane, best first; then the best of all lanes. */
function strongestThree(blocks: i32): f32 {
  let first = f32x4.splat(0);
  let second = f32x4.splat(0);
  let third = f32x4.splat(0);
  for (let at = 0; at < VECTOR * blocks; at += VECTOR) {
    const support = v128.load(supports + at);
    third = f32x4.pmax(third, f32x4.pmin(second, support));
    second = f32x4.pmax(second, f32x4.pmin(first, support));
    first = f32x4.pmax(first, support);
  }
  for (let apart = 0; apart < 2; apart++) {
    const one = moved(first, apart);
    const two = moved(second, apart);
    const three = moved(third, apart);
    third = f32x4.pmax(f32x4.pmax(third, three), f32x4.pmax(f32x4.pmin(first, two), f32x4.pmin(second, one)));
    second = f32x4.pmax(f32x4.pmax(second, two), f32x4.pmin(first, one));
    first = f32x4.pmax(first, one);
  }
  return f32x4.extract_lane(f32x4.add(first, f32x4.add(second, third)), 0);
}

/** Lanes changed over: halves, then neighbours. */
// @ts-ignore: decorator
@inline
function moved(value: v128, apart: i32): v128 {
  return apart == 0 ? v128.shuffle<i32>(value, value, 2, 3, 0, 1) : v128.shuffle<i32>(value, value, 1, 0, 3, 2);
}
