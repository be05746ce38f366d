// The quick look at one template of a gallery, in AssemblyScript: WebAssembly with 128-bit registers, four minutiae at a time.
// Does what `PlainScreen` does, which is its tested reference; `kernel-binary.ts` is what the compiler makes of it.

/** Rows and counts are limited by the host: COMPARISON.maxMinutiae and SEEDS.pairs, both multiples of four. */
const MOST_MINUTIAE: i32 = 96;
const MOST_SEEDS: i32 = 24;
const HEADER_WORDS: i32 = 6;
const BUFFERED: i32 = 256;
const UNITS_PER_PIXEL: f32 = 16;
const TAU: f32 = 6.283185307179586;
const RADIANS_PER_UNIT: f32 = TAU / 65536.0;

// Set once by the host, from comparison/parameters.ts.
let minOnes: i32 = 0;
let minLikeness: i32 = 0;
let distanceTolerancePx: f32 = 0;
let distanceToleranceShare: f32 = 0;
let turnTolerance: f32 = 0;
let rounds: i32 = 0;

export function configure(ones: i32, likeness: i32, px: f32, share: f32, turn: f32, times: i32): void {
  minOnes = ones;
  minLikeness = likeness;
  distanceTolerancePx = px;
  distanceToleranceShare = share;
  turnTolerance = turn;
  rounds = times;
}

/** Where the host puts the packed probe: its header and rows, without ridges. */
export const probe: usize = memory.data(4 * (HEADER_WORDS + 7 * MOST_MINUTIAE), 16);

// Pairs that may become seeds: likeness << 16 | minutia of the probe << 8 | minutia of the candidate.
const buffer: usize = memory.data(4 * (BUFFERED + 4), 16);
const histogram: usize = memory.data(4 * 256, 16);
let buffered: i32 = 0;
/** Pairs less alike than this are no seeds. */
let bar: i32 = 0;

// The seeds, each a lane: places in both prints, turn, cosine and sine of the turn, strength, support, minutiae.
const SEED_BYTES: i32 = 4 * MOST_SEEDS;
const ax: usize = memory.data(SEED_BYTES, 16);
const ay: usize = memory.data(SEED_BYTES, 16);
const bx: usize = memory.data(SEED_BYTES, 16);
const by: usize = memory.data(SEED_BYTES, 16);
const turns: usize = memory.data(SEED_BYTES, 16);
const cosines: usize = memory.data(SEED_BYTES, 16);
const sines: usize = memory.data(SEED_BYTES, 16);
const strengths: usize = memory.data(SEED_BYTES, 16);
const supports: usize = memory.data(SEED_BYTES, 16);
const firsts: usize = memory.data(SEED_BYTES, 16);
const seconds: usize = memory.data(SEED_BYTES, 16);
/** Agreement of each seed with those before it; a row for each seed. */
const agreements: usize = memory.data(MOST_SEEDS * SEED_BYTES, 16);

/** Slots of a gallery, copied here by the host, and what was found of each. */
export const chunk: usize = (__heap_base + 15) & ~15;
export const scores: usize = memory.data(4 * 64, 16);

/** Screens up to 64 slots, each with a packed template from `templateAt` bytes on. */
export function screenChunk(slots: i32, slotBytes: i32, templateAt: i32): void {
  for (let slot = 0; slot < slots; slot++)
    store<f32>(scores + 4 * slot, screen(chunk + slot * slotBytes + templateAt));
}

/** Support of the three strongest seeds of a packed template, in all; 0 where nothing agrees. */
function screen(candidate: usize): f32 {
  collect(candidate);
  cut();
  if (buffered < 2) return 0;
  loadSeeds(candidate);
  relate();
  relax();
  return strongestThree();
}

// --- The most alike pairs ---

/** Whatever a template says, no more is read than it can hold. */
// @ts-ignore: decorator
@inline
function countOf(template: usize): i32 {
  return max(0, min(MOST_MINUTIAE, load<i32>(template, 4)));
}

function collect(candidate: usize): void {
  const count = countOf(probe);
  const stride = (count + 3) & ~3;
  const others = countOf(candidate);
  const otherStride = (others + 3) & ~3;
  const ones = probe + 4 * (HEADER_WORDS + 2 * stride);
  const otherOnes = candidate + 4 * (HEADER_WORDS + 2 * otherStride);
  buffered = 0;
  bar = minLikeness;
  for (let row = 0; row < count; row++) {
    const own = load<i32>(ones + 4 * row);
    if (own < minOnes) continue;
    collectRow(ones + 4 * row, 4 * stride, own, row, otherOnes, 4 * otherStride);
  }
}

// @ts-ignore: decorator
@inline
function commonIn(word: v128, others: usize): v128 {
  return i8x16.popcnt(v128.and(word, v128.load(others)));
}

function collectRow(word: usize, stride: i32, own: i32, row: i32, others: usize, otherStride: i32): void {
  const word0 = v128.load32_splat(word + stride);
  const word1 = v128.load32_splat(word + 2 * stride);
  const word2 = v128.load32_splat(word + 3 * stride);
  const word3 = v128.load32_splat(word + 4 * stride);
  const owns = i32x4.splat(own);
  const least = i32x4.splat(minOnes);
  const scale = f32x4.splat(510);
  for (let at = 0; at < otherStride; at += 16) {
    const other = others + at;
    let bits = commonIn(word0, other + otherStride);
    bits = i8x16.add(bits, commonIn(word1, other + 2 * otherStride));
    bits = i8x16.add(bits, commonIn(word2, other + 3 * otherStride));
    bits = i8x16.add(bits, commonIn(word3, other + 4 * otherStride));
    const common = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bits));
    const ones = v128.load(other);
    const sum = i32x4.add(owns, ones);
    const ratio = f32x4.div(f32x4.mul(scale, f32x4.convert_i32x4_s(common)), f32x4.convert_i32x4_s(sum));
    const level = v128.and(i32x4.trunc_sat_f32x4_s(ratio), i32x4.ge_s(ones, least));
    const lanes = i32x4.bitmask(i32x4.ge_s(level, i32x4.splat(bar)));
    if (lanes == 0) continue;
    const pair = (row << 8) | (at >> 2);
    if (lanes & 1) push((i32x4.extract_lane(level, 0) << 16) | pair);
    if (lanes & 2) push((i32x4.extract_lane(level, 1) << 16) | (pair + 1));
    if (lanes & 4) push((i32x4.extract_lane(level, 2) << 16) | (pair + 2));
    if (lanes & 8) push((i32x4.extract_lane(level, 3) << 16) | (pair + 3));
    if (buffered >= BUFFERED) cut();
  }
}

// @ts-ignore: decorator
@inline
function push(pair: i32): void {
  store<i32>(buffer + 4 * buffered, pair);
  buffered++;
}

/**
 * Raises the bar until no more pairs than there may be seeds are above it, and drops the others. Where already the highest level
 * has more, the first of them are kept.
 */
function cut(): void {
  memory.fill(histogram, 0, 4 * 256);
  for (let i = 0; i < buffered; i++) {
    const level = histogram + 4 * (load<i32>(buffer + 4 * i) >> 16);
    store<i32>(level, load<i32>(level) + 1);
  }
  let level = 256;
  for (let pairs = 0; level > bar; level--) {
    const more = load<i32>(histogram + 4 * (level - 1));
    if (pairs + more > MOST_SEEDS) {
      if (pairs == 0) level--;
      break;
    }
    pairs += more;
  }
  bar = level;
  let kept = 0;
  for (let i = 0; i < buffered && kept < MOST_SEEDS; i++) {
    const pair = load<i32>(buffer + 4 * i);
    if (pair >> 16 < level) continue;
    store<i32>(buffer + 4 * kept, pair);
    kept++;
  }
  buffered = kept;
}

// --- What the seeds say of each other ---

function loadSeeds(candidate: usize): void {
  const row = 4 * ((countOf(probe) + 3) & ~3);
  const otherRow = 4 * ((countOf(candidate) + 3) & ~3);
  const own = probe + 4 * HEADER_WORDS;
  const other = candidate + 4 * HEADER_WORDS;
  for (let seed = 0; seed < buffered; seed++) {
    const pair = load<i32>(buffer + 4 * seed);
    const first = (pair >> 8) & 0xff;
    const second = pair & 0xff;
    const to = 4 * seed;
    const place = load<i32>(own + 4 * first);
    const otherPlace = load<i32>(other + 4 * second);
    store<f32>(ax + to, <f32>((place << 16) >> 16) / UNITS_PER_PIXEL);
    store<f32>(ay + to, <f32>-(place >> 16) / UNITS_PER_PIXEL);
    store<f32>(bx + to, <f32>((otherPlace << 16) >> 16) / UNITS_PER_PIXEL);
    store<f32>(by + to, <f32>-(otherPlace >> 16) / UNITS_PER_PIXEL);
    // The difference of two 16-bit angles, as a signed one: from half a turn back to half a turn forth.
    const turn = (load<i32>(other + otherRow + 4 * second) >>> 16) - (load<i32>(own + row + 4 * first) >>> 16);
    const radians = <f32>((turn << 16) >> 16) * RADIANS_PER_UNIT;
    store<f32>(turns + to, radians);
    store<f32>(cosines + to, cosine(turn));
    store<f32>(sines + to, cosine(turn - 16384));
    store<f32>(strengths + to, <f32>(pair >> 16) / 255);
    store<i32>(firsts + to, first);
    store<i32>(seconds + to, second);
  }
}

/** Cosines of a turn in 4,096 steps, filled in by the host. */
export const cosines4096: usize = memory.data(4 * 4096, 16);

// @ts-ignore: decorator
@inline
function cosine(turn: i32): f32 {
  return load<f32>(cosines4096 + 4 * ((turn >> 4) & 4095));
}

function relate(): void {
  for (let seed = 1; seed < buffered; seed++)
    for (let before = 0; before < seed; before += 4)
      v128.store(agreements + SEED_BYTES * seed + 4 * before, agreement(4 * seed, 4 * before, seed - before));
}

/** Of a seed with the four from `others` on; of them the first `valid` count. */
// @ts-ignore: decorator
@inline
function agreement(seed: usize, others: usize, valid: i32): v128 {
  const one = f32x4.splat(1);
  const tolerance = f32x4.splat(turnTolerance);
  const apart = f32x4.sub(v128.load(turns + others), v128.load32_splat(turns + seed));
  const round = f32x4.mul(f32x4.splat(TAU), f32x4.nearest(f32x4.mul(apart, f32x4.splat(1 / TAU))));
  const turn = f32x4.div(f32x4.abs(f32x4.sub(apart, round)), tolerance);
  const dax = f32x4.sub(v128.load(ax + others), v128.load32_splat(ax + seed));
  const day = f32x4.sub(v128.load(ay + others), v128.load32_splat(ay + seed));
  const dbx = f32x4.sub(v128.load(bx + others), v128.load32_splat(bx + seed));
  const dby = f32x4.sub(v128.load(by + others), v128.load32_splat(by + seed));
  const lengthA = f32x4.sqrt(f32x4.add(f32x4.mul(dax, dax), f32x4.mul(day, day)));
  const lengthB = f32x4.sqrt(f32x4.add(f32x4.mul(dbx, dbx), f32x4.mul(dby, dby)));
  const slack = f32x4.add(
    f32x4.splat(distanceTolerancePx),
    f32x4.mul(f32x4.splat(distanceToleranceShare), f32x4.min(lengthA, lengthB)),
  );
  const distance = f32x4.div(f32x4.abs(f32x4.sub(lengthA, lengthB)), slack);
  const cos = v128.load32_splat(cosines + seed);
  const sin = v128.load32_splat(sines + seed);
  const turnedX = f32x4.sub(f32x4.mul(cos, dax), f32x4.mul(sin, day));
  const turnedY = f32x4.add(f32x4.mul(sin, dax), f32x4.mul(cos, day));
  const along = f32x4.add(f32x4.mul(turnedX, dbx), f32x4.mul(turnedY, dby));
  const aside = f32x4.sub(f32x4.mul(turnedX, dby), f32x4.mul(turnedY, dbx));
  const radial = f32x4.div(f32x4.abs(aside), f32x4.mul(f32x4.mul(lengthA, lengthB), tolerance));
  const isApart = v128.and(
    i32x4.ne(v128.load(firsts + others), v128.load32_splat(firsts + seed)),
    i32x4.ne(v128.load(seconds + others), v128.load32_splat(seconds + seed)),
  );
  const isNear = v128.and(v128.and(f32x4.lt(turn, one), f32x4.lt(distance, one)), f32x4.lt(radial, one));
  const isValid = v128.and(i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(valid)), f32x4.gt(along, f32x4.splat(0)));
  const value = f32x4.mul(f32x4.mul(rest(distance), rest(turn)), rest(radial));
  return v128.and(value, v128.and(v128.and(isApart, isNear), isValid));
}

/** 1 - x * x. */
// @ts-ignore: decorator
@inline
function rest(value: v128): v128 {
  return f32x4.sub(f32x4.splat(1), f32x4.mul(value, value));
}

/** Strength flows between seeds that agree. */
function relax(): void {
  for (let round = 0; round < rounds; round++) {
    if (round > 0) limit();
    memory.fill(supports, 0, SEED_BYTES);
    for (let seed = 1; seed < buffered; seed++) spread(4 * seed, agreements + SEED_BYTES * seed);
  }
}

/** Between one seed and those before it, both ways. */
// @ts-ignore: decorator
@inline
function spread(seed: i32, row: usize): void {
  const own = v128.load32_splat(strengths + seed);
  let sum = f32x4.splat(0);
  for (let other = 0; other < seed; other += 16) {
    const agreement = v128.load(row + other);
    sum = f32x4.add(sum, f32x4.mul(agreement, v128.load(strengths + other)));
    v128.store(supports + other, f32x4.add(v128.load(supports + other), f32x4.mul(agreement, own)));
  }
  const total =
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
  store<f32>(supports + seed, load<f32>(supports + seed) + total);
}

function limit(): void {
  for (let at = 0; at < SEED_BYTES; at += 16) {
    const strength = f32x4.add(f32x4.splat(0.2), f32x4.mul(v128.load(supports + at), f32x4.splat(0.5)));
    v128.store(strengths + at, f32x4.min(f32x4.splat(1), strength));
  }
}

function strongestThree(): f32 {
  let first: f32 = 0;
  let second: f32 = 0;
  let third: f32 = 0;
  for (let at = 0; at < 4 * buffered; at += 4) {
    const support = load<f32>(supports + at);
    if (support > first) {
      third = second;
      second = first;
      first = support;
    } else if (support > second) {
      third = second;
      second = support;
    } else if (support > third) third = support;
  }
  return first + second + third;
}
