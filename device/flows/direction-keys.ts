// Whose key it is: the finger's that follows, or the one's that is being looked at where that has none; else the next person's.

import type { Clock, Direction } from '../../protocol/index.ts';

/** How long a pressed IN or OUT waits for its finger: from the press, or from the end of the visit that kept it waiting. */
const KEY_VALID_MS = 10_000;

/** The key of the visit under way; null where nobody pressed one. Asked again it answers the same. */
export type TakeKey = () => Direction | null;

export interface KeyOfVisit {
  readonly take: TakeKey;
  /** @param again the same person is asked to place a finger again, and has pressed already: their key holds anew */
  readonly end: (again: boolean) => void;
}

/** The next finger's key, then the key of whoever pressed while that finger's owner was being looked at. */
type Line = readonly Direction[];

export class DirectionKeys {
  readonly #clock: Clock;
  #line: Line = [];
  /** Of the whole line: where the first one has gone away, nobody can tell that the second has not. */
  #untilMs = 0;
  /** Somebody has said who they are, and is waited for until then. */
  #claimUntilMs = Number.NEGATIVE_INFINITY;
  /** The first of the line has waited with a claim that is over: with no other one. */
  #isSpent = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whoever waited before is gone, or presses again: in doubt a key is rather lost than given to a stranger. */
  press(direction: Direction): void {
    this.#hold([direction]);
  }

  /** What holds for the next finger, and for how long; null where nothing was pressed, or too long ago. */
  get pending(): { readonly direction: Direction; readonly forMs: number } | null {
    const [direction] = this.#held;
    const untilMs = this.#isSpent ? this.#untilMs : Math.max(this.#untilMs, this.#claimUntilMs);
    return direction ? { direction, forMs: Math.ceil(untilMs - this.#clock.monotonicMs()) } : null;
  }

  /** Somebody says who they are: what they have pressed, or press yet, holds for as long as they are waited for. */
  keepFor(claimMs: number): void {
    // What has lapsed is not theirs.
    this.#line = this.#held;
    this.#claimUntilMs = this.#clock.monotonicMs() + claimMs;
  }

  /** They are not waited for any more: their key is as old as it is. */
  letGo(): void {
    if (this.#claimUntilMs === Number.NEGATIVE_INFINITY) return;
    this.#claimUntilMs = Number.NEGATIVE_INFINITY;
    this.#isSpent = true;
  }

  /**
   * To be called at the touch. The key that was pressed for it is its own; who presses another until the decision is more likely the
   * next in the queue. A visit without one takes what is pressed until its decision.
   */
  forVisit(): KeyOfVisit {
    const [own, ...behind] = this.#held;
    this.#line = behind;
    this.#claimUntilMs = Number.NEGATIVE_INFINITY;
    let decided: Line | undefined;
    const decide = (): Line => {
      decided ??= this.#decide(own);
      return decided;
    };
    return { take: () => decide()[0] ?? null, end: (again) => this.#end(decide(), again) };
  }

  #decide(own: Direction | undefined): Line {
    const others = this.#held;
    this.#line = [];
    return own ? [own, ...others] : others;
  }

  /** Whoever presses after the decision means it: who was asked again and thinks better of it, or who comes next. */
  #end(decided: Line, again: boolean): void {
    if (this.#line.length === 0) this.#hold(again ? decided : decided.slice(1));
  }

  #hold(line: Line): void {
    this.#line = line;
    this.#untilMs = this.#clock.monotonicMs() + KEY_VALID_MS;
    this.#isSpent = false;
  }

  /** Beyond its own time only the key of whoever is waited for, and nobody's behind them. */
  get #held(): Line {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs <= this.#untilMs) return this.#line;
    return !this.#isSpent && nowMs <= this.#claimUntilMs ? this.#line.slice(0, 1) : [];
  }
}
