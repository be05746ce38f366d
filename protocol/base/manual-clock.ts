// A clock that stands still until it is moved: for tests.

import type { Clock } from './clock.ts';
import { abortable } from './deadline.ts';

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

export class ManualClock implements Clock {
  #utcMs: number;
  #monotonicMs = 0;
  readonly #sleepers = new Set<Sleeper>();

  constructor(utcMs = Date.UTC(2026, 10, 2, 1, 0, 0)) {
    this.#utcMs = utcMs;
  }

  nowMs(): number {
    return this.#utcMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, sleeper } = this.#sleeper(ms);
    try {
      await abortable(promise, signal);
    } finally {
      this.#sleepers.delete(sleeper);
    }
  }

  /** Time passes: both clocks go on and due sleepers wake, earliest first. */
  advance(ms: number): void {
    this.#utcMs += ms;
    this.#monotonicMs += ms;
    const due = [...this.#sleepers].filter(({ dueMs }) => dueMs <= this.#monotonicMs);
    for (const sleeper of due.sort((a, b) => a.dueMs - b.dueMs)) sleeper.wake();
  }

  /** Somebody sets the wall clock: the monotonic one and the sleepers do not notice. */
  setUtc(utcMs: number): void {
    this.#utcMs = utcMs;
  }

  #sleeper(ms: number): { promise: Promise<void>; sleeper: Sleeper } {
    let wake = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const sleeper = { dueMs: this.#monotonicMs + ms, wake };
    this.#sleepers.add(sleeper);
    return { promise, sleeper };
  }
}
