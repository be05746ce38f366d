// People queue before a terminal: one at a time at the glass, and no more of them than may wait.

import { isFault, KioskError } from '../../protocol/index.ts';

const MOST_WAITING = 32;

export class Turns {
  readonly #signal: AbortSignal;
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** `signal` ends the service: nobody has a turn after it. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Settles as `work` does. @throws KioskError DESK_BUSY where too many wait, DESK_CLOSED once the service ends */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#signal.aborted) throw new KioskError('DESK_CLOSED');
    if (this.#waiting >= MOST_WAITING) throw new KioskError('DESK_BUSY', { waiting: this.#waiting });
    this.#waiting += 1;
    const turn = this.#queue.then(() => this.#serve(work));
    this.#queue = turn.catch(() => undefined);
    return await turn;
  }

  async #serve<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting -= 1;
    if (this.#signal.aborted) throw new KioskError('DESK_CLOSED');
    try {
      return await work();
    } catch (reason) {
      // Broken off by the end of the service: that is no bug of the work's.
      if (this.#signal.aborted && !isFault(reason)) throw new KioskError('DESK_CLOSED', {}, reason);
      throw reason;
    }
  }
}
