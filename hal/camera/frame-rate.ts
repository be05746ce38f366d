// How many frames a second arrive, over the last thirty of them.

const WINDOW = 30;
/** Fewer say nothing. */
const LEAST = 5;

export class FrameRate {
  readonly #times: number[] = [];

  add(atMs: number): void {
    this.#times.push(atMs);
    if (this.#times.length > WINDOW) this.#times.shift();
  }

  clear(): void {
    this.#times.length = 0;
  }

  /** Undefined while too few have come. */
  get perSecond(): number | undefined {
    const [first = 0] = this.#times;
    const spanMs = (this.#times.at(-1) ?? 0) - first;
    if (this.#times.length < LEAST || spanMs <= 0) return undefined;
    return Math.round(((this.#times.length - 1) * 10_000) / spanMs) / 10;
  }
}
