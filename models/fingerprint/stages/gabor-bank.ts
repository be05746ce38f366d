// The filters of the enhancement: one for each direction and ridge period, built once.
import { GABOR } from '../parameters.ts';

export interface GaborFilter {
  readonly radiusPx: number;
  /** Rows from the top, (2 * radiusPx + 1) a row. Its sum is zero, the sum of its squares one. */
  readonly taps: Float32Array;
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

function gabor(periodPx: number, angle: number): GaborFilter {
  const sigmaAcross = GABOR.acrossPeriods * periodPx;
  const sigmaAlong = GABOR.alongPeriods * periodPx;
  const radiusPx = Math.min(GABOR.maxRadiusPx, Math.ceil(2.2 * Math.max(sigmaAcross, sigmaAlong)));
  const side = 2 * radiusPx + 1;
  const waves = new Float32Array(side * side);
  const bells = new Float32Array(side * side);
  for (let at = 0; at < waves.length; at += 1) {
    const x = (at % side) - radiusPx;
    const y = Math.floor(at / side) - radiusPx;
    const along = x * Math.cos(angle) + y * Math.sin(angle);
    const across = y * Math.cos(angle) - x * Math.sin(angle);
    bells[at] = Math.exp(-0.5 * ((along / sigmaAlong) ** 2 + (across / sigmaAcross) ** 2));
    waves[at] = (bells[at] ?? 0) * Math.cos((2 * Math.PI * across) / periodPx);
  }
  return { radiusPx, taps: unit(balanced(waves, bells)) };
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
