// So many questions in so long a time, and none during a pause that somebody has asked for (D-182).
import type { Clock } from '../../../protocol/index.ts';

export interface RateRule {
  readonly most: number;
  readonly windowMs: number;
}

/** Of one terminal, for as long as it runs: a visit that ends leaves its questions counted. */
export class RateLimit {
  readonly #rule: RateRule;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #takenAtMs: number[] = [];
  #pausedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(rule: RateRule, clock: Pick<Clock, 'monotonicMs'>) {
    this.#rule = rule;
    this.#clock = clock;
  }

  /** 0: asking is allowed now, and is counted. Otherwise the milliseconds after which to try again. */
  take(): number {
    const { most, windowMs } = this.#rule;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs < this.#pausedUntilMs) return this.#pausedUntilMs - nowMs;
    while (nowMs - (this.#takenAtMs[0] ?? nowMs) >= windowMs) this.#takenAtMs.shift();
    const [oldestMs] = this.#takenAtMs;
    if (this.#takenAtMs.length >= most && oldestMs !== undefined) return oldestMs + windowMs - nowMs;
    this.#takenAtMs.push(nowMs);
    return 0;
  }

  /** A later pause counts; an earlier one shortens none. */
  pause(ms: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#clock.monotonicMs() + ms);
  }
}
