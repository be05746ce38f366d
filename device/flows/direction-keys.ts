// Whose key it is: the finger's that follows, or the one's that is being looked at where that has none; else the next person's.

import type { Clock } from '../../protocol/index.ts';
import type { Direction } from './events.ts';

/** How long a pressed IN or OUT waits for its finger. */
const KEY_VALID_MS = 10_000;

interface Key {
  readonly direction: Direction;
  readonly atMs: number;
}

/** The key of the visit under way; null where nobody pressed one. Asked again it answers the same. */
export type TakeKey = () => Direction | null;

export interface KeyOfVisit {
  readonly take: TakeKey;
  /** @param again the same person is asked to place a finger again, and has pressed already: their key holds anew */
  readonly end: (again: boolean) => void;
}

export class DirectionKeys {
  readonly #clock: Clock;
  /** For the finger that comes next. */
  #next: Key | undefined;
  /** Pressed while somebody with a key of their own was being looked at: waits until that person is done. */
  #behind: Key | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  press(direction: Direction): void {
    this.#next = { direction, atMs: this.#clock.monotonicMs() };
  }

  /** What holds for the next finger; null where nothing was pressed, or too long ago. */
  get pending(): Direction | null {
    const key = this.#next;
    return key && this.#clock.monotonicMs() - key.atMs <= KEY_VALID_MS ? key.direction : null;
  }

  /**
   * To be called at the touch. The key that was pressed for it is its own; who presses another until the decision is more likely the
   * next in the queue. A visit without one takes what is pressed until its decision.
   */
  forVisit(): KeyOfVisit {
    const own = this.pending;
    this.#next = undefined;
    let taken: { readonly direction: Direction | null } | undefined;
    const take: TakeKey = () => {
      taken ??= { direction: this.#decide(own) };
      return taken.direction;
    };
    return { take, end: (again) => this.#end(take(), again) };
  }

  #decide(own: Direction | null): Direction | null {
    const { pending } = this;
    if (own && this.#next) this.#behind = this.#next;
    this.#next = undefined;
    return own ?? pending;
  }

  /** Whoever presses after the decision means it: who was asked again and thinks better of it, or who comes next. */
  #end(direction: Direction | null, again: boolean): void {
    if (again) {
      if (direction && !this.#next) this.press(direction);
      return;
    }
    if (this.#behind && !this.#next) this.press(this.#behind.direction);
    this.#behind = undefined;
  }
}
