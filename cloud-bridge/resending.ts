// Carries what waits over one connection, a few at a time, again and again until whoever it is for has it.
import type { Clock, Listenable } from '../protocol/index.ts';
import { Bell } from './bell.ts';

export interface ResendingParts<T extends { readonly id: string }> {
  /** What nobody has yet, the oldest first, at most `limit`. @throws KioskError STORE_* */
  waiting(limit: number): readonly T[];
  /** Says that there is more. */
  readonly added: Listenable<unknown>;
  /** Resolves when the broker has it. @throws KioskError FLEET_UNREACHABLE */
  send(item: T): Promise<void>;
  readonly clock: Clock;
}

/** Under way and not acknowledged; each may weigh a megabyte. */
const ABREAST = 4;
/** What is not acknowledged by then is sent again. */
const AGAIN_AFTER_MS = 30_000;

export class Resending<T extends { readonly id: string }> {
  readonly #parts: ResendingParts<T>;
  readonly #bell = new Bell();
  readonly #sentAtMs = new Map<string, number>();

  constructor(parts: ResendingParts<T>) {
    this.#parts = parts;
  }

  /** It need not be sent any more: the next has its turn. */
  acknowledged(id: string): void {
    this.#sentAtMs.delete(id);
    this.#bell.ring();
  }

  /** Until the signal aborts, whose reason it rejects with. @throws KioskError FLEET_UNREACHABLE, STORE_* */
  async run(signal: AbortSignal): Promise<never> {
    const silence = this.#parts.added.listen(() => this.#bell.ring());
    try {
      for (;;) {
        await this.#sendDue();
        await this.#bell.wait(this.#parts.clock, AGAIN_AFTER_MS, signal);
      }
    } finally {
      silence();
    }
  }

  async #sendDue(): Promise<void> {
    const { waiting, send, clock } = this.#parts;
    for (const item of waiting(ABREAST)) {
      const sentAtMs = this.#sentAtMs.get(item.id);
      if (sentAtMs !== undefined && clock.monotonicMs() - sentAtMs < AGAIN_AFTER_MS) continue;
      this.#sentAtMs.set(item.id, clock.monotonicMs());
      await send(item);
    }
  }
}
