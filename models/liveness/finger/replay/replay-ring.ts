// Remembers for some minutes where the minutiae of this sensor's last impressions lay, to know a copy when it comes.
import type { Clock, FingerTemplate } from '../../../../protocol/computing.ts';
import { REPLAY } from '../parameters.ts';
import { Coincidence } from './coincidence.ts';
import { emptyPointSet, type PointSet, readPoints, wipePointSet } from './point-set.ts';

interface Slot {
  readonly points: PointSet;
  /** Monotonic; negative infinity while the slot is free. */
  takenAtMs: number;
}

const NEVER = Number.NEGATIVE_INFINITY;

export interface ReplayRingOptions {
  readonly clock: Clock;
  /** 0 remembers nothing. */
  readonly keepMs?: number;
  readonly maxImpressions?: number;
}

/** One for each sensor. Holds minutiae, never images; all of its memory is there from the start and overwritten in turn. */
export class ReplayRing implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #slots: readonly Slot[];
  readonly #coincidence = new Coincidence();
  readonly #probe = emptyPointSet();
  readonly #stopped = new AbortController();
  #next = 0;

  constructor({ clock, keepMs = REPLAY.keepMs, maxImpressions = REPLAY.maxImpressions }: ReplayRingOptions) {
    this.#clock = clock;
    this.#keepMs = keepMs;
    this.#slots = Array.from({ length: maxImpressions }, () => ({ points: emptyPointSet(), takenAtMs: NEVER }));
  }

  /** How many impressions are remembered now. */
  get size(): number {
    return this.#slots.filter(({ takenAtMs }) => takenAtMs !== NEVER).length;
  }

  /**
   * Whether `template` is a copy of an earlier impression; then remembers it. Once for each touch: the same touch asked about
   * twice is its own copy.
   */
  isCopyOfEarlier(template: FingerTemplate): boolean {
    this.expire();
    readPoints(template, this.#probe);
    const isCopy = this.#slots.some(
      ({ points, takenAtMs }) => takenAtMs !== NEVER && this.#coincidence.isCopy(this.#probe, points),
    );
    wipePointSet(this.#probe);
    this.#remember(template);
    return isCopy;
  }

  /** Wipes what is older than it may become. */
  expire(): void {
    const since = this.#clock.monotonicMs() - this.#keepMs;
    for (const slot of this.#slots) if (slot.takenAtMs !== NEVER && slot.takenAtMs <= since) wipe(slot);
  }

  /** Expires also while nobody touches the sensor; ends when it is disposed, or with the signal. */
  async keepExpiring(signal: AbortSignal): Promise<void> {
    const stop = (): void => this.#stopped.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      while (this.#keepMs > 0 && !this.#stopped.signal.aborted) {
        await this.#clock.sleep(this.#keepMs / SWEEPS, this.#stopped.signal);
        this.expire();
      }
    } catch (reason) {
      if (!this.#stopped.signal.aborted) throw reason;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    for (const slot of this.#slots) wipe(slot);
  }

  #remember(template: FingerTemplate): void {
    const slot = this.#slots[this.#next];
    if (!slot || this.#keepMs <= 0) return;
    readPoints(template, slot.points);
    slot.takenAtMs = this.#clock.monotonicMs();
    this.#next = (this.#next + 1) % this.#slots.length;
  }
}

/** An impression outlives its time by at most a tenth of it where nobody comes. */
const SWEEPS = 10;

function wipe(slot: Slot): void {
  wipePointSet(slot.points);
  slot.takenAtMs = NEVER;
}
