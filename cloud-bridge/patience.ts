// How long a broker may leave everybody who asks something of it without any answer.

export class Patience {
  readonly #limitMs: number;
  readonly #onOver: () => void;
  #asked = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `onOver` is called where something was asked and nothing has been answered for `limitMs` milliseconds. */
  constructor(limitMs: number, onOver: () => void) {
    this.#limitMs = limitMs;
    this.#onOver = onOver;
  }

  /** Settles as `work` does. Each answer gives the others their time anew: on a slow road they come one after the other. */
  async with<T>(work: Promise<T>): Promise<T> {
    this.#asked += 1;
    if (this.#asked === 1) this.#beginAnew();
    try {
      return await work;
    } finally {
      this.#asked -= 1;
      this.#beginAnew();
    }
  }

  /** It is heard of otherwise: a long message that comes over a slow road holds up every answer. */
  heard(): void {
    this.#beginAnew();
  }

  #beginAnew(): void {
    clearTimeout(this.#timer);
    if (this.#asked > 0) this.#timer = setTimeout(this.#onOver, this.#limitMs);
  }
}
