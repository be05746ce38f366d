// How far apart ridges are, cell by cell: the strongest period of the brightness profile across the ridges.
import { CELL_PX, FREQUENCY } from '../parameters.ts';
import type { OrientationField } from './orientation.ts';
import { type Grid, gridLike, type Raster } from './raster.ts';
import { smoothWeighted } from './smooth.ts';

const LENGTH = 2 * FREQUENCY.halfAcrossPx + 1;
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
  const profile = new Float32Array(LENGTH);
  for (let cell = 0; cell < period.data.length; cell += 1) {
    if (mask.data[cell] === 0) continue;
    const angle = Math.atan2(field.sin.data[cell] ?? 0, field.cos.data[cell] ?? 0) / 2;
    const column = cell % mask.columns;
    readProfile(picture, profile, {
      x: (column + 0.5) * CELL_PX,
      y: ((cell - column) / mask.columns + 0.5) * CELL_PX,
      angle,
    });
    const peak = strongest(profile);
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

/** Brightness across the ridges at `place`, each sample the mean along the ridge. */
function readProfile({ widthPx, heightPx, data }: Raster, profile: Float32Array, { x, y, angle }: Place): void {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  for (let across = 0; across < LENGTH; across += 1) {
    const away = across - FREQUENCY.halfAcrossPx;
    let sum = 0;
    for (let along = -FREQUENCY.halfAlongPx; along <= FREQUENCY.halfAlongPx; along += 2) {
      const column = Math.round(x - away * sin + along * cos);
      const row = Math.round(y + away * cos + along * sin);
      if (column >= 0 && column < widthPx && row >= 0 && row < heightPx) sum += data[row * widthPx + column] ?? 0;
    }
    profile[across] = sum;
  }
}

function strongest(profile: Float32Array): { period: number; share: number } {
  let energy = 1e-6;
  for (let at = 0; at < LENGTH; at += 1) energy += (profile[at] ?? 0) ** 2;
  let best = 0;
  let bestPower = 0;
  for (let step = 0; step < FREQUENCY.steps; step += 1) {
    let real = 0;
    let imaginary = 0;
    for (let at = 0; at < LENGTH; at += 1) {
      real += (profile[at] ?? 0) * (cosines[step * LENGTH + at] ?? 0);
      imaginary += (profile[at] ?? 0) * (sines[step * LENGTH + at] ?? 0);
    }
    const power = real * real + imaginary * imaginary;
    if (power <= bestPower) continue;
    bestPower = power;
    best = step;
  }
  return { period: periods[best] ?? FREQUENCY.usualPeriodPx, share: Math.min(1, (4 * bestPower) / (energy * LENGTH)) };
}

function waves(): { cosines: Float32Array; sines: Float32Array; periods: Float32Array } {
  const cosines = new Float32Array(FREQUENCY.steps * LENGTH);
  const sines = new Float32Array(FREQUENCY.steps * LENGTH);
  const periods = new Float32Array(FREQUENCY.steps);
  for (let step = 0; step < FREQUENCY.steps; step += 1) {
    const share = step / (FREQUENCY.steps - 1);
    const frequency = (1 - share) / FREQUENCY.maxPeriodPx + share / FREQUENCY.minPeriodPx;
    periods[step] = 1 / frequency;
    for (let at = 0; at < LENGTH; at += 1) {
      const away = at - FREQUENCY.halfAcrossPx;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * away) / (FREQUENCY.halfAcrossPx + 1));
      cosines[step * LENGTH + at] = window * Math.cos(2 * Math.PI * frequency * away);
      sines[step * LENGTH + at] = window * Math.sin(2 * Math.PI * frequency * away);
    }
  }
  return { cosines, sines, periods };
}
