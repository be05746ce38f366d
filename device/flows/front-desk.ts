// Who has the sensor: people who clock, one after another, unless an enrolment has asked for it between two of them.

import type { FingerprintSensor, Touch } from '../../hal/index.ts';
import {
  abortable,
  Broadcast,
  type Clock,
  Deadline,
  isFault,
  type Listenable,
  OUTCOMES,
} from '../../protocol/index.ts';
import type { ClockAnswer } from './clock/clock-answer.ts';
import type { Direction, KioskEvent } from './events.ts';

/** How long a pressed IN or OUT waits for its finger. */
const KEY_VALID_MS = 10_000;
/** How long a finger may rest on the glass after the answer before the terminal stops waiting for it. */
const LIFT_LIMIT_MS = 10_000;
/** Pause after a fault of the idle sensor, so that a dead one does not spin. */
const AFTER_FAULT_MS = 250;

export interface FrontDeskParts {
  readonly sensor: FingerprintSensor;
  readonly visit: (touch: Touch, pressed: Direction | null) => Promise<ClockAnswer>;
  readonly ready: () => void;
  readonly tell: (event: KioskEvent) => void;
  readonly noteFault: (fault: unknown) => void;
  readonly clock: Clock;
}

interface Key {
  readonly direction: Direction;
  readonly atMs: number;
}

class Interrupted extends Error {}

/** A poor image, or a fault of ours: the same person tries again. */
const isToTryAgain = ({ accepted, code }: ClockAnswer): boolean => !accepted && OUTCOMES[code].visit === 'either';

export class FrontDesk {
  readonly #parts: FrontDeskParts;
  readonly #answers = new Broadcast<ClockAnswer>();
  readonly #guests: (() => Promise<void>)[] = [];
  readonly #readies = new Broadcast<void>();
  #interruptIdle = (): void => undefined;
  #isReady = false;
  #key: Key | undefined;

  constructor(parts: FrontDeskParts) {
    this.#parts = parts;
  }

  get answers(): Listenable<ClockAnswer> {
    return this.#answers;
  }

  /** Resolves while the desk waits for a finger on a free glass; rejects with the signal's reason. */
  async whenReady(signal: AbortSignal): Promise<void> {
    if (!this.#isReady) await next(this.#readies, signal);
  }

  /** IN or OUT was pressed: holds for the next finger within ten seconds. */
  press(direction: Direction): void {
    this.#key = { direction, atMs: this.#parts.clock.monotonicMs() };
    this.#parts.tell({ type: 'key', direction });
  }

  /** Lends the sensor to `work` as soon as nobody is clocking. */
  borrow<T>(work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#guests.push(() => work().then(resolve, reject));
      this.#interruptIdle();
    });
  }

  /** Serves until `signal` aborts; a visit that has begun is finished. Only a bug rejects. */
  async serve(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const guest = this.#guests.shift();
      if (guest) await guest();
      else await this.#clockOnce(signal);
    }
  }

  async #clockOnce(signal: AbortSignal): Promise<void> {
    this.#parts.ready();
    const touch = await this.#awaitTouch(signal);
    if (!touch) return;
    const key = this.#takeKey();
    const answer = await this.#parts.visit(touch, key?.direction ?? null);
    // Who is asked to place the finger again has pressed already.
    if (key && isToTryAgain(answer)) this.#key ??= key;
    this.#answers.send(answer);
    await this.#awaitLift(signal);
  }

  /** Undefined where the desk was called away: a guest, the end, or a fault of the sensor. */
  async #awaitTouch(signal: AbortSignal): Promise<Touch | undefined> {
    const idle = new AbortController();
    const interrupt = (): void => idle.abort(new Interrupted('called away'));
    this.#interruptIdle = interrupt;
    signal.addEventListener('abort', interrupt, { once: true });
    this.#isReady = true;
    this.#readies.send();
    try {
      return await this.#parts.sensor.waitForFinger(idle.signal);
    } catch (fault) {
      if (!(fault instanceof Interrupted)) await this.#afterFault(fault, signal);
      return undefined;
    } finally {
      this.#isReady = false;
      this.#interruptIdle = () => undefined;
      signal.removeEventListener('abort', interrupt);
    }
  }

  async #awaitLift(signal: AbortSignal): Promise<void> {
    using limit = new Deadline(signal, LIFT_LIMIT_MS, () => new Interrupted('finger still there'));
    try {
      await this.#parts.sensor.waitForLift(limit.signal);
    } catch (fault) {
      if (!(fault instanceof Interrupted) && !signal.aborted) await this.#afterFault(fault, signal);
    }
  }

  async #afterFault(fault: unknown, signal: AbortSignal): Promise<void> {
    if (!isFault(fault)) throw fault;
    this.#parts.noteFault(fault);
    await this.#parts.clock.sleep(AFTER_FAULT_MS, signal).catch(() => undefined);
  }

  #takeKey(): Key | undefined {
    const key = this.#key;
    this.#key = undefined;
    return key && this.#parts.clock.monotonicMs() - key.atMs <= KEY_VALID_MS ? key : undefined;
  }
}

/** The first answer after this call, for whoever has just put a finger on the glass. */
export const nextAnswer = (answers: Listenable<ClockAnswer>, signal: AbortSignal): Promise<ClockAnswer> =>
  next(answers, signal);

function next<T>(values: Listenable<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const value = new Promise<T>((resolve) => {
    stop = values.listen(resolve);
  });
  return abortable(value, signal).finally(stop);
}
