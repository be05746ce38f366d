// Carries sealed evidence to its provider over one connection, again and again until it is acknowledged.
import type { Clock, EvidenceAck } from '../../protocol/index.ts';
import type { Log } from '../log.ts';
import { Resending } from '../resending.ts';
import type { EvidenceOutbox, WaitingEvidence } from './evidence-outbox.ts';

export interface EvidenceDrainParts {
  readonly outbox: EvidenceOutbox;
  readonly clock: Clock;
  readonly log: Log;
  /** Resolves when the broker has it. @throws KioskError FLEET_UNREACHABLE */
  publish(sealed: string): Promise<void>;
}

export class EvidenceDrain {
  readonly #parts: EvidenceDrainParts;
  readonly #resending: Resending<WaitingEvidence>;

  constructor(parts: EvidenceDrainParts) {
    this.#parts = parts;
    const { outbox, clock } = parts;
    this.#resending = new Resending({
      waiting: (limit) => outbox.waiting(limit),
      added: outbox.added,
      send: ({ sealed }) => parts.publish(sealed),
      clock,
    });
  }

  /** @throws KioskError STORE_* */
  acknowledge(ack: EvidenceAck): void {
    const { outbox, log } = this.#parts;
    if (!outbox.acknowledge(ack)) log.warn({ id: ack.id }, 'evidence was acknowledged that is not held, or is another');
    this.#resending.acknowledged(ack.id);
  }

  /** Until the signal aborts, whose reason it rejects with. @throws KioskError FLEET_UNREACHABLE, STORE_* */
  run(signal: AbortSignal): Promise<never> {
    return this.#resending.run(signal);
  }
}
