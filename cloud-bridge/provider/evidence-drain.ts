// Carries sealed evidence to its provider over one connection, again and again until it is acknowledged.
import type { Clock, EvidenceAck } from '../../protocol/index.ts';
import { Bell } from '../bell.ts';
import type { Log } from '../log.ts';
import type { EvidenceOutbox } from './evidence-outbox.ts';

export interface EvidenceDrainParts {
  readonly outbox: EvidenceOutbox;
  readonly clock: Clock;
  readonly log: Log;
  /** Resolves when the broker has it. @throws KioskError FLEET_UNREACHABLE */
  publish(sealed: string): Promise<void>;
}

/** Under way and not acknowledged; each may weigh a megabyte. */
const ABREAST = 4;
/** What is not acknowledged by then is sent again. */
const AGAIN_AFTER_MS = 30_000;

export class EvidenceDrain {
  readonly #parts: EvidenceDrainParts;
  readonly #bell = new Bell();
  readonly #sentAtMs = new Map<string, number>();

  constructor(parts: EvidenceDrainParts) {
    this.#parts = parts;
  }

  /** @throws KioskError STORE_* */
  acknowledge(ack: EvidenceAck): void {
    const { outbox, log } = this.#parts;
    if (!outbox.acknowledge(ack)) log.warn({ id: ack.id }, 'evidence was acknowledged that is not held, or is another');
    this.#sentAtMs.delete(ack.id);
    this.#bell.ring();
  }

  /** Until the signal aborts, whose reason it rejects with. @throws KioskError FLEET_UNREACHABLE, STORE_* */
  async run(signal: AbortSignal): Promise<never> {
    const { outbox, clock } = this.#parts;
    const silence = outbox.added.listen(() => this.#bell.ring());
    try {
      for (;;) {
        await this.#sendDue();
        await this.#bell.wait(clock, AGAIN_AFTER_MS, signal);
      }
    } finally {
      silence();
    }
  }

  async #sendDue(): Promise<void> {
    const { outbox, clock, publish } = this.#parts;
    for (const { id, sealed } of outbox.waiting(ABREAST)) {
      const sentAtMs = this.#sentAtMs.get(id);
      if (sentAtMs !== undefined && clock.monotonicMs() - sentAtMs < AGAIN_AFTER_MS) continue;
      this.#sentAtMs.set(id, clock.monotonicMs());
      await publish(sealed);
    }
  }
}
