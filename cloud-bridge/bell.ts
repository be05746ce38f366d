// Wakes a loop before its time.
import type { Clock } from '../protocol/index.ts';

/** One loop waits, anyone rings. A ring that comes while the loop is busy is kept: no wake-up is lost. */
export class Bell {
  #rung = false;
  #wake = (): void => undefined;

  ring(): void {
    this.#rung = true;
    this.#wake();
  }

  /** Until it rings or `ms` have passed. Rejects with the signal's reason. */
  async wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.#rung) await this.#nap(clock, ms, signal);
    this.#rung = false;
    signal.throwIfAborted();
  }

  async #nap(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    const nap = new AbortController();
    const wake = (): void => nap.abort();
    this.#wake = wake;
    signal.addEventListener('abort', wake, { once: true });
    try {
      await clock.sleep(ms, nap.signal);
    } catch (reason) {
      if (!nap.signal.aborted) throw reason;
    } finally {
      signal.removeEventListener('abort', wake);
      this.#wake = () => undefined;
    }
  }
}
