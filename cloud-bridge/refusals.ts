// Tells of what was not believed, for the security journal: so much at once, so much a minute, for a flood must not fill it.
import type { Clock } from '../protocol/index.ts';
import { RateLimiter } from './rate-limiter.ts';

export type TellRefused = (topic: string, why: string) => void;

const RATE = { perSecond: 1 / 60, burst: 20 };

export class Refusals {
  readonly #onRefused: TellRefused;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #limiter: RateLimiter;
  #untold = 0;

  constructor(onRefused: TellRefused, clock: Pick<Clock, 'monotonicMs'>) {
    this.#onRefused = onRefused;
    this.#clock = clock;
    this.#limiter = new RateLimiter(RATE, clock.monotonicMs());
  }

  tell(topic: string, why: string): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.#limiter.delayMs(1, nowMs) > 0) {
      this.#untold += 1;
      return;
    }
    this.#limiter.take(1, nowMs);
    this.#onRefused(topic, this.#untold > 0 ? `${why} (${this.#untold} more were not told)` : why);
    this.#untold = 0;
  }
}
