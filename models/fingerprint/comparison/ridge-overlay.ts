// Two ridge maps laid over each other: do ridges run alike, as far apart, and does one print's wave continue the other's?

import type { Alignment } from './alignment.ts';
import { COMPARISON, OVERLAY } from './parameters.ts';
import type { RidgeSide } from './ridge-side.ts';

/** A margin of one around the map saves the window sums their bounds. */
const SIDE = COMPARISON.maxMapSide + 2;

/** Cosines and sines by table: a phase is known to a thirty-second of a turn. */
const STEPS = 256;
const STEPS_A_RADIAN = STEPS / (2 * Math.PI);
const COS = Float32Array.from({ length: STEPS }, (_, step) => Math.cos((step + 0.5) / STEPS_A_RADIAN));
const SIN = Float32Array.from({ length: STEPS }, (_, step) => Math.sin((step + 0.5) / STEPS_A_RADIAN));

/**
 * HOT. The wave of a print is compared with the other's in phase. Skin stretches, so the difference of phase drifts over a print;
 * but over a window of 3 x 3 samples it stays, where the prints are of one finger, and is anything, where they are not.
 */
export class RidgeOverlay {
  /** Samples of the first that lie on one of the second. */
  overlap = 0;
  /** How alike ridges run, -1 to 1. */
  flow = 0;
  /** How constant the difference of phase is within windows, 0 to 1. */
  coherence = 0;
  /** Windows in which it is. */
  coherent = 0;
  /** Share of the waves that lie crest on crest, -1 to 1. */
  registration = 0;
  /** How alike distances between ridges are, 0 to 1. */
  periods = 0;
  readonly #cos = new Float32Array(SIDE * SIDE);
  readonly #sin = new Float32Array(SIDE * SIDE);
  readonly #count = new Float32Array(SIDE * SIDE);
  readonly #columnCos = new Float32Array(SIDE);
  readonly #columnSin = new Float32Array(SIDE);
  readonly #columnCount = new Float32Array(SIDE);

  /** A template leaves nothing behind. */
  wipe(): void {
    for (const values of [this.#cos, this.#sin, this.#count]) values.fill(0);
    for (const values of [this.#columnCos, this.#columnSin, this.#columnCount]) values.fill(0);
  }

  /** What the climb towards the best alignment climbs: much of the prints, in phase. */
  get worth(): number {
    return this.coherence * Math.sqrt(Math.min(OVERLAY.enoughSamples, this.overlap));
  }

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: each read of a typed array counts as a branch; a hot loop is not cut into calls
  measure(alignment: Alignment, a: RidgeSide, b: RidgeSide): void {
    const { cos, sin, right, up, dilation, elongation, shear } = alignment;
    const wider = 1 + dilation + elongation;
    const longer = 1 + dilation - elongation;
    const across = a.columns + 2;
    const cells = across * (a.rows + 2);
    this.#cos.fill(0, 0, cells);
    this.#sin.fill(0, 0, cells);
    this.#count.fill(0, 0, cells);
    // The doubled turn, for directions that have no head and no tail.
    const turnCos = cos * cos - sin * sin;
    const turnSin = 2 * cos * sin;
    let overlap = 0;
    let flow = 0;
    let registration = 0;
    let periods = 0;
    for (let i = 0; i < a.count; i += 1) {
      const ax = wider * (a.x[i] ?? 0) + shear * (a.y[i] ?? 0);
      const ay = shear * (a.x[i] ?? 0) + longer * (a.y[i] ?? 0);
      const x = cos * ax - sin * ay + right;
      const y = sin * ax + cos * ay + up;
      const j = b.nearest(x, y);
      if (j < 0) continue;
      const flowCos = turnCos * (a.flowCos[i] ?? 0) - turnSin * (a.flowSin[i] ?? 0);
      const flowSin = turnSin * (a.flowCos[i] ?? 0) + turnCos * (a.flowSin[i] ?? 0);
      const alike = flowCos * (b.flowCos[j] ?? 0) + flowSin * (b.flowSin[j] ?? 0);
      overlap += 1;
      flow += alike;
      periods += Math.max(0, 1 - Math.abs((a.period[i] ?? 0) - (b.period[j] ?? 0)) / OVERLAY.periodSteps);
      const cell = ((a.row[i] ?? 0) + 1) * across + (a.column[i] ?? 0) + 1;
      this.#count[cell] = 1;
      if (alike <= 0) continue;
      const normalCos = b.normalCos[j] ?? 0;
      const normalSin = b.normalSin[j] ?? 0;
      const turnedCos = cos * (a.normalCos[i] ?? 0) - sin * (a.normalSin[i] ?? 0);
      const turnedSin = sin * (a.normalCos[i] ?? 0) + cos * (a.normalSin[i] ?? 0);
      // A wave described along the opposite normal has the opposite phase.
      const phase = normalCos * turnedCos + normalSin * turnedSin < 0 ? -(a.phase[i] ?? 0) : (a.phase[i] ?? 0);
      const along = normalCos * (x - (b.x[j] ?? 0)) + normalSin * (y - (b.y[j] ?? 0));
      const radians = 0.5 * ((a.radiansAPixel[i] ?? 0) + (b.radiansAPixel[j] ?? 0));
      const difference = phase - (b.phase[j] ?? 0) - radians * along;
      const step = Math.floor(difference * STEPS_A_RADIAN) & (STEPS - 1);
      const differenceCos = alike * (COS[step] ?? 0);
      registration += differenceCos;
      this.#cos[cell] = differenceCos;
      this.#sin[cell] = alike * (SIN[step] ?? 0);
    }
    this.overlap = overlap;
    this.flow = flow / Math.max(1, overlap);
    this.registration = registration / Math.max(1, overlap);
    this.periods = periods / Math.max(1, overlap);
    this.#measureWindows(across, a.rows);
  }

  #measureWindows(across: number, rows: number): void {
    let sum = 0;
    let windows = 0;
    this.coherent = 0;
    for (let row = 1; row <= rows; row += 1) {
      const from = row * across;
      this.#addThreeRows(from, across);
      for (let column = 1; column < across - 1; column += 1) {
        if (this.#count[from + column] === 0) continue;
        const count = threeFrom(this.#columnCount, column - 1);
        if (count < OVERLAY.leastInWindow) continue;
        const cos = threeFrom(this.#columnCos, column - 1);
        const sin = threeFrom(this.#columnSin, column - 1);
        const coherence = Math.sqrt(cos * cos + sin * sin) / count;
        sum += coherence;
        windows += 1;
        if (coherence > OVERLAY.coherent) this.coherent += 1;
      }
    }
    this.coherence = sum / Math.max(1, windows);
  }

  /** Sums of each column over a row and those above and below it. */
  #addThreeRows(from: number, across: number): void {
    for (let column = 0; column < across; column += 1) {
      const at = from + column;
      const above = at - across;
      const below = at + across;
      this.#columnCos[column] = (this.#cos[above] ?? 0) + (this.#cos[at] ?? 0) + (this.#cos[below] ?? 0);
      this.#columnSin[column] = (this.#sin[above] ?? 0) + (this.#sin[at] ?? 0) + (this.#sin[below] ?? 0);
      this.#columnCount[column] = (this.#count[above] ?? 0) + (this.#count[at] ?? 0) + (this.#count[below] ?? 0);
    }
  }
}

const threeFrom = (values: Float32Array, at: number): number =>
  (values[at] ?? 0) + (values[at + 1] ?? 0) + (values[at + 2] ?? 0);
