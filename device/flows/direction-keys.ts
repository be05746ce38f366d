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
  /** Whoever tries again has pressed already: holds anew, unless another key was pressed since. Null where none was given back. */
  readonly giveBack: () => Direction | null;
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

  /**
   * To be called at the touch: the key that was pressed for it is its own, whoever presses another meanwhile, who is more likely the
   * next in the queue. A visit without one takes what is pressed until its decision.
   */
  forVisit(): KeyOfVisit {
    const touchedAtMs = this.#clock.monotonicMs();
    const pressed = this.#takePressed();
    const own = pressed && touchedAtMs - pressed.atMs <= KEY_VALID_MS ? pressed : undefined;
    let taken: { readonly key: Key | undefined } | undefined;
    const take: TakeKey = () => {
      taken ??= { key: own ?? this.#takePressed() };
      return taken.key?.direction ?? null;
    };
    const giveBack = (): Direction | null => {
      const direction = take();
      if (!direction || this.#pressed) return null;
      this.press(direction);
      return direction;
    };
    return { take, giveBack };
  }

  #takePressed(): Key | undefined {
    const key = this.#pressed;
    this.#pressed = undefined;
    return key;
  }
}
