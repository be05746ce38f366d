// Ridges grow as in the embryo: from random seeds, along the flow, until they meet; where they do not fit, minutiae appear.
import type { Random } from './random.ts';
import { type RidgeFilters, ridgeFilters } from './ridge-filters.ts';
import type { RidgeFlow } from './ridge-flow.ts';

/** The relief of a finger on a regular grid; 1 on a ridge, -1 in a valley, 0 beside the finger. Rows from the top. */
export interface RidgeGrid {
  readonly width: number;
  readonly height: number;
  readonly pointsPerMm: number;
  readonly relief: Float32Array;
}

interface GrowthPlan {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly pointsPerMm: number;
  readonly flow: RidgeFlow;
  readonly periodMm: (x: number, y: number) => number;
  readonly random: Random;
}

/** Enough rounds for the fronts to meet and the ridges to settle. */
const ROUNDS = 24;
const SEEDS = 300;
/** A weak ridge grows, a full one stays; the last round only rounds the ridges off. */
const GAIN = 3;
const LAST_GAIN = 1.8;
const PERIOD_RANGE = { shortest: 0.36, longest: 0.56 };

/** A grid with a rim as wide as a filter's reach, so that no filter looks past the edge. */
interface Field {
  readonly stride: number;
  readonly values: Float32Array;
  /** Places inside the rim, and the filter of each. */
  readonly places: Int32Array;
  readonly filters: Int32Array;
}

/** The corners of the grid are no skin: a superellipse that fills it. */
const isFingertip = (x: number, y: number): boolean => Math.abs(x) ** 3 + Math.abs(y) ** 3 <= 1;

function layOut(plan: GrowthPlan, bank: RidgeFilters): Field {
  const { pointsPerMm, flow, periodMm } = plan;
  const width = Math.round(plan.widthMm * pointsPerMm);
  const height = Math.round(plan.heightMm * pointsPerMm);
  const stride = width + 2 * bank.radius;
  const places = new Int32Array(width * height);
  const filters = new Int32Array(width * height);
  let count = 0;
  for (let i = 0; i < width * height; i += 1) {
    const column = i % width;
    const row = Math.floor(i / width);
    const x = (column - width / 2) / pointsPerMm;
    const y = (height / 2 - row) / pointsPerMm;
    if (!isFingertip((2 * x) / plan.widthMm, (2 * y) / plan.heightMm)) continue;
    places[count] = (row + bank.radius) * stride + column + bank.radius;
    filters[count] = bank.indexOf(flow(x, y), periodMm(x, y) * pointsPerMm) * bank.weightsPerFilter;
    count += 1;
  }
  return {
    stride,
    values: new Float32Array(stride * (height + 2 * bank.radius)),
    places: places.subarray(0, count),
    filters: filters.subarray(0, count),
  };
}

function sow({ values, places }: Field, random: Random): void {
  for (let i = 0; i < SEEDS; i += 1) {
    const place = places[Math.floor(random.next() * places.length)] ?? 0;
    values[place] = random.next() < 0.5 ? -1 : 1;
  }
}

/** One round: every place answers to its own filter. The hot loop of synthesis. */
function growOnce(from: Field, to: Float32Array, { bank, gain }: { bank: RidgeFilters; gain: number }): void {
  const { values, places, filters, stride } = from;
  const { weights } = bank;
  const offsets = bank.offsets(stride);
  const reach = offsets.length;
  for (let i = 0; i < places.length; i += 1) {
    const place = places[i] ?? 0;
    const first = filters[i] ?? 0;
    let sum = (weights[first] ?? 0) * (values[place] ?? 0);
    for (let k = 0; k < reach; k += 1) {
      const offset = offsets[k] ?? 0;
      sum += (weights[first + k + 1] ?? 0) * ((values[place + offset] ?? 0) + (values[place - offset] ?? 0));
    }
    to[place] = Math.max(-1, Math.min(1, sum * gain));
  }
}

function withoutRim(values: Float32Array, stride: number, rim: number): Omit<RidgeGrid, 'pointsPerMm'> {
  const width = stride - 2 * rim;
  const height = values.length / stride - 2 * rim;
  const relief = new Float32Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const from = (row + rim) * stride + rim;
    relief.set(values.subarray(from, from + width), row * width);
  }
  return { width, height, relief };
}

export function growRidges(plan: GrowthPlan): RidgeGrid {
  const { pointsPerMm, random } = plan;
  const bank = ridgeFilters({
    shortest: PERIOD_RANGE.shortest * pointsPerMm,
    longest: PERIOD_RANGE.longest * pointsPerMm,
  });
  const field = layOut(plan, bank);
  sow(field, random);
  let now: Float32Array = field.values;
  let then: Float32Array = new Float32Array(now.length);
  for (let round = 0; round <= ROUNDS; round += 1) {
    growOnce({ ...field, values: now }, then, { bank, gain: round === ROUNDS ? LAST_GAIN : GAIN });
    [now, then] = [then, now];
  }
  return { ...withoutRim(now, field.stride, bank.radius), pointsPerMm };
}
