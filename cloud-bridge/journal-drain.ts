// Empties the journal into the fleet over one connection: in order, bounded, until the fleet has acknowledged it.
import {
  type BatchSigner,
  type Clock,
  type JournalAck,
  type JournalBatch,
  type JournalResend,
  KioskError,
  type Recipient,
  sealBatch,
  type TerminalAddress,
  topicRoot,
  type WireEntry,
} from '../protocol/index.ts';
import { Bell } from './bell.ts';
import { type DrainLimits, DrainPlan, type DrainStep } from './drain-plan.ts';
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

type SendStep = Exclude<DrainStep, { kind: 'wait' }>;

/** A batch ends before it grows beyond this; a single entry may. */
const MAX_BATCH_CHARACTERS = 192 * 1024;
const HEADER_CHARACTERS = 500;

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
    const batch = this.#batch(step);
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

  #batch({ kind, fromSeq, toSeq, historical }: SendStep): JournalBatch {
    const { outbox, address } = this.#around;
    const limit = toSeq - fromSeq + 1;
    const isNewest = kind === 'ahead' && toSeq === outbox.lastSeq;
    const held = isNewest ? outbox.readNewest(limit) : outbox.read(fromSeq, limit);
    // A number without an entry is declared as no longer held. Never so because the journal could not be read.
    if (held.length === 0 && toSeq > outbox.acknowledgedSeq) throw new KioskError('JOURNAL_BROKEN', { fromSeq, toSeq });
    const end = kind === 'in-order' ? Number.POSITIVE_INFINITY : toSeq;
    const entries = lightEnough(held.filter(({ seq }) => seq >= fromSeq && seq <= end));
    return {
      from: topicRoot(address),
      journalId: outbox.journalId,
      fromSeq,
      toSeq: entries.at(-1)?.seq ?? toSeq,
      historical,
      ahead: kind === 'ahead',
      entries,
    };
  }
}

/** As many of the first as a batch may weigh, and at least one. */
function lightEnough(entries: readonly WireEntry[]): WireEntry[] {
  let characters = 0;
  const heavy = entries.findIndex(({ payload }) => {
    characters += HEADER_CHARACTERS + JSON.stringify(payload).length;
    return characters > MAX_BATCH_CHARACTERS;
  });
  return heavy < 0 ? [...entries] : entries.slice(0, Math.max(1, heavy));
}
