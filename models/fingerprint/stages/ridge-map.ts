// Samples the enhanced ridges on a coarse grid: direction, period and phase of the wave around each sample.
import { RIDGE_MAP_STEP_PX, RIDGE_SAMPLE, type RidgeMap } from '../../../protocol/computing.ts';
import type { OrientationField } from './orientation.ts';
import { WAVE } from './parameters.ts';
import { cellAt, type Grid, type Raster } from './raster.ts';

export interface Ridges {
  readonly field: OrientationField;
  readonly period: Grid;
  readonly mask: Grid;
  readonly reliability: Grid;
}

/** Undefined for a picture smaller than a single sample. */
export function ridgeMapOf(enhanced: Raster, ridges: Ridges): RidgeMap | undefined {
  const columns = Math.min(MAX_SIDE, Math.floor(enhanced.widthPx / RIDGE_MAP_STEP_PX));
  const rows = Math.min(MAX_SIDE, Math.floor(enhanced.heightPx / RIDGE_MAP_STEP_PX));
  if (columns === 0 || rows === 0) return undefined;
  const samples = new Uint16Array(columns * rows);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      samples[row * columns + column] = sampleAt(enhanced, ridges, middleOf(column), middleOf(row));
  return { columns, rows, samples };
}

const MAX_SIDE = 255;
const middleOf = (index: number): number => index * RIDGE_MAP_STEP_PX + RIDGE_MAP_STEP_PX / 2;

function sampleAt(enhanced: Raster, { field, period, mask, reliability }: Ridges, x: number, y: number): number {
  const { widthPx, heightPx } = enhanced;
  const reach = WAVE.reachPx;
  const isInside = x >= reach && y >= reach && x < widthPx - reach && y < heightPx - reach;
  const cell = cellAt(mask, x, y);
  if (!isInside || mask.data[cell] === 0 || (reliability.data[cell] ?? 0) < WAVE.minReliability) return 0;
  const ridge = Math.atan2(field.sin.data[cell] ?? 0, field.cos.data[cell] ?? 0) / 2;
  const normal = rounded(Math.PI / 2 - ridge, Math.PI, RIDGE_SAMPLE.orientations);
  const spacing = roundedPeriod(period.data[cell] ?? 0);
  const angle = (normal * Math.PI) / RIDGE_SAMPLE.orientations;
  const { cos, sin, share } = waveAt(enhanced, { x, y }, { angle, periodPx: periodPxOf(spacing) });
  if (share < WAVE.minShare) return 0;
  const phase = rounded(Math.atan2(sin, cos), TAU, RIDGE_SAMPLE.phases);
  return RIDGE_SAMPLE.present | (normal << 9) | (spacing << 5) | phase;
}

const TAU = 2 * Math.PI;

/** Nearest of `steps` steps of a full round of `round`. */
const rounded = (angle: number, round: number, steps: number): number => {
  const step = Math.round((angle / round) * steps) % steps;
  return step < 0 ? step + steps : step;
};

const RATIO = RIDGE_SAMPLE.maxPeriodPx / RIDGE_SAMPLE.minPeriodPx;
const roundedPeriod = (periodPx: number): number => {
  const share = Math.log(Math.max(1, periodPx) / RIDGE_SAMPLE.minPeriodPx) / Math.log(RATIO);
  return Math.round(Math.max(0, Math.min(1, share)) * (RIDGE_SAMPLE.periods - 1));
};
const periodPxOf = (spacing: number): number =>
  RIDGE_SAMPLE.minPeriodPx * RATIO ** (spacing / (RIDGE_SAMPLE.periods - 1));

interface Wave {
  readonly cos: number;
  readonly sin: number;
  /** How much of what is there is that wave, 0 to about 1. */
  readonly share: number;
}

const SIDE = 2 * WAVE.reachPx + 1;
const WINDOW = Float32Array.from({ length: SIDE * SIDE }, (_, at) => {
  const [right, down] = [(at % SIDE) - WAVE.reachPx, Math.floor(at / SIDE) - WAVE.reachPx];
  return Math.exp((-0.5 * (right ** 2 + down ** 2)) / WAVE.sigmaPx ** 2);
});

/** Correlates the surroundings with a wave along the normal. HOT: no trigonometry within a row, the wave turns from pixel to pixel. */
function waveAt(
  { widthPx, data }: Raster,
  place: { readonly x: number; readonly y: number },
  { angle, periodPx }: { readonly angle: number; readonly periodPx: number },
): Wave {
  const reach = WAVE.reachPx;
  const [right, up] = [(TAU / periodPx) * Math.cos(angle), (TAU / periodPx) * Math.sin(angle)];
  const [turnCos, turnSin] = [Math.cos(right), Math.sin(right)];
  let [cos, sin, energy, total] = [0, 0, 0, 0];
  for (let down = -reach; down <= reach; down += 1) {
    const start = -reach * right - down * up;
    let waveCos = Math.cos(start);
    let waveSin = Math.sin(start);
    let at = (place.y + down) * widthPx + place.x - reach;
    let weightAt = (down + reach) * SIDE;
    for (let step = 0; step < SIDE; step += 1, at += 1, weightAt += 1) {
      const weight = WINDOW[weightAt] ?? 0;
      const value = data[at] ?? 0;
      cos += weight * value * waveCos;
      sin -= weight * value * waveSin;
      energy += weight * value * value;
      total += weight;
      const turned = waveCos * turnCos - waveSin * turnSin;
      waveSin = waveSin * turnCos + waveCos * turnSin;
      waveCos = turned;
    }
  }
  const share = (Math.SQRT2 * Math.hypot(cos, sin)) / total / (Math.sqrt(energy / total) + 1e-6);
  return { cos, sin, share };
}
