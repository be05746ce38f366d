// How long the missing parts of a change are waited for before the fleet is told of them. Parts come one after the other: on a slow road the rest is on its way.
import type { Clock } from '../../protocol/index.ts';

/** What is missing is told once none has come for so long, */
const FIRST_MS = 2000;
/** and again, while it is missing; */
const AGAIN_MS = 15_000;
/** but not before as many times as long as the latest part took after the one before, */
const PACES = 3;
/** and no later than that. */
const LONGEST_MS = 60_000;

export class PartPatience {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  #isTold = false;
  #cameAtMs: number | undefined;
  #paceMs = 0;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** From now on. */
  get ms(): number {
    return Math.max(this.#isTold ? AGAIN_MS : FIRST_MS, Math.min(LONGEST_MS, PACES * this.#paceMs));
  }

  /** @param goesOn whether others of its change are still missing */
  came(goesOn: boolean): void {
    const nowMs = this.#clock.monotonicMs();
    this.#paceMs = this.#cameAtMs === undefined ? 0 : nowMs - this.#cameAtMs;
    this.#cameAtMs = goesOn ? nowMs : undefined;
    this.#isTold = false;
  }

  /** The fleet knows what is missing. */
  told(): void {
    this.#isTold = true;
  }
}
