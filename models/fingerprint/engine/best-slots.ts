// The best few of many slots: what a closer look is taken at.
import type { Found } from './search-board.ts';

/** Which of two comes first; never 0 for two slots. */
export type Order = (a: Found, b: Found) => number;

/**
 * By score; of equal ones by what the template holds, so that it does not matter in which order a gallery was loaded, and last by
 * the place.
 */
export const bestFirst =
  (checksum: (place: number) => number): Order =>
  (a, b) =>
    b.score - a.score || checksum(a.place) - checksum(b.place) || a.place - b.place;

/** Sorted whenever twice as many have gathered as are kept, so that an offer costs next to nothing. */
export class BestSlots {
  readonly #kept: number;
  readonly #order: Order;
  #slots: Found[] = [];
  #bar = Number.NEGATIVE_INFINITY;

  constructor(kept: number, order: Order) {
    this.#kept = kept;
    this.#order = order;
  }

  /** Nothing below this is among the best: lets the hot loop pass over nearly all. */
  get bar(): number {
    return this.#bar;
  }

  offer(slot: Found): void {
    this.#slots.push(slot);
    if (this.#slots.length >= 2 * this.#kept) this.#cut();
  }

  /** Best first. */
  get slots(): readonly Found[] {
    this.#cut();
    return this.#slots;
  }

  #cut(): void {
    this.#slots.sort(this.#order);
    this.#slots.length = Math.min(this.#kept, this.#slots.length);
    if (this.#slots.length === this.#kept) this.#bar = this.#slots.at(-1)?.score ?? 0;
  }
}
