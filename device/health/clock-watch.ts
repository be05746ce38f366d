// How far the wall clock can be believed, and when somebody moved it: each entry of the journal says so.

import { existsSync } from 'node:fs';
import type { Clock, ClockState } from '../../protocol/index.ts';
import type { TimeBounds } from './time-bounds.ts';
import { type AskTimeService, askTimeService, type TimeServiceWord } from './time-service.ts';
import { HOLDS_MS, isTouched, kernelIsSynchronised } from './time-source.ts';

/** A battery-backed clock, whose time outlives a power cut. */
const RTC = '/sys/class/rtc/rtc0';
/** Before this the clock cannot have been set: the firmware is younger. */
const OLDEST_POSSIBLE_MS = Date.UTC(2026, 0, 1);
const CHECK_EVERY_MS = 1000;
/** Asking the kernel costs a process. */
const ASK_EVERY_MS = 60_000;
/** A step of the wall clock against the monotonic one that counts as a jump; slewing stays far below. */
const JUMP_MS = 1500;

/** The last that was known of the kernel's view, with the monotonic time of the question. */
interface Word {
  readonly isSynchronised: boolean;
  readonly atMs: number;
}

export interface ClockWatchOptions {
  readonly clock: Clock;
  readonly onJump: (byMs: number) => void;
  /** Without them any time can be. */
  readonly bounds?: Pick<TimeBounds, 'isDoubtful'>;
  /** It is synchronised, or goes on from there, to what cannot be the time; and when it is so no more. */
  readonly onDoubt?: (isDoubtful: boolean) => void;
  readonly isTouched?: () => boolean;
  /** Undefined where there is nobody to ask. */
  readonly askKernel?: (signal: AbortSignal) => Promise<boolean | undefined>;
  readonly askService?: AskTimeService;
  readonly hasRtc?: () => boolean;
}

export class ClockWatch {
  readonly #clock: Clock;
  readonly #onJump: (byMs: number) => void;
  readonly #bounds: Pick<TimeBounds, 'isDoubtful'> | undefined;
  readonly #onDoubt: (isDoubtful: boolean) => void;
  readonly #isTouched: () => boolean;
  readonly #askKernel: (signal: AbortSignal) => Promise<boolean | undefined>;
  readonly #askService: AskTimeService;
  readonly #hasRtc: () => boolean;
  #service: TimeServiceWord | undefined;
  #wasSynchronised = false;
  #word: Word | undefined;
  #jumpedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ClockWatchOptions) {
    this.#clock = options.clock;
    this.#onJump = options.onJump;
    this.#bounds = options.bounds;
    this.#onDoubt = options.onDoubt ?? (() => undefined);
    this.#isTouched = options.isTouched ?? (() => isTouched(this.#clock.nowMs()));
    this.#askKernel = options.askKernel ?? kernelIsSynchronised;
    this.#askService = options.askService ?? askTimeService();
    this.#hasRtc = options.hasRtc ?? (() => existsSync(RTC));
  }

  /**
   * `rtc-only`: plausible, and kept by a battery, but nobody has vouched for it. `unknown`: older than this software can
   * be, or doubtful, or, without such a clock, no more than what was written down before the power went.
   */
  get state(): ClockState {
    if (this.#isTooOld || this.isDoubtful) return 'unknown';
    if (this.isKept) {
      this.#wasSynchronised = true;
      return 'synced';
    }
    if (this.#wasSynchronised) return 'holdover';
    return this.#hasRtc() ? 'rtc-only' : 'unknown';
  }

  /** Something keeps it, right or wrong. */
  get isKept(): boolean {
    // The kernel knows when somebody has set the clock by hand, which the file does not.
    return !this.#isTooOld && (this.#kernelSays ?? this.#isTouched());
  }

  /** It cannot be what it says, whoever keeps it. */
  get isDoubtful(): boolean {
    return this.#bounds?.isDoubtful(this.#clock.nowMs()) ?? false;
  }

  /** What keeps it, in its own words when it was last asked; undefined where nobody answered. */
  get service(): TimeServiceWord | undefined {
    return this.#service;
  }

  /** By how much it is ahead, in ms; null where nobody vouches for it, or nobody has measured it. */
  get aheadMs(): number | null {
    return this.state === 'synced' ? (this.#service?.aheadMs ?? null) : null;
  }

  get #isTooOld(): boolean {
    return this.#clock.nowMs() < OLDEST_POSSIBLE_MS;
  }

  /** Asks the kernel, and whoever keeps the clock how good it is, which `state` alone does not. Never rejects. */
  async ask(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#hearKernel(signal), this.#hearService(signal)]);
  }

  async #hearKernel(signal: AbortSignal): Promise<void> {
    const atMs = this.#clock.monotonicMs();
    const isSynchronised = await this.#askKernel(signal);
    // Once it has answered, a silence says nothing new: the file must not speak again for a clock that was set by hand.
    if (isSynchronised === undefined) return;
    if (this.#isBeforeJump(atMs)) return;
    this.#word = { isSynchronised, atMs };
  }

  async #hearService(signal: AbortSignal): Promise<void> {
    const atMs = this.#clock.monotonicMs();
    const service = await this.#askService(signal);
    if (!this.#isBeforeJump(atMs)) this.#service = service;
  }

  /** Asked before the last jump, a word says nothing of the clock since. */
  #isBeforeJump(askedAtMs: number): boolean {
    return askedAtMs < this.#jumpedAtMs;
  }

  /** Compares both clocks each second, tells of doubts, asks each minute, and the kernel before it tells of a jump, until `signal` aborts. */
  async watch(signal: AbortSignal): Promise<void> {
    let offsetMs = this.#offsetMs;
    let askAtMs = this.#clock.monotonicMs();
    let wasDoubtful = false;
    while (!signal.aborted) {
      if (this.isDoubtful !== wasDoubtful) {
        wasDoubtful = !wasDoubtful;
        this.#onDoubt(wasDoubtful);
      }
      if (this.#clock.monotonicMs() >= askAtMs) {
        askAtMs = this.#clock.monotonicMs() + ASK_EVERY_MS;
        void this.ask(signal);
      }
      await this.#clock.sleep(CHECK_EVERY_MS, signal).catch(() => undefined);
      // Measured once: what the clock does while the kernel is asked is seen the next time.
      const measuredMs = this.#offsetMs;
      const byMs = measuredMs - offsetMs;
      offsetMs = measuredMs;
      if (Math.abs(byMs) > JUMP_MS) await this.#afterJump(byMs, signal);
    }
  }

  async #afterJump(byMs: number, signal: AbortSignal): Promise<void> {
    this.#jumpedAtMs = this.#clock.monotonicMs();
    // Nobody has vouched for the new time until the kernel does, and nobody has measured it.
    this.#word = { isSynchronised: false, atMs: this.#jumpedAtMs };
    this.#service = undefined;
    await this.#hearKernel(signal);
    this.#onJump(byMs);
  }

  /** No longer than a day: by then the kernel would have taken back a yes, and the file speaks only of what came after a no. */
  get #kernelSays(): boolean | undefined {
    const word = this.#word;
    return word && this.#clock.monotonicMs() - word.atMs < HOLDS_MS ? word.isSynchronised : undefined;
  }

  get #offsetMs(): number {
    return this.#clock.nowMs() - this.#clock.monotonicMs();
  }
}
