// A source that is asked every few seconds: what it says, and what is a change.
import { isDeepStrictEqual } from 'node:util';
import { Broadcast, type Clock, Deadline, isFault, KioskError } from '../../protocol/index.ts';
import type { PowerReading, PowerSource } from '../ports/power-source.ts';

/** A battery that is full lasts for minutes at least; mains that are back are told soon enough. */
const ASK_EVERY_MS = 2000;
const ANSWER_LIMIT_MS = 3000;

export class PolledPower implements PowerSource {
  readonly readings = new Broadcast<PowerReading | undefined>();
  readonly #ask: (signal: AbortSignal) => Promise<PowerReading>;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  #reading: PowerReading | undefined;
  #fault: KioskError | undefined;
  #asking: Promise<void> = Promise.resolve();

  /** @param ask rejects where it cannot be read */
  constructor(ask: (signal: AbortSignal) => Promise<PowerReading>, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  get reading(): PowerReading | undefined {
    return this.#reading;
  }

  get lastFault(): KioskError | undefined {
    return this.#reading ? undefined : this.#fault;
  }

  /** Asks once, then again and again. Takes 3 s at most; never rejects. */
  async start(): Promise<void> {
    this.#reading = await this.#answer();
    this.#asking = this.#keepAsking();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('nobody asks any more'));
    await this.#asking;
  }

  async #keepAsking(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#clock.sleep(ASK_EVERY_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      const reading = await this.#answer();
      if (isDeepStrictEqual(reading, this.#reading)) continue;
      this.#reading = reading;
      this.readings.send(reading);
    }
  }

  async #answer(): Promise<PowerReading | undefined> {
    using limit = new Deadline(
      this.#stop.signal,
      ANSWER_LIMIT_MS,
      () => new KioskError('HAL_TIMEOUT', { device: 'power', waitedMs: ANSWER_LIMIT_MS }),
    );
    try {
      return await this.#ask(limit.signal);
    } catch (cause) {
      this.#fault = isFault(cause) ? cause : new KioskError('HAL_DISCONNECTED', { device: 'power' }, cause);
      return undefined;
    }
  }
}
