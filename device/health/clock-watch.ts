// How far the wall clock can be believed, and when somebody moved it: each entry of the journal says so.

import { existsSync } from 'node:fs';
import type { Clock, ClockState } from '../../protocol/index.ts';

/** systemd-timesyncd touches this file each time it has synchronised (systemd-timesyncd.service(8)). */
const SYNCHRONISED = '/run/systemd/timesync/synchronized';
/** Before this the clock cannot have been set: the firmware is younger. */
const OLDEST_POSSIBLE_MS = Date.UTC(2026, 0, 1);
const CHECK_EVERY_MS = 1000;
/** A step of the wall clock against the monotonic one that counts as a jump; slewing stays far below. */
const JUMP_MS = 1500;

export interface ClockWatchOptions {
  readonly clock: Clock;
  readonly onJump: (byMs: number) => void;
  readonly isSynchronised?: () => boolean;
}

export class ClockWatch {
  readonly #clock: Clock;
  readonly #onJump: (byMs: number) => void;
  readonly #isSynchronised: () => boolean;
  #wasSynchronised = false;

  constructor({ clock, onJump, isSynchronised = () => existsSync(SYNCHRONISED) }: ClockWatchOptions) {
    this.#clock = clock;
    this.#onJump = onJump;
    this.#isSynchronised = isSynchronised;
  }

  /** `unknown` where nobody vouches for the clock: a terminal without network time is the rule, not the exception. */
  get state(): ClockState {
    if (this.#clock.nowMs() < OLDEST_POSSIBLE_MS) return 'rtc-only';
    if (this.#isSynchronised()) {
      this.#wasSynchronised = true;
      return 'synced';
    }
    return this.#wasSynchronised ? 'holdover' : 'unknown';
  }

  /** Compares both clocks each second until `signal` aborts. */
  async watch(signal: AbortSignal): Promise<void> {
    let offsetMs = this.#offsetMs;
    while (!signal.aborted) {
      await this.#clock.sleep(CHECK_EVERY_MS, signal).catch(() => undefined);
      const byMs = this.#offsetMs - offsetMs;
      if (Math.abs(byMs) > JUMP_MS) this.#onJump(byMs);
      offsetMs = this.#offsetMs;
    }
  }

  get #offsetMs(): number {
    return this.#clock.nowMs() - this.#clock.monotonicMs();
  }
}
