// A finger before it touches anything: its ridge relief, grown once and pressed often.
import { growRidges, type RidgeGrid } from './grow-ridges.ts';
import { type Random, seededRandom } from './random.ts';
import { type PatternClass, pickClass, ridgeFlow } from './ridge-flow.ts';
import { smoothField } from './smooth-noise.ts';

export interface MasterPrint {
  readonly seed: number;
  readonly finger: number;
  readonly patternClass: PatternClass;
  readonly ridges: RidgeGrid;
}

/** A fingertip, and what a rolled print would show of it. */
const WIDTH_MM = 19;
const HEIGHT_MM = 25;
/** 250 dpi: a ridge period is 4.5 grid points, enough for a smooth wave, a quarter of the work of 500 dpi. */
const POINTS_PER_MM = 250 / 25.4;
/** Nine pixels at 500 dpi. */
const MEAN_PERIOD_MM = 0.457;
/** From place to place: where ridges must crowd or part, minutiae appear. */
const PERIOD_VARIES = 0.2;
const MAX_CREASES = 3;

/** Some fingers carry thin white lines across the ridges, always in the same place. */
function creaseInto(ridges: RidgeGrid, random: Random): void {
  const { width, height, relief, pointsPerMm } = ridges;
  const [x, y, angle] = [
    random.between(0.2, 0.8) * width,
    random.between(0.2, 0.8) * height,
    random.between(-0.9, 0.9),
  ];
  const halfLength = random.between(1.5, 5) * pointsPerMm;
  const sharpness = 1 / random.between(0.5, 0.9);
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      const along = (column - x) * dx + (row - y) * dy;
      const across = ((column - x) * dy - (row - y) * dx) * sharpness;
      if (Math.abs(along) > halfLength || Math.abs(across) > 3) continue;
      const depth = Math.exp(-across * across) * Math.min(1, (halfLength - Math.abs(along)) / 4);
      const at = row * width + column;
      relief[at] = (relief[at] ?? 0) * (1 - depth) - depth;
    }
}

/** The same seed and finger always grow the same relief. Takes about a quarter of a second. */
export function growMaster({ seed, finger }: { seed: number; finger: number }): MasterPrint {
  const random = seededRandom(seed, finger, 'master');
  const patternClass = pickClass(random);
  const flow = ridgeFlow(patternClass, random);
  const meanPeriod = MEAN_PERIOD_MM * (1 + 0.06 * random.normal());
  const periodNoise = smoothField(random, { half: 14, spacing: 2.2 });
  const periodMm = (x: number, y: number): number =>
    meanPeriod * (1 + PERIOD_VARIES * periodNoise(x, y) + (y < -5 ? 0.06 : 0));
  const ridges = growRidges({
    widthMm: WIDTH_MM,
    heightMm: HEIGHT_MM,
    pointsPerMm: POINTS_PER_MM,
    flow,
    periodMm,
    random,
  });
  const creases = Math.max(0, Math.floor(random.between(-2, MAX_CREASES + 1)));
  for (let i = 0; i < creases; i += 1) creaseInto(ridges, random);
  return { seed, finger, patternClass, ridges };
}
