// Whose key it is: one that was pressed before the decision of a visit is that visit's, a later one the next person's.

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
  /** Whoever tries again has pressed already: holds anew, unless another key was pressed since the decision. */
  readonly giveBack: () => void;
}

export class DirectionKeys {
  readonly #clock: Clock;
  #pressed: Key | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  press(direction: Direction): void {
    this.#pressed = { direction, atMs: this.#clock.monotonicMs() };
  }

  /** To be called at the touch: what was pressed too long before it is nobody's. */
  forVisit(): KeyOfVisit {
    const touchedAtMs = this.#clock.monotonicMs();
    if (this.#pressed && touchedAtMs - this.#pressed.atMs > KEY_VALID_MS) this.#pressed = undefined;
    let taken: { readonly key: Key | undefined } | undefined;
    const take: TakeKey = () => {
      if (!taken) {
        taken = { key: this.#pressed };
        this.#pressed = undefined;
      }
      return taken.key?.direction ?? null;
    };
    const giveBack = (): void => {
      const direction = take();
      if (direction && !this.#pressed) this.press(direction);
    };
    return { take, giveBack };
  }
}
