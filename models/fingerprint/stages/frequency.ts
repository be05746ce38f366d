// How far apart ridges are, cell by cell: the strongest period of the brightness profile across the ridges.

import type { OrientationField } from './orientation.ts';
import { type Padded, pad } from './pad.ts';
import { CELL_PX, FREQUENCY } from './parameters.ts';
import { type Grid, gridLike, type Raster } from './raster.ts';
import { smoothWeighted } from './smooth.ts';

const HALF = FREQUENCY.halfAcrossPx;
/** Beyond a profile's furthest sample, whose middle may lie half a cell outside. */
const BORDER_PX = Math.ceil(Math.hypot(HALF, FREQUENCY.halfAlongPx)) + CELL_PX;
const { cosines, sines, periods } = waves();

export interface RidgePeriod {
  /** Pixels from ridge to ridge. */
  readonly period: Grid;
  /** Share of the profile's energy that lies in its strongest period, 0 to 1. */
  readonly clarity: Grid;
}

export function ridgePeriodOf(picture: Raster, mask: Grid, field: OrientationField): RidgePeriod {
  const period = gridLike(mask);
  const clarity = gridLike(mask);
  const padded = pad(picture, BORDER_PX);
  const profile = new Float32Array(2 * HALF + 1);
  const halves = { even: new Float64Array(HALF + 1), odd: new Float64Array(HALF + 1) };
  for (let cell = 0; cell < period.data.length; cell += 1) {
    if (mask.data[cell] === 0) continue;
    const angle = Math.atan2(field.sin.data[cell] ?? 0, field.cos.data[cell] ?? 0) / 2;
    const column = cell % mask.columns;
    readProfile(padded, profile, {
      x: (column + 0.5) * CELL_PX,
      y: ((cell - column) / mask.columns + 0.5) * CELL_PX,
      angle,
    });
    const peak = strongest(fold(profile, halves));
    period.data[cell] = peak.period;
    clarity.data[cell] = peak.share;
  }
  const smooth = smoothWeighted(period, clarity, FREQUENCY.smoothCells);
  for (let cell = 0; cell < smooth.values.data.length; cell += 1)
    if (smooth.values.data[cell] === 0) smooth.values.data[cell] = FREQUENCY.usualPeriodPx;
  return { period: smooth.values, clarity };
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

/** Brightness across the ridges at `place`, each sample the mean along the ridge. HOT: positions are positive, so cutting them rounds. */
function readProfile({ stride, data }: Padded, profile: Float32Array, { x, y, angle }: Place): void {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  for (let across = 0; across < profile.length; across += 1) {
    const right = x + BORDER_PX + 0.5 - (across - HALF) * sin;
    const down = y + BORDER_PX + 0.5 + (across - HALF) * cos;
    let sum = 0;
    for (let along = -FREQUENCY.halfAlongPx; along <= FREQUENCY.halfAlongPx; along += 2)
      sum += data[Math.trunc(down + along * sin) * stride + Math.trunc(right + along * cos)] ?? 0;
    profile[across] = sum;
  }
}

/** What of a profile is alike on both sides of its middle, which cosines answer to, and what is opposite, which sines do. */
interface Halves {
  readonly even: Float64Array;
  readonly odd: Float64Array;
}

function fold(profile: Float32Array, halves: Halves): Halves {
  halves.even[0] = profile[HALF] ?? 0;
  for (let away = 1; away <= HALF; away += 1) {
    const [after = 0, before = 0] = [profile[HALF + away], profile[HALF - away]];
    halves.even[away] = after + before;
    halves.odd[away] = after - before;
  }
  return halves;
}

function strongest(halves: Halves): { period: number; share: number } {
  let best = 0;
  let bestPower = 0;
  for (let step = 0; step < FREQUENCY.steps; step += 1) {
    const power = powerAt(step, halves);
    if (power <= bestPower) continue;
    bestPower = power;
    best = step;
  }
  const share = (4 * bestPower) / (energyOf(halves) * (2 * HALF + 1));
  return { period: periods[best] ?? FREQUENCY.usualPeriodPx, share: Math.min(1, share) };
}

/** HOT: two sums for each period over half a profile. */
function powerAt(step: number, { even, odd }: Halves): number {
  let real = 0;
  let imaginary = 0;
  for (let away = 0, wave = step * (HALF + 1); away <= HALF; away += 1, wave += 1) {
    real += (even[away] ?? 0) * (cosines[wave] ?? 0);
    imaginary += (odd[away] ?? 0) * (sines[wave] ?? 0);
  }
  return real * real + imaginary * imaginary;
}

/** Of the whole profile; never zero. */
function energyOf({ even, odd }: Halves): number {
  let energy = 1e-6 + (even[0] ?? 0) ** 2;
  for (let away = 1; away <= HALF; away += 1) energy += ((even[away] ?? 0) ** 2 + (odd[away] ?? 0) ** 2) / 2;
  return energy;
}

function waves(): { cosines: Float64Array; sines: Float64Array; periods: Float32Array } {
  const cosines = new Float64Array(FREQUENCY.steps * (HALF + 1));
  const sines = new Float64Array(FREQUENCY.steps * (HALF + 1));
  const periods = new Float32Array(FREQUENCY.steps);
  for (let step = 0; step < FREQUENCY.steps; step += 1) {
    const share = step / (FREQUENCY.steps - 1);
    const frequency = (1 - share) / FREQUENCY.maxPeriodPx + share / FREQUENCY.minPeriodPx;
    periods[step] = 1 / frequency;
    for (let away = 0; away <= HALF; away += 1) {
      const window = 0.5 + 0.5 * Math.cos((Math.PI * away) / (HALF + 1));
      cosines[step * (HALF + 1) + away] = window * Math.cos(2 * Math.PI * frequency * away);
      sines[step * (HALF + 1) + away] = window * Math.sin(2 * Math.PI * frequency * away);
    }
  }
  return { cosines, sines, periods };
}
