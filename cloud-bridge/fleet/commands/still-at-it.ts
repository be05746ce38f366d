// Whoever waits before a screen is told that the work goes on, where a command says nothing by itself for a while.
import type { CommandIo } from './runner.ts';

const QUIET_MS = 2000;
/** It is told ever more seldom, each half a minute at the least. */
const LONGEST_QUIET_MS = 30_000;

export class StillAtIt {
  readonly #io: CommandIo;
  #saidMs = 0;
  #isTyped = false;

  constructor(io: CommandIo) {
    this.#io = io;
  }

  /** What is said through it counts as a sign of life. */
  get io(): CommandIo {
    const { out, err, askSecret } = this.#io;
    return {
      ...this.#io,
      out: (text) => this.#say(out, text),
      err: (text) => this.#say(err, text),
      ...(askSecret && { askSecret: (prompt: string) => this.#typed(() => askSecret(prompt)) }),
    };
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#io.isWatched) return await work();
    const over = new AbortController();
    const telling = this.#tell(over.signal);
    try {
      return await work();
    } finally {
      over.abort();
      await telling;
    }
  }

  #say(say: (text: string) => void, text: string): void {
    this.#saidMs = this.#io.clock.monotonicMs();
    say(text);
  }

  /** Nothing is said into what somebody types. */
  async #typed(ask: () => Promise<string>): Promise<string> {
    this.#isTyped = true;
    try {
      return await ask();
    } finally {
      this.#isTyped = false;
      this.#saidMs = this.#io.clock.monotonicMs();
    }
  }

  async #tell(over: AbortSignal): Promise<void> {
    const { clock, err } = this.#io;
    const beganMs = clock.monotonicMs();
    this.#saidMs = beganMs;
    for (let quietMs = QUIET_MS; ; ) {
      await clock.sleep(Math.max(1, this.#saidMs + quietMs - clock.monotonicMs()), over).catch(() => undefined);
      if (over.aborted) return;
      if (this.#isTyped) this.#saidMs = clock.monotonicMs();
      if (clock.monotonicMs() - this.#saidMs < quietMs) continue;
      this.#say(err, `ridgectl: still at it, ${Math.round((clock.monotonicMs() - beganMs) / 1000)} s\n`);
      quietMs = Math.min(2 * quietMs, LONGEST_QUIET_MS);
    }
  }
}
