// The best few of many slots: what a closer look is taken at.

export interface FoundSlot {
  /** The segment's words, and where in them the slot begins. */
  readonly words: Int32Array;
  readonly at: number;
  readonly score: number;
}

/** Sorted whenever twice as many have gathered as are kept, so that an offer costs next to nothing. */
export class BestSlots {
  readonly #kept: number;
  #slots: FoundSlot[] = [];
  #bar = Number.NEGATIVE_INFINITY;

  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Nothing at or below this is among the best: lets the hot loop pass over nearly all. */
  get bar(): number {
    return this.#bar;
  }

  offer(slot: FoundSlot): void {
    this.#slots.push(slot);
    if (this.#slots.length >= 2 * this.#kept) this.#cut();
  }

  /** Best first. */
  get slots(): readonly FoundSlot[] {
    this.#cut();
    return this.#slots;
  }

  #cut(): void {
    this.#slots.sort((a, b) => b.score - a.score);
    this.#slots.length = Math.min(this.#kept, this.#slots.length);
    if (this.#slots.length === this.#kept) this.#bar = this.#slots.at(-1)?.score ?? 0;
  }
}
