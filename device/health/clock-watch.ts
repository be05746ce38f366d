// How far the wall clock can be believed, and when somebody moved it: each entry of the journal says so.

import { existsSync } from 'node:fs';
import type { Clock, ClockState } from '../../protocol/index.ts';
import { isTouched, kernelIsSynchronised } from './time-source.ts';

/** A battery-backed clock, whose time outlives a power cut. */
const RTC = '/sys/class/rtc/rtc0';
/** Before this the clock cannot have been set: the firmware is younger. */
const OLDEST_POSSIBLE_MS = Date.UTC(2026, 0, 1);
const CHECK_EVERY_MS = 1000;
/** Asking the kernel costs a process. */
const ASK_EVERY_MS = 60_000;
/** A step of the wall clock against the monotonic one that counts as a jump; slewing stays far below. */
const JUMP_MS = 1500;

export interface ClockWatchOptions {
  readonly clock: Clock;
  readonly onJump: (byMs: number) => void;
  readonly isTouched?: () => boolean;
  /** Undefined where there is nobody to ask. */
  readonly askKernel?: (signal: AbortSignal) => Promise<boolean | undefined>;
  readonly hasRtc?: () => boolean;
}

export class ClockWatch {
  readonly #clock: Clock;
  readonly #onJump: (byMs: number) => void;
  readonly #isTouched: () => boolean;
  readonly #askKernel: (signal: AbortSignal) => Promise<boolean | undefined>;
  readonly #hasRtc: () => boolean;
  #wasSynchronised = false;
  #kernelIsSynchronised: boolean | undefined;

  constructor(options: ClockWatchOptions) {
    this.#clock = options.clock;
    this.#onJump = options.onJump;
    this.#isTouched = options.isTouched ?? (() => isTouched(this.#clock.nowMs()));
    this.#askKernel = options.askKernel ?? kernelIsSynchronised;
    this.#hasRtc = options.hasRtc ?? (() => existsSync(RTC));
  }

  /**
   * `rtc-only`: plausible, and kept by a battery, but nobody has vouched for it. `unknown`: older than this software can
   * be, or, without such a clock, no more than what was written down before the power went.
   */
  get state(): ClockState {
    if (this.#clock.nowMs() < OLDEST_POSSIBLE_MS) return 'unknown';
    // The kernel knows when somebody has set the clock by hand, which the file does not.
    if (this.#kernelIsSynchronised ?? this.#isTouched()) {
      this.#wasSynchronised = true;
      return 'synced';
    }
    if (this.#wasSynchronised) return 'holdover';
    return this.#hasRtc() ? 'rtc-only' : 'unknown';
  }

  /** Asks the kernel, which `state` alone does not. Never rejects. */
  async ask(signal: AbortSignal): Promise<void> {
    // Once it has answered, a silence says nothing new: the file must not speak again for a clock that was set by hand.
    this.#kernelIsSynchronised = (await this.#askKernel(signal)) ?? this.#kernelIsSynchronised;
  }

  /** Compares both clocks each second, and asks the kernel each minute and before it tells of a jump, until `signal` aborts. */
  async watch(signal: AbortSignal): Promise<void> {
    let offsetMs = this.#offsetMs;
    let askAtMs = this.#clock.monotonicMs();
    while (!signal.aborted) {
      if (this.#clock.monotonicMs() >= askAtMs) {
        askAtMs = this.#clock.monotonicMs() + ASK_EVERY_MS;
        void this.ask(signal);
      }
      await this.#clock.sleep(CHECK_EVERY_MS, signal).catch(() => undefined);
      const byMs = this.#offsetMs - offsetMs;
      if (Math.abs(byMs) > JUMP_MS) {
        await this.ask(signal);
        this.#onJump(byMs);
      }
      offsetMs = this.#offsetMs;
    }
  }

  get #offsetMs(): number {
    return this.#clock.nowMs() - this.#clock.monotonicMs();
  }
}
