// The bench's clock: real time that the bench may move on, or whose wall clock it may set wrong.

import { type Clock, systemClock } from '../../protocol/index.ts';

export class BenchClock implements Clock {
  #passedMs = 0;
  #wrongByMs = 0;

  nowMs(): number {
    return systemClock.nowMs() + this.#passedMs + this.#wrongByMs;
  }

  monotonicMs(): number {
    return systemClock.monotonicMs() + this.#passedMs;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal);
  }

  /** Time passes: both clocks go on. Sleepers sleep out their real time. */
  advance(ms: number): void {
    this.#passedMs += ms;
  }

  /** As `setWrongBy`, by the time that it is to show. */
  setTo(utcMs: number): void {
    this.#wrongByMs += utcMs - this.nowMs();
  }

  /** Somebody sets the wall clock; the monotonic one does not notice. */
  setWrongBy(ms: number): void {
    this.#wrongByMs = ms;
  }
}
