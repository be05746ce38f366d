// What each minute of a peak did to the fleet: how many came, how many were stored, how many waited, and how long.
import { minuteName, type Peak } from './peak.ts';

export interface Minute {
  /** HH:MM. */
  readonly minute: string;
  /** Entries that were recorded, and those of any minute that were acknowledged. */
  readonly asked: number;
  readonly stored: number;
  /** Recorded and not acknowledged, at the worst moment. */
  readonly highestQueue: number;
  /** Of one that was acknowledged in this minute, or waited still. */
  readonly longestWaitMs: number;
}

export interface Moment {
  readonly elapsedMs: number;
  /** Since the beginning. */
  readonly recorded: number;
  readonly acknowledged: number;
  /** Of the entry that waits longest now. */
  readonly waitMs: number;
}

const MINUTE_MS = 60_000;

export class MinuteBook {
  readonly #peak: Peak;
  readonly #minutes: Minute[] = [];
  #before: Pick<Moment, 'recorded' | 'acknowledged'> = { recorded: 0, acknowledged: 0 };

  constructor(peak: Peak) {
    this.#peak = peak;
  }

  /** One a minute, also of those in which nobody came. */
  get minutes(): readonly Minute[] {
    return this.#minutes;
  }

  note({ elapsedMs, recorded, acknowledged, waitMs }: Moment): void {
    const at = Math.floor(elapsedMs / MINUTE_MS);
    while (this.#minutes.length <= at) this.#minutes.push(this.#empty(this.#minutes.length));
    const { asked, stored, highestQueue, longestWaitMs } = this.#minutes[at] ?? this.#empty(at);
    this.#minutes[at] = {
      minute: minuteName(this.#peak, at),
      asked: asked + recorded - this.#before.recorded,
      stored: stored + acknowledged - this.#before.acknowledged,
      highestQueue: Math.max(highestQueue, recorded - acknowledged),
      longestWaitMs: Math.max(longestWaitMs, Math.round(waitMs)),
    };
    this.#before = { recorded, acknowledged };
  }

  #empty(at: number): Minute {
    return { minute: minuteName(this.#peak, at), asked: 0, stored: 0, highestQueue: 0, longestWaitMs: 0 };
  }
}
