// How long the main thread kept everybody waiting: it only talks to devices, storage, screen and broker.

import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
const toMs = (nanoseconds: number): number => Math.max(0, Math.round(nanoseconds / 1e4) / 100 - RESOLUTION_MS);

/** Measures until disposed; `lagMs` is the delay beyond the sampling interval. */
export class EventLoopLag implements Disposable {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#histogram.enable();
  }

  get lagMs(): { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number } {
    const { max } = this.#histogram;
    const at = (percent: number): number => toMs(this.#histogram.percentile(percent));
    return { p50: at(50), p95: at(95), p99: at(99), max: toMs(max) };
  }

  [Symbol.dispose](): void {
    this.#histogram.disable();
  }
}
