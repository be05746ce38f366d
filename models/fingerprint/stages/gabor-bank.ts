// The filters of the enhancement: one for each direction and ridge period, built once.
import { GABOR } from './parameters.ts';

/** Only the taps within its ellipse, row by row: what lies outside is nothing but work. */
export interface GaborFilter {
  readonly radiusPx: number;
  /** First column, from the middle, and number of taps of each of the 2 * radiusPx + 1 rows; even, the last may be zero. */
  readonly firsts: Int8Array;
  readonly counts: Int8Array;
  /** Their sum is zero, the sum of their squares one. */
  readonly taps: Float64Array;
}

/** Ridge period of a step: evenly spaced in its logarithm. */
const periodOf = (step: number): number =>
  GABOR.minPeriodPx * (GABOR.maxPeriodPx / GABOR.minPeriodPx) ** (step / (GABOR.periodSteps - 1));

export const periodStepOf = (periodPx: number): number => {
  const share = Math.log(periodPx / GABOR.minPeriodPx) / Math.log(GABOR.maxPeriodPx / GABOR.minPeriodPx);
  return Math.max(0, Math.min(GABOR.periodSteps - 1, Math.round(share * (GABOR.periodSteps - 1))));
};

/** Filter of `step * GABOR.orientations + direction`; direction counts half turns, y down. */
export const GABOR_BANK: readonly GaborFilter[] = Array.from(
  { length: GABOR.periodSteps * GABOR.orientations },
  (_, index) =>
    gabor(
      periodOf(Math.floor(index / GABOR.orientations)),
      ((index % GABOR.orientations) * Math.PI) / GABOR.orientations,
    ),
);

export const LARGEST_RADIUS_PX = Math.max(...GABOR_BANK.map(({ radiusPx }) => radiusPx));

function gabor(periodPx: number, angle: number): GaborFilter {
  const sigmaAcross = GABOR.acrossPeriods * periodPx;
  const sigmaAlong = GABOR.alongPeriods * periodPx;
  const radiusPx = Math.ceil(GABOR.reachSigmas * Math.max(sigmaAcross, sigmaAlong));
  const firsts: number[] = [];
  const counts: number[] = [];
  const waves: number[] = [];
  const bells: number[] = [];
  for (let y = -radiusPx; y <= radiusPx; y += 1) {
    const before = bells.length;
    let first: number | undefined;
    for (let x = -radiusPx; x <= radiusPx; x += 1) {
      const along = x * Math.cos(angle) + y * Math.sin(angle);
      const across = y * Math.cos(angle) - x * Math.sin(angle);
      const square = (along / sigmaAlong) ** 2 + (across / sigmaAcross) ** 2;
      if (square > GABOR.reachSigmas ** 2) continue;
      first ??= x;
      bells.push(Math.exp(-0.5 * square));
      waves.push(Math.exp(-0.5 * square) * Math.cos((2 * Math.PI * across) / periodPx));
    }
    firsts.push(first ?? 0);
    if ((bells.length - before) % 2 === 1) {
      bells.push(0);
      waves.push(0);
    }
    counts.push(bells.length - before);
  }
  const taps = unit(balanced(Float32Array.from(waves), Float32Array.from(bells)));
  return { radiusPx, firsts: Int8Array.from(firsts), counts: Int8Array.from(counts), taps: Float64Array.from(taps) };
}

function sumOf(taps: Float32Array): number {
  return taps.reduce((sum, tap) => sum + tap, 0);
}

/** Takes out what would answer to brightness alone. */
function balanced(waves: Float32Array, bells: Float32Array): Float32Array {
  const share = sumOf(waves) / sumOf(bells);
  return waves.map((wave, at) => wave - share * (bells[at] ?? 0));
}

function unit(taps: Float32Array): Float32Array {
  const length = Math.sqrt(sumOf(taps.map((tap) => tap * tap)));
  return taps.map((tap) => tap / length);
}
