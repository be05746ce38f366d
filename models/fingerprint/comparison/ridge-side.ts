// The ridge map of one of the two templates, unpacked into arrays that are made once and used for every comparison.
import { RIDGE_MAP_STEP_PX, RIDGE_SAMPLE } from '../../../protocol/computing.ts';
import { PACKED, rowWords } from '../pack.ts';
import { COMPARISON } from './parameters.ts';

const STEPS_A_PIXEL = 1 / RIDGE_MAP_STEP_PX;
const MOST_SAMPLES = COMPARISON.maxMapSide ** 2;

/** Directions of all normals a sample can state, and the same doubled: what has no head and no tail. */
const NORMALS = Array.from({ length: RIDGE_SAMPLE.orientations }, (_, index) => {
  const angle = (index * Math.PI) / RIDGE_SAMPLE.orientations;
  return [Math.cos(angle), Math.sin(angle), Math.cos(2 * angle), Math.sin(2 * angle)] as const;
});
const NORMAL_COS = Float32Array.from(NORMALS, ([cos]) => cos);
const NORMAL_SIN = Float32Array.from(NORMALS, ([, sin]) => sin);
const FLOW_COS = Float32Array.from(NORMALS, ([, , cos]) => cos);
const FLOW_SIN = Float32Array.from(NORMALS, ([, , , sin]) => sin);
/** Radians of phase in a pixel, for each period a sample can state. */
const RADIANS_A_PIXEL = Float32Array.from({ length: RIDGE_SAMPLE.periods }, (_, index) => {
  const ratio = RIDGE_SAMPLE.maxPeriodPx / RIDGE_SAMPLE.minPeriodPx;
  return (2 * Math.PI) / (RIDGE_SAMPLE.minPeriodPx * ratio ** (index / (RIDGE_SAMPLE.periods - 1)));
});
const RADIANS_A_PHASE = (2 * Math.PI) / RIDGE_SAMPLE.phases;

/** x to the right and y up, pixels at 500 dpi, around the middle of the minutiae. */
export class RidgeSide {
  columns = 0;
  rows = 0;
  /** Middle of the sample at the top left. */
  left = 0;
  top = 0;
  /** Samples that are known. */
  count = 0;
  /** Mean place of the samples. */
  middleX = 0;
  middleY = 0;
  /** Which of the known samples lies at a place of the map, or -1. */
  readonly index = new Int16Array(MOST_SAMPLES);
  readonly column = new Uint8Array(MOST_SAMPLES);
  readonly row = new Uint8Array(MOST_SAMPLES);
  readonly x = new Float32Array(MOST_SAMPLES);
  readonly y = new Float32Array(MOST_SAMPLES);
  readonly normalCos = new Float32Array(MOST_SAMPLES);
  readonly normalSin = new Float32Array(MOST_SAMPLES);
  /** Direction of the ridges, doubled. */
  readonly flowCos = new Float32Array(MOST_SAMPLES);
  readonly flowSin = new Float32Array(MOST_SAMPLES);
  readonly period = new Uint8Array(MOST_SAMPLES);
  readonly radiansAPixel = new Float32Array(MOST_SAMPLES);
  readonly phase = new Float32Array(MOST_SAMPLES);

  /** A template leaves nothing behind. */
  wipe(): void {
    this.count = 0;
    this.index.fill(-1);
    for (const values of [this.x, this.y, this.normalCos, this.normalSin, this.flowCos, this.flowSin]) values.fill(0);
    for (const values of [this.period, this.radiansAPixel, this.phase, this.column, this.row]) values.fill(0);
  }

  load(words: Int32Array, offset: number): void {
    const sides = words[offset + 4] ?? 0;
    const place = words[offset + 5] ?? 0;
    this.columns = Math.min(COMPARISON.maxMapSide, sides & 0xffff);
    this.rows = Math.min(COMPARISON.maxMapSide, sides >>> 16);
    this.left = ((place << 16) >> 16) / PACKED.unitsPerPixel;
    this.top = -(place >> 16) / PACKED.unitsPerPixel;
    const from = offset + PACKED.headerWords + rowWords(words[offset + 1] ?? 0) * PACKED.rows;
    this.count = 0;
    this.middleX = 0;
    this.middleY = 0;
    const samples = this.rows * this.columns;
    for (let at = 0; at < samples; at += 1) {
      const sample = ((words[from + (at >> 1)] ?? 0) >>> ((at & 1) << 4)) & 0xffff;
      this.index[at] = sample === 0 ? -1 : this.count;
      if (sample !== 0) this.#add(sample, at % this.columns, Math.floor(at / this.columns));
    }
    this.middleX /= Math.max(1, this.count);
    this.middleY /= Math.max(1, this.count);
  }

  /** The known sample nearest to a place, at most 11 px away; -1 where there is none. */
  nearest(x: number, y: number): number {
    const column = Math.floor((x - this.left) * STEPS_A_PIXEL + 0.5);
    const row = Math.floor((this.top - y) * STEPS_A_PIXEL + 0.5);
    const isInside = column >= 0 && row >= 0 && column < this.columns && row < this.rows;
    return isInside ? (this.index[row * this.columns + column] ?? -1) : -1;
  }

  #add(sample: number, column: number, row: number): void {
    const to = this.count;
    const normal = (sample >> 9) & (RIDGE_SAMPLE.orientations - 1);
    const period = (sample >> 5) & (RIDGE_SAMPLE.periods - 1);
    const x = this.left + column * RIDGE_MAP_STEP_PX;
    const y = this.top - row * RIDGE_MAP_STEP_PX;
    this.column[to] = column;
    this.row[to] = row;
    this.x[to] = x;
    this.y[to] = y;
    this.middleX += x;
    this.middleY += y;
    this.normalCos[to] = NORMAL_COS[normal] ?? 0;
    this.normalSin[to] = NORMAL_SIN[normal] ?? 0;
    this.flowCos[to] = FLOW_COS[normal] ?? 0;
    this.flowSin[to] = FLOW_SIN[normal] ?? 0;
    this.period[to] = period;
    this.radiansAPixel[to] = RADIANS_A_PIXEL[period] ?? 0;
    this.phase[to] = (sample & (RIDGE_SAMPLE.phases - 1)) * RADIANS_A_PHASE;
    this.count += 1;
  }
}
