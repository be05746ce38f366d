// What time it is at least, for whoever may come in until a day: a clock that was set back lets nobody in again.
import type { Clock, ClockState } from '../../protocol/index.ts';
import type { TimeBounds } from './time-bounds.ts';

export interface KnownTimeParts {
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  readonly clockState: () => ClockState;
  /** Over restarts: UTC of the latest entry that was written by a synchronised clock. */
  readonly journal: { readonly latestSyncedMs: number | null };
  readonly bounds: Pick<TimeBounds, 'leastMs' | 'isDoubtful'>;
}

interface Known {
  readonly utcMs: number;
  readonly monotonicMs: number;
}

/**
 * A synchronised clock is believed. Any other tells nothing earlier than what has passed in this run, than the journal has seen, or than the
 * fleet has signed; of these what cannot be the time is left out.
 */
export class KnownTime {
  readonly #parts: KnownTimeParts;
  #known: Known;

  constructor(parts: KnownTimeParts) {
    this.#parts = parts;
    this.#known = now(parts.clock);
  }

  /** UTC. @throws KioskError of the journal's store */
  nowMs(): number {
    const { clock, clockState, journal, bounds } = this.#parts;
    const { utcMs, monotonicMs } = now(clock);
    if (clockState() === 'synced') {
      this.#known = { utcMs, monotonicMs };
      return utcMs;
    }
    const livedMs = this.#known.utcMs + monotonicMs - this.#known.monotonicMs;
    const told = [utcMs, livedMs, journal.latestSyncedMs ?? 0].filter((ms) => !bounds.isDoubtful(ms));
    return Math.max(...told, bounds.leastMs ?? 0);
  }
}

const now = (clock: KnownTimeParts['clock']): Known => ({ utcMs: clock.nowMs(), monotonicMs: clock.monotonicMs() });
