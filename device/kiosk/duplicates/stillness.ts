// Whether nobody stands at the terminal: then, and only then, it does what nobody waits for.
import type { Clock, KioskEvent, Listenable } from '../../../protocol/index.ts';

/** After the last sign of somebody. */
const STILL_AFTER_MS = 3000;
const LOOK_EVERY_MS = 250;

/** What happens by itself, or when somebody has gone. */
const NOBODY: ReadonlySet<KioskEvent['type']> = new Set(['ready', 'device', 'fleet', 'help', 'claim-over']);

export class SomebodyCame extends Error {}

export class Stillness {
  readonly #clock: Clock;
  #lastSignMs = Number.NEGATIVE_INFINITY;
  /** A citizen reads and types: long, and without a sign. */
  #isProving = false;
  #work = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns how to stop */
  watch(events: Listenable<KioskEvent>): () => void {
    return events.listen((event) => this.#note(event));
  }

  /** Until nobody has been there for a while. Rejects with the signal's reason. */
  async wait(signal: AbortSignal): Promise<void> {
    while (!this.#isStill) await this.#clock.sleep(LOOK_EVERY_MS, signal);
    signal.throwIfAborted();
  }

  /** What is done now and ends, with SomebodyCame, when somebody comes, or with the signal's reason. */
  async during<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const own = new AbortController();
    const follow = (): void => own.abort(signal.reason);
    this.#work = own;
    signal.addEventListener('abort', follow, { once: true });
    if (signal.aborted) follow();
    try {
      return await work(own.signal);
    } finally {
      signal.removeEventListener('abort', follow);
    }
  }

  get #isStill(): boolean {
    return !this.#isProving && this.#clock.monotonicMs() - this.#lastSignMs >= STILL_AFTER_MS;
  }

  #note(event: KioskEvent): void {
    if (NOBODY.has(event.type)) return;
    if (event.type === 'prove') this.#isProving = event.state !== 'idle';
    this.#lastSignMs = this.#clock.monotonicMs();
    this.#work.abort(new SomebodyCame('somebody came'));
  }
}
