// Empties the journal into the fleet over one connection: in order, bounded, until the fleet has acknowledged it.
import {
  type BatchSigner,
  type Clock,
  type JournalAck,
  type JournalResend,
  type Recipient,
  sealBatch,
  type TerminalAddress,
} from '../protocol/index.ts';
import { Bell } from './bell.ts';
import { type DrainLimits, DrainPlan } from './drain-plan.ts';
import { makeBatch, type SendStep } from './journal-batch.ts';
import type { Log } from './log.ts';
import type { Outbox } from './outbox.ts';

export interface DrainSurroundings {
  readonly outbox: Outbox;
  readonly address: TerminalAddress;
  readonly recipient: Recipient;
  readonly signer: BatchSigner;
  readonly limits: DrainLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** Resolves when the broker has it. @throws KioskError FLEET_UNREACHABLE */
  publish(payload: string): Promise<void>;
}

export class JournalDrain {
  readonly #around: DrainSurroundings;
  readonly #plan: DrainPlan;
  readonly #bell = new Bell();
  #failure: unknown;

  constructor(surroundings: DrainSurroundings) {
    const { outbox, limits, clock } = surroundings;
    const { acknowledgedSeq, lastSeq } = outbox;
    this.#around = surroundings;
    this.#plan = new DrainPlan({ acknowledgedSeq, lastSeq, nowMs: clock.monotonicMs(), limits });
  }

  /** What the fleet says it has stored. @throws KioskError STORE_* */
  acknowledge({ journalId, seq }: JournalAck): void {
    const { outbox, clock, log } = this.#around;
    if (journalId !== outbox.journalId || seq > outbox.lastSeq) {
      // Believing it would let entries go that nobody has stored.
      log.warn({ journalId, seq, ours: outbox.journalId, lastSeq: outbox.lastSeq }, 'acknowledged what is not ours');
      return;
    }
    if (seq > outbox.acknowledgedSeq) outbox.acknowledge(seq);
    this.#plan.acknowledge(seq, clock.monotonicMs());
    this.#bell.ring();
  }

  resend({ journalId, fromSeq, toSeq }: JournalResend): void {
    const { outbox, log } = this.#around;
    const kept = journalId === outbox.journalId && this.#plan.resend({ fromSeq, toSeq });
    log.info({ journalId, fromSeq, toSeq, kept }, 'the fleet asks for entries again');
    this.#bell.ring();
  }

  /** Until the signal aborts. @throws KioskError FLEET_UNREACHABLE, STORE_* */
  async run(signal: AbortSignal): Promise<void> {
    const { outbox, clock } = this.#around;
    const silence = outbox.appended.listen(() => this.#bell.ring());
    try {
      while (!signal.aborted) {
        if (this.#failure) throw this.#failure;
        const step = this.#plan.step(outbox.lastSeq, clock.monotonicMs());
        if (step.kind === 'wait') await this.#bell.wait(clock, step.ms, signal);
        else await this.#send(step);
      }
    } finally {
      silence();
    }
  }

  async #send(step: SendStep): Promise<void> {
    const { outbox, address } = this.#around;
    const batch = makeBatch(outbox, address, step);
    this.#plan.sent(step, { toSeq: batch.toSeq, entries: batch.entries.length }, this.#around.clock.monotonicMs());
    const { recipient, signer } = this.#around;
    const sealed = await sealBatch(batch, recipient, signer);
    const sent = this.#around.publish(sealed).catch((error: unknown) => this.#fail(error));
    // In order, the window says how many may be under way; what comes on top of it goes one at a time.
    if (step.kind !== 'in-order') await sent;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#bell.ring();
  }
}
