// Questions of terminals in a line: each in its turn, of each so many, and none that would wait too long.
import type { Clock } from '../../protocol/index.ts';
import { Bell } from '../bell.ts';
import { type Rate, RateLimiter } from '../rate-limiter.ts';

export interface LineLimits {
  /** Of one terminal. */
  readonly rate: Rate;
  /** Of all of them. */
  readonly mostWaiting: number;
}

const IDLE_MS = 60_000;

export class QuestionLine<Q> {
  readonly #limits: LineLimits;
  readonly #clock: Clock;
  readonly #waiting: Q[] = [];
  readonly #rates = new Map<string, RateLimiter>();
  readonly #bell = new Bell();

  constructor(limits: LineLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** @param terminal whose own key has signed it. False where it is too much: it is not answered, and asked again */
  add(terminal: string, question: Q): boolean {
    const nowMs = this.#clock.monotonicMs();
    const rate = this.#rates.get(terminal) ?? new RateLimiter(this.#limits.rate, nowMs);
    this.#rates.set(terminal, rate);
    if (rate.delayMs(1, nowMs) > 0 || this.#waiting.length >= this.#limits.mostWaiting) return false;
    rate.take(1, nowMs);
    this.#waiting.push(question);
    this.#bell.ring();
    return true;
  }

  /** Until the signal aborts, whose reason it rejects with. @throws what `answer` throws */
  async answerEach(answer: (question: Q) => Promise<void>, signal: AbortSignal): Promise<never> {
    for (;;) {
      signal.throwIfAborted();
      const question = this.#waiting.shift();
      if (question) await answer(question);
      else await this.#bell.wait(this.#clock, IDLE_MS, signal);
    }
  }
}
