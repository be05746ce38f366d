// The claim that waits to be borne out: for a few seconds, by the next finger or by the face, and by nobody else's.
import type { Clock } from '../../../protocol/index.ts';
import type { KioskEvent } from '../events.ts';
import { askFor } from '../prompts.ts';
import type { Claim, ClaimWay } from './claim.ts';

export interface HeldClaimParts {
  readonly clock: Clock;
  readonly tell: (event: KioskEvent) => void;
  readonly withinMs: number;
}

export interface WaitingClaim {
  readonly claim: Claim;
  readonly ways: readonly ClaimWay[];
}

export interface TakenClaim extends WaitingClaim {
  /** It did not succeed and may be tried again; unless somebody else has claimed to be here meanwhile. */
  readonly giveBack: () => void;
}

export class HeldClaim {
  readonly #parts: HeldClaimParts;
  #waiting: { readonly of: WaitingClaim; readonly untilMs: number } | undefined;
  #expiring = new AbortController();

  constructor(parts: HeldClaimParts) {
    this.#parts = parts;
  }

  get waiting(): WaitingClaim | undefined {
    return this.#waiting && this.#parts.clock.monotonicMs() <= this.#waiting.untilMs ? this.#waiting.of : undefined;
  }

  /** Whoever claimed before is gone. */
  hold(waiting: WaitingClaim): void {
    const { clock, tell, withinMs } = this.#parts;
    const { claim, ways } = waiting;
    this.#waiting = { of: waiting, untilMs: clock.monotonicMs() + withinMs };
    this.#expiring.abort();
    this.#expiring = new AbortController();
    void this.#expire(this.#expiring.signal);
    tell({ type: 'claim', by: claim.by, ways, forMs: withinMs, message: askFor(ways) });
  }

  /** @param atMs monotonic: when the finger came, which a slow sensor tells late */
  take(atMs: number): TakenClaim | undefined {
    const held = this.#waiting;
    if (!held) return undefined;
    this.#end();
    if (atMs > held.untilMs) return undefined;
    return { ...held.of, giveBack: () => void (this.#waiting ?? this.hold(held.of)) };
  }

  /** For whoever shows something else than a finger. */
  takeNow(): TakenClaim | undefined {
    return this.take(this.#parts.clock.monotonicMs());
  }

  /** Whoever claimed goes away. */
  drop(): void {
    if (this.#waiting) this.#end();
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
    if (isOver && !signal.aborted) this.#end();
  }
}
