// A chip in the contacts of a reader: paced as its bus, and befallen by what befalls cards.
import type { Clock } from '../../../protocol/index.ts';
import type { VirtualChip } from './virtual-chip.ts';

/** `silence` says nothing more; the others answer, but wrongly. */
export type ChipFault = 'silence' | 'garbage' | 'wrong-length' | 'slow';

export interface InsertManner {
  /** Pulled out instead of answering this command, counted from 1. */
  readonly pulledAtCommand?: number;
  /** So many times it is powered in vain: its contacts do not touch yet. The reader powers it once by itself. */
  readonly notReadyTimes?: number;
}

export interface ChipSurroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly isPaced: boolean;
  readonly fault: () => ChipFault | undefined;
  readonly pull: () => void;
}

/** As a chip that computes between the bytes. */
const SLOWED_BY_MS = 700;
const NO_BYTES = new Uint8Array();

export class InsertedChip {
  readonly chip: VirtualChip;
  readonly #manner: InsertManner;
  readonly #around: ChipSurroundings;
  readonly #out = new AbortController();
  #commands = 0;
  #powered = 0;
  /** The moment until which the bus is taken. */
  #freeAtMs = 0;

  constructor(chip: VirtualChip, manner: InsertManner, around: ChipSurroundings) {
    this.chip = chip;
    this.#manner = manner;
    this.#around = around;
  }

  powerOn(): void {
    this.#powered += 1;
    this.chip.reset();
  }

  reset(): void {
    this.chip.reset();
  }

  /** Empty while its contacts do not touch, and for ever where it lies upside down. */
  get answerToReset(): Uint8Array {
    return this.#powered > (this.#manner.notReadyTimes ?? 0) ? this.chip.atr : NO_BYTES;
  }

  /** Ends as soon as it is pulled out. */
  get out(): AbortSignal {
    return this.#out.signal;
  }

  /** Undefined: no response will come. */
  async respond(command: Uint8Array): Promise<Uint8Array | undefined> {
    this.#commands += 1;
    if (this.#commands === this.#manner.pulledAtCommand) return void this.#around.pull();
    const fault = this.#around.fault();
    if (fault === 'silence') return undefined;
    const response = distorted(this.chip.respond(command), fault, this.#around.random);
    try {
      await this.#pace(command.length + response.length, fault === 'slow' ? SLOWED_BY_MS : 0);
    } catch (reason) {
      if (reason instanceof PulledOut) return undefined;
      throw reason;
    }
    return response;
  }

  pullOut(): void {
    this.#out.abort(new PulledOut());
  }

  /** Against the clock, not by each wait: a late timer must not slow the bus down for good. */
  async #pace(bytes: number, extraMs: number): Promise<void> {
    const { clock, isPaced } = this.#around;
    const needsMs = (isPaced ? bytes * this.chip.msPerByte : 0) + extraMs;
    const nowMs = clock.monotonicMs();
    this.#freeAtMs = Math.max(nowMs - SLACK_MS, this.#freeAtMs) + needsMs;
    const waitMs = this.#freeAtMs - nowMs;
    if (waitMs >= 1) await clock.sleep(waitMs, this.#out.signal);
    this.#out.signal.throwIfAborted();
  }
}

/** Timers are late by about so much: within it the bus may catch up. */
const SLACK_MS = 2;

class PulledOut extends Error {}

function distorted(response: Uint8Array, fault: ChipFault | undefined, random: () => number): Uint8Array {
  if (fault === 'garbage') return Uint8Array.from(response, () => Math.floor(random() * 256));
  if (fault !== 'wrong-length' || response.length <= 2) return response;
  return Uint8Array.of(...response.subarray(0, response.length - 3), ...response.subarray(-2));
}
