// Whoever is enrolled, and how many touches they were asked for.
import type { Enrollee, Placement, SeenTouch } from './enrol-parts.ts';

export class CountedTries implements Enrollee {
  readonly #enrollee: Enrollee;
  #count = 0;

  constructor(enrollee: Enrollee) {
    this.#enrollee = enrollee;
  }

  get count(): number {
    return this.#count;
  }

  async place(placement: Placement): Promise<boolean> {
    const goesOn = await this.#enrollee.place(placement);
    if (goesOn) this.#count += 1;
    return goesOn;
  }

  async lift(): Promise<void> {
    await this.#enrollee.lift();
  }

  seen(touch: SeenTouch): void {
    this.#enrollee.seen?.(touch);
  }

  told(step: Parameters<Enrollee['told']>[0]): void {
    this.#enrollee.told(step);
  }
}
