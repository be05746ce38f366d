// Sends a module's reactions one after the other, each when the imitated bus would have carried it: timers may be early by a part of a
// millisecond, and late.
import type { Clock } from '../../protocol/index.ts';

export interface Outgoing {
  /** How long the bus is busy with it, asked when its turn comes; of what takes no time, undefined. */
  readonly busMs?: () => number;
  /** What happens once the bus is done with it. */
  readonly done: () => void;
}

/** An image in the smallest packets, twice. */
const QUEUE_LIMIT = 4096;

/** Absolute due times, so that late timers do not add up: the whole image arrives when it would over the real bus. */
export class PacedSender {
  readonly #clock: Clock;
  readonly #queue: Outgoing[] = [];
  #dropped = 0;
  #dueMs = 0;
  #round = new AbortController();
  #isSending = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get dropped(): number {
    return this.#dropped;
  }

  push(outgoing: readonly Outgoing[]): void {
    const room = QUEUE_LIMIT - this.#queue.length;
    this.#queue.push(...outgoing.slice(0, room));
    this.#dropped += Math.max(0, outgoing.length - room);
    if (!this.#isSending) void this.#send(this.#round.signal);
  }

  /** Forgets what was still to be sent. */
  clear(): void {
    this.#round.abort(new Stopped());
    this.#round = new AbortController();
    this.#queue.length = 0;
    this.#isSending = false;
  }

  async #send(signal: AbortSignal): Promise<void> {
    this.#isSending = true;
    this.#dueMs = this.#clock.monotonicMs();
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        if (next.busMs) await this.#carry(next.busMs(), signal);
        if (signal.aborted) return;
        next.done();
        // What it does may have silenced us.
        if (signal.aborted) return;
      }
      this.#isSending = false;
    } catch (reason) {
      if (!(reason instanceof Stopped)) throw reason;
    }
  }

  /** Only of what takes time: where the timer was early, the rest would have been waited for by what comes after. */
  async #carry(busMs: number, signal: AbortSignal): Promise<void> {
    this.#dueMs += busMs;
    const waitMs = this.#dueMs - this.#clock.monotonicMs();
    if (waitMs > 0) await this.#clock.sleep(waitMs, signal);
  }
}

class Stopped extends Error {}
