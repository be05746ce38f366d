// Who has the sensor: people who clock, one after another, unless an enrolment has asked for it between two of them.

import type { FingerprintSensor, Touch } from '../../hal/index.ts';
import {
  abortable,
  Broadcast,
  type Clock,
  Deadline,
  type Direction,
  isFault,
  type KioskEvent,
  type Listenable,
  OUTCOMES,
  untilAborted,
} from '../../protocol/index.ts';
import type { Claim } from './clock/claim.ts';
import type { ClockAnswer } from './clock/clock-answer.ts';
import type { HeldClaim, KeyOfClaim } from './clock/held-claim.ts';
import { DirectionKeys, type KeyOfVisit, type TakeKey } from './direction-keys.ts';
import { GuestList } from './guest-list.ts';
import type { ServiceGate } from './service-gate.ts';

/** How long a finger may rest on the glass after the answer, which has gone by then, before its owner is asked to lift it. */
const LIFT_LIMIT_MS = 4000;
/** Pause after a fault of the idle sensor, so that a dead one does not spin. */
const AFTER_FAULT_MS = 250;

export interface FrontDeskParts {
  readonly sensor: FingerprintSensor;
  /** `takeKey` is to be asked at the decision: from then on a pressed key is the next person's. */
  readonly visit: (touch: Touch, takeKey: TakeKey, claim: Claim | undefined) => Promise<ClockAnswer>;
  /** False: by the policy nobody clocks by a finger here, and nobody looks at the glass. */
  readonly usesGlass?: boolean;
  /** Who the next finger claims to be. */
  readonly claims: Pick<HeldClaim, 'take'>;
  /** While it is closed nobody clocks; guests still have their turn. */
  readonly gate: Pick<ServiceGate, 'isOpen' | 'changes'>;
  readonly ready: () => void;
  /** A finger that rests keeps everybody waiting. */
  readonly askToLift: () => void;
  readonly tell: (event: KioskEvent) => void;
  readonly noteFault: (fault: unknown) => void;
  readonly clock: Clock;
  readonly liftLimitMs?: number;
}

class Interrupted extends Error {}
class RestsOn extends Error {}

export class FrontDesk {
  readonly #parts: FrontDeskParts;
  readonly #answers = new Broadcast<ClockAnswer>();
  readonly #readies = new Broadcast<void>();
  readonly #guests = new GuestList();
  readonly #keys: DirectionKeys;
  #interruptIdle = (): void => undefined;
  #isReady = false;
  /** False from a touch on, until the sensor has seen nothing on the glass: one touch is one visit. */
  #isGlassFree = true;

  constructor(parts: FrontDeskParts) {
    this.#parts = parts;
    this.#keys = new DirectionKeys(parts.clock);
    // The gate lives as long as the desk does.
    parts.gate.changes.listen(() => this.#interruptIdle());
  }

  get answers(): Listenable<ClockAnswer> {
    return this.#answers;
  }

  /** Resolves while the desk waits for a finger on a free glass; rejects with the signal's reason. */
  async whenReady(signal: AbortSignal): Promise<void> {
    if (!this.#isReady) await next(this.#readies, signal);
  }

  /** IN or OUT was pressed: for the next finger within ten seconds, or for the one being looked at where that has no key. */
  press(direction: Direction): void {
    this.#keys.press(direction);
    this.#lightKey();
  }

  /** Somebody says who they are, and is waited for: so is the key that they have pressed, or press yet. */
  readonly keyOfClaim: KeyOfClaim = {
    keepFor: (claimMs) => {
      this.#keys.keepFor(claimMs);
      this.#lightKey();
    },
    letGo: () => {
      const before = this.#keys.pending;
      this.#keys.letGo();
      if (before && !this.#keys.pending) this.#parts.tell({ type: 'key', direction: null, forMs: 0 });
      else this.#lightKey();
    },
  };

  /**
   * A clock visit without the sensor, in its turn. Whoever comes with a finger waits meanwhile.
   * @throws as `borrow`
   */
  async visitBeside(work: (takeKey: TakeKey) => Promise<ClockAnswer>): Promise<ClockAnswer> {
    return await this.borrow(async () => {
      const key = this.#keys.forVisit();
      return this.#ended(key, await work(key.take));
    });
  }

  /**
   * Lends the sensor to `work` as soon as nobody is clocking. Whether the glass is free is for the guest to see.
   * @throws KioskError DESK_BUSY where too many wait already, DESK_CLOSED once nobody serves any more
   */
  async borrow<T>(work: () => Promise<T>): Promise<T> {
    const lent = this.#guests.admit(work);
    this.#interruptIdle();
    return await lent;
  }

  /** Serves until `signal` aborts; a visit that has begun is finished. Only a bug rejects. */
  async serve(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        const guest = this.#guests.next();
        if (guest) await this.#lend(guest);
        else if (!this.#parts.gate.isOpen) await this.#awaitOpening(signal);
        else if (this.#parts.usesGlass === false) await this.#awaitGuest(signal);
        else if (this.#isGlassFree) await this.#clockOnce(signal);
        else await this.#awaitFreeGlass(signal);
      }
    } finally {
      this.#guests.close();
    }
  }

  async #lend(guest: () => Promise<void>): Promise<void> {
    this.#isGlassFree = false;
    await guest();
  }

  async #clockOnce(signal: AbortSignal): Promise<void> {
    this.#parts.ready();
    const touch = await this.#awaitTouch(signal);
    if (!touch) return;
    this.#isGlassFree = false;
    const claimed = this.#parts.claims.take(touch.atMs);
    const key = this.#keys.forVisit();
    const answer = this.#ended(key, await this.#parts.visit(touch, key.take, claimed?.claim));
    if (OUTCOMES[answer.code].again) claimed?.giveBack();
  }

  #ended(key: KeyOfVisit, answer: ClockAnswer): ClockAnswer {
    key.end(OUTCOMES[answer.code].again);
    // The answer has put out what was lit: what still counts is lit again.
    this.#lightKey();
    this.#answers.send(answer);
    return answer;
  }

  #lightKey(): void {
    const { pending } = this.#keys;
    if (pending) this.#parts.tell({ type: 'key', ...pending });
  }

  /** Undefined where the desk was called away: a guest, the end, or a fault of the sensor. */
  async #awaitTouch(signal: AbortSignal): Promise<Touch | undefined> {
    return await this.#idly(signal, async (idle) => {
      this.#isReady = true;
      this.#readies.send();
      try {
        return await this.#parts.sensor.waitForFinger(idle);
      } finally {
        this.#isReady = false;
      }
    });
  }

  async #awaitGuest(signal: AbortSignal): Promise<void> {
    this.#parts.ready();
    await this.#idly(signal, untilAborted);
  }

  /** Whoever has laid a finger down meanwhile lifts it first. */
  async #awaitOpening(signal: AbortSignal): Promise<void> {
    this.#isGlassFree = false;
    await this.#idly(signal, untilAborted);
  }

  /** Until nothing lies on the glass, also through the loss of the sensor, or until the desk is called away. */
  async #awaitFreeGlass(signal: AbortSignal): Promise<void> {
    const { sensor, askToLift, liftLimitMs = LIFT_LIMIT_MS } = this.#parts;
    await this.#idly(signal, async (idle) => {
      using limit = new Deadline(idle, liftLimitMs, () => new RestsOn());
      try {
        await sensor.waitForLift(limit.signal);
        this.#isGlassFree = true;
      } catch (reason) {
        if (!(reason instanceof RestsOn)) throw reason;
        // Through a sensor that is away nobody can tell whose turn it is to act.
        if (sensor.info) askToLift();
      }
    });
  }

  /** Waits as long as nothing calls the desk away: a guest, the gate, the end, or a fault of the sensor, which is noted. */
  async #idly<T>(signal: AbortSignal, wait: (idle: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const idle = new AbortController();
    const interrupt = (): void => idle.abort(new Interrupted('called away'));
    this.#interruptIdle = interrupt;
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      return await wait(idle.signal);
    } catch (fault) {
      if (!(fault instanceof Interrupted)) await this.#afterFault(fault, signal);
      return undefined;
    } finally {
      this.#interruptIdle = () => undefined;
      signal.removeEventListener('abort', interrupt);
    }
  }

  async #afterFault(fault: unknown, signal: AbortSignal): Promise<void> {
    if (!isFault(fault)) throw fault;
    this.#parts.noteFault(fault);
    await this.#parts.clock.sleep(AFTER_FAULT_MS, signal).catch(() => undefined);
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
