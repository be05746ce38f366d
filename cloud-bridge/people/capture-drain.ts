// Sends whoever was enrolled here to the fleet over one connection, until a receipt says that it has them.
import {
  type BatchSigner,
  type CaptureReceipt,
  type Clock,
  type Recipient,
  sealCaptured,
  type TerminalAddress,
  topicRoot,
} from '../../protocol/index.ts';
import { Resending } from '../resending.ts';
import type { CaptureOutbox } from './capture-outbox.ts';

export interface CaptureDrainParts {
  readonly address: TerminalAddress;
  readonly outbox: CaptureOutbox;
  /** Whoever keeps templates for the fleet. */
  readonly recipient: Recipient;
  readonly signer: BatchSigner;
  readonly clock: Clock;
  /** Resolves when the broker has it. @throws KioskError FLEET_UNREACHABLE */
  publish(sealed: string): Promise<void>;
}

export class CaptureDrain {
  readonly #resending: Resending<{ readonly id: string } & ReturnType<CaptureOutbox['waiting']>[number]>;

  constructor({ address, outbox, recipient, signer, clock, publish }: CaptureDrainParts) {
    this.#resending = new Resending({
      waiting: (limit) => outbox.waiting(limit).map((person) => ({ id: person.capture, ...person })),
      added: outbox.added,
      send: async ({ id: _, ...person }) =>
        publish(await sealCaptured({ ...person, from: topicRoot(address) }, recipient, signer)),
      clock,
    });
  }

  /** What was sent is with the fleet, whatever it says of it. What it does not know has its turn again. */
  hear({ capture, outcome }: CaptureReceipt): void {
    if (outcome !== 'unknown') this.#resending.acknowledged(capture);
  }

  /** Until the signal aborts, whose reason it rejects with. @throws KioskError FLEET_UNREACHABLE, STORE_* */
  run(signal: AbortSignal): Promise<never> {
    return this.#resending.run(signal);
  }
}
