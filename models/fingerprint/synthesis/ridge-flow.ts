// Where the ridges of a finger run: singular points (Sherlock and Monro's zero-pole model) bent as a fingertip is.
import type { Random } from './random.ts';
import { smoothField } from './smooth-noise.ts';

export type PatternClass = 'left-loop' | 'right-loop' | 'whorl' | 'arch' | 'tented-arch';

/** Millimetres from the middle of the fingertip, x to the right, y up. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** Direction of the ridges at a place in millimetres: radians, counter-clockwise from the right, modulo pi. */
export type RidgeFlow = (x: number, y: number) => number;

interface SingularPoints {
  readonly loops: readonly Point[];
  readonly deltas: readonly Point[];
}

/** Natural shares of the pattern classes among all fingers (Henry statistics, rounded). */
export const CLASS_SHARES: Readonly<Record<PatternClass, number>> = {
  'left-loop': 0.338,
  'right-loop': 0.317,
  whorl: 0.279,
  arch: 0.037,
  'tented-arch': 0.029,
};

/** Half the width of a fingertip, over which the ridges bend from one side to the other. */
const HALF_WIDTH_MM = 9;
/** An arch rises this steeply on both sides. */
const ARCH_SLOPE = 1.1;
/**
 * How far the flow of a finger strays from the model, over its whole and from place to place. With less of it minutiae
 * appear where the model bends, and fingers of one class come to look alike.
 */
const STRAY = [
  { rad: 0.2, spacingMm: 8 },
  { rad: 0.22, spacingMm: 4 },
] as const;
const HALF_FIELD_MM = 14;

/** How the ridges of a fingertip close above its pattern: from where, over which length, how steeply. Millimetres, radians. */
interface TipBend {
  readonly from: number;
  readonly over: number;
  readonly depth: number;
}

export function pickClass(random: Random): PatternClass {
  let left = random.next();
  for (const name of ['left-loop', 'right-loop', 'whorl', 'arch'] as const) {
    left -= CLASS_SHARES[name];
    if (left < 0) return name;
  }
  return 'tented-arch';
}

/** The loop of a left-loop opens to the lower left, its delta lies to the lower right; mirrored for a right-loop. */
function loopPoints(random: Random, side: 1 | -1): SingularPoints {
  const loop = { x: random.between(-1.2, 1.2), y: random.between(0.5, 2.5) };
  const delta = { x: loop.x + side * random.between(4, 6.5), y: loop.y - random.between(5, 8) };
  return { loops: [loop], deltas: [delta] };
}

function whorlPoints(random: Random): SingularPoints {
  const upper = { x: random.between(-1, 1), y: random.between(1, 3) };
  const lower = { x: upper.x + random.between(-0.9, 0.9), y: upper.y - random.between(0.9, 3.2) };
  const left = { x: upper.x - random.between(4.5, 7), y: upper.y - random.between(5.5, 8.5) };
  const right = { x: upper.x + random.between(4.5, 7), y: upper.y - random.between(5.5, 8.5) };
  return { loops: [upper, lower], deltas: [left, right] };
}

function tentedPoints(random: Random): SingularPoints {
  const loop = { x: random.between(-1, 1), y: random.between(-0.5, 1.5) };
  return { loops: [loop], deltas: [{ x: loop.x + random.between(-0.4, 0.4), y: loop.y - random.between(3, 5.5) }] };
}

const pointsOf: Readonly<Record<PatternClass, (random: Random) => SingularPoints>> = {
  'left-loop': (random) => loopPoints(random, 1),
  'right-loop': (random) => loopPoints(random, -1),
  whorl: whorlPoints,
  arch: () => ({ loops: [], deltas: [] }),
  'tented-arch': tentedPoints,
};

/** Ridges above the pattern close around the fingertip, ridges below run straight across. */
function bendAt(name: PatternClass, bend: TipBend, { x, y }: Point): number {
  const across = -Math.sin((Math.PI * Math.max(-1, Math.min(1, x / HALF_WIDTH_MM))) / 2);
  const rise = 1 / (1 + Math.exp(-(y - bend.from) / bend.over));
  const tip = bend.depth * rise * across;
  if (name !== 'arch') return tip;
  const hill = Math.exp(-(((y + 1) / 5) ** 2));
  return tip + Math.atan(ARCH_SLOPE * hill * -Math.sin((Math.PI * x) / HALF_WIDTH_MM) * Math.exp(-((x / 9) ** 2)));
}

export function ridgeFlow(name: PatternClass, random: Random): RidgeFlow {
  const { loops, deltas } = pointsOf[name](random);
  const tilt = random.normal() * 0.1;
  const bend = { from: random.between(-1.5, 3.5), over: random.between(1.5, 3.5), depth: random.between(0.5, 1) };
  const strays = STRAY.map(({ rad, spacingMm }) => {
    const field = smoothField(random, { half: HALF_FIELD_MM, spacing: spacingMm });
    return (x: number, y: number) => rad * field(x, y);
  });
  return (x, y) => {
    let angle = tilt + bendAt(name, bend, { x, y });
    for (const stray of strays) angle += stray(x, y);
    for (const loop of loops) angle += Math.atan2(y - loop.y, x - loop.x) / 2;
    for (const delta of deltas) angle -= Math.atan2(y - delta.y, x - delta.x) / 2;
    return angle;
  };
}
