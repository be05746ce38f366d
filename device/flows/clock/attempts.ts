// Which try of the same person this probably is: tries that follow closely on one another without an acceptance.

/** Whoever comes later than this after the last try is taken for somebody else. */
const SAME_PERSON_MS = 20_000;

export class Attempts {
  #count = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  /** 1 for a first try. */
  next(monotonicMs: number): number {
    if (monotonicMs - this.#lastMs > SAME_PERSON_MS) this.#count = 0;
    this.#lastMs = monotonicMs;
    this.#count += 1;
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }
}
