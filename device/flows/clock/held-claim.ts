// The claim that waits to be borne out: for a few seconds, by the next finger or by the face, and by nobody else's.
import type { ClaimWay, Clock, KioskEvent } from '../../../protocol/index.ts';
import { askFor } from '../prompts.ts';
import type { Claim } from './claim.ts';

export interface HeldClaimParts {
  readonly clock: Clock;
  readonly tell: (event: KioskEvent) => void;
  readonly withinMs: number;
  readonly key: KeyOfClaim;
}

/** The IN or OUT of whoever claims waits as long as they do. */
export interface KeyOfClaim {
  /** They are waited for from now on; the claim before was another's, unless this is the same one again. */
  keepFor(claimMs: number): void;
  letGo(): void;
}

export interface WaitingClaim {
  readonly claim: Claim;
  readonly ways: readonly ClaimWay[];
}

export interface TakenClaim extends WaitingClaim {
  /** It did not succeed and may be tried again; unless somebody else has claimed to be here meanwhile. */
  readonly giveBack: () => void;
}

/** Somebody else may stand there by then: so often a claim that failed is tried again. */
const MOST_RENEWALS = 2;

interface Held {
  readonly of: WaitingClaim;
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly renewals: number;
}

export class HeldClaim {
  readonly #parts: HeldClaimParts;
  #waiting: Held | undefined;
  /** Taken and not yet given back; `drop` makes an end of it too. */
  #taken: Held | undefined;
  #expiring = new AbortController();

  constructor(parts: HeldClaimParts) {
    this.#parts = parts;
  }

  get waiting(): WaitingClaim | undefined {
    return this.#waiting && this.#parts.clock.monotonicMs() <= this.#waiting.untilMs ? this.#waiting.of : undefined;
  }

  /** Whoever claimed before is gone. */
  hold(waiting: WaitingClaim): void {
    this.#taken = undefined;
    if (this.#waiting) this.#parts.key.letGo();
    this.#hold(waiting, 0);
  }

  #hold(of: WaitingClaim, renewals: number): void {
    const { clock, tell, withinMs, key } = this.#parts;
    const { claim, ways } = of;
    const sinceMs = clock.monotonicMs();
    this.#waiting = { of, sinceMs, untilMs: sinceMs + withinMs, renewals };
    this.#expiring.abort();
    this.#expiring = new AbortController();
    void this.#expire(this.#expiring.signal);
    tell({ type: 'claim', by: claim.by, ways, forMs: withinMs, message: askFor(ways) });
    key.keepFor(withinMs);
  }

  /**
   * For a finger. One that came before the claim was made, or of whom only the face can be compared, is looked for among all.
   * @param atMs monotonic: when the finger came, which a slow sensor tells late
   */
  take(atMs: number): TakenClaim | undefined {
    const held = this.#waiting;
    if (!held?.of.ways.includes('finger') || atMs < held.sinceMs) return undefined;
    return this.#take(held, atMs);
  }

  /** For the face. */
  takeNow(): TakenClaim | undefined {
    return this.#waiting && this.#take(this.#waiting, this.#parts.clock.monotonicMs());
  }

  #take(held: Held, atMs: number): TakenClaim | undefined {
    this.#end();
    if (atMs > held.untilMs) return undefined;
    this.#taken = held;
    return { ...held.of, giveBack: () => this.#giveBack(held) };
  }

  #giveBack(held: Held): void {
    if (this.#taken !== held || this.#waiting) return;
    this.#taken = undefined;
    if (held.renewals < MOST_RENEWALS) this.#hold(held.of, held.renewals + 1);
  }

  /** Whoever claimed goes away. */
  drop(): void {
    this.#taken = undefined;
    if (this.#waiting) this.#abandon();
  }

  /** Nobody has come. */
  #abandon(): void {
    this.#parts.key.letGo();
    this.#end();
  }

  #end(): void {
    this.#expiring.abort();
    this.#waiting = undefined;
    this.#parts.tell({ type: 'claim-over' });
  }

  /** Also where nobody comes. */
  async #expire(signal: AbortSignal): Promise<void> {
    const { clock, withinMs } = this.#parts;
    const isOver = await clock.sleep(withinMs, signal).then(
      () => true,
      () => false,
    );
    if (isOver && !signal.aborted) this.#abandon();
  }
}
