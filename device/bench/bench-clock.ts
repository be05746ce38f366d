// The bench's clock: real time that the bench may move on, or whose wall clock it may set wrong.

import { abortable, type Clock, Deadline, systemClock } from '../../protocol/index.ts';

class SleptOut extends Error {}

export class BenchClock implements Clock {
  #passedMs = 0;
  #wrongByMs = 0;
  readonly #sleepers = new Set<{ readonly untilMs: number; readonly wake: () => void }>();

  nowMs(): number {
    return systemClock.nowMs() + this.#passedMs + this.#wrongByMs;
  }

  monotonicMs(): number {
    return systemClock.monotonicMs() + this.#passedMs;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    using over = new Deadline(signal, ms, () => new SleptOut());
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const sleeper = { untilMs: this.monotonicMs() + ms, wake };
    this.#sleepers.add(sleeper);
    try {
      await abortable(woken, over.signal);
    } catch (reason) {
      if (!(reason instanceof SleptOut)) throw reason;
    } finally {
      this.#sleepers.delete(sleeper);
    }
  }

  /** Time passes: both clocks go on. Sleepers sleep out their real time. */
  advance(ms: number): void {
    this.#passedMs += ms;
  }

  /** As `advance`, and whoever sleeps until then wakes: what is done now and then is done. */
  pass(ms: number): void {
    this.advance(ms);
    for (const { untilMs, wake } of this.#sleepers) if (untilMs <= this.monotonicMs()) wake();
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
