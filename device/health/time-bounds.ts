// What the time can be at all: what the fleet has signed came after it was signed and before it ran out, and the journal has seen some of it.
import type { Clock } from '../../protocol/index.ts';

/** UTC, of a message of the fleet that a trusted key has signed. */
export interface SignedTimes {
  readonly issuedMs: number;
  readonly expiresMs: number;
}

/** For clocks of the fleet that are off, and for its way. */
const TOLERANCE_MS = 10 * 60_000;
/** A terminal may lie in a store for a while; longer ones wait for the fleet's first word. */
const FAR_MS = 30 * 24 * 3_600_000;

export class TimeBounds {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  /** UTC, each as it would be at monotonic 0. */
  #seen: number | undefined;
  #issued: number | undefined;
  #expires: number | undefined;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** Where a fleet will say more: UTC that the journal has seen, by a synchronised clock. */
  seen(utcMs: number): void {
    this.#seen = utcMs - this.#clock.monotonicMs();
  }

  /** Whether it is believed or not: one that is played again says nothing that is wrong, only less than a fresh one. */
  heard({ issuedMs, expiresMs }: SignedTimes): void {
    const beganMs = this.#clock.monotonicMs();
    this.#issued = Math.max(issuedMs - beganMs, this.#issued ?? Number.NEGATIVE_INFINITY);
    this.#expires = Math.max(expiresMs - beganMs, this.#expires ?? Number.NEGATIVE_INFINITY);
  }

  /** UTC: it is as late as that by what the fleet has signed; undefined where nothing was heard in this run. */
  get leastMs(): number | undefined {
    return this.#issued === undefined ? undefined : this.#issued + this.#clock.monotonicMs();
  }

  /** Whether it cannot be this time: before what is signed already, or after all that was signed had run out, or far from what was seen. */
  isDoubtful(utcMs: number): boolean {
    const atStartMs = utcMs - this.#clock.monotonicMs();
    if (this.#issued !== undefined && this.#expires !== undefined)
      return atStartMs < this.#issued - TOLERANCE_MS || atStartMs > this.#expires + TOLERANCE_MS;
    return this.#seen !== undefined && atStartMs > this.#seen + FAR_MS;
  }
}
