// Which entries to send next. Pure: knows numbers and times, reads no journal and sends nothing.
import type { SeqRange } from '../protocol/index.ts';
import { type Rate, RateLimiter } from './rate-limiter.ts';

export interface DrainLimits {
  /** Entries a batch; a batch also ends when it grows heavy. */
  readonly batchEntries: number;
  /** Batches sent in order and not yet acknowledged by the fleet. */
  readonly windowBatches: number;
  /** How fast entries older than the connection go out. What happens now is never held back. */
  readonly historyRate: Rate;
  /** Show the newest entries first after an outage; everything follows in order all the same. */
  readonly newestFirst: boolean;
  /** Without progress for this long, what is under way is sent again; doubles up to a minute. */
  readonly ackPatienceMs: number;
}

export const DRAIN_LIMITS: DrainLimits = {
  batchEntries: 200,
  windowBatches: 8,
  historyRate: { perSecond: 2000, burst: 2000 },
  newestFirst: false,
  ackPatienceMs: 10_000,
};

export type DrainStep =
  | ({ readonly kind: 'in-order' | 'ahead' | 'resend'; readonly historical: boolean } & SeqRange)
  | { readonly kind: 'wait'; readonly ms: number };

const LONGEST_WAIT_MS = 60_000;
const MAX_RESENDS = 64;

export class DrainPlan {
  readonly #limits: DrainLimits;
  readonly #history: RateLimiter;
  /** Entries up to here are older than the connection. */
  readonly #historyEnd: number;
  readonly #resends: SeqRange[] = [];
  /** Last numbers of the batches that are sent in order and not acknowledged, ascending. */
  readonly #underWay: number[] = [];
  #acknowledged: number;
  #next: number;
  #nextAhead: number;
  #progressMs: number;
  #patienceMs: number;
  /**
   * The fleet has not answered on this connection yet, or not in time: one batch at a time until it does, and that one then again. It may
   * have come back after us, and what follows a lost batch must not be stored before it.
   */
  #stalled = true;
  #last: DrainStep['kind'] = 'wait';

  constructor(start: { acknowledgedSeq: number; lastSeq: number; nowMs: number; limits: DrainLimits }) {
    const { acknowledgedSeq, lastSeq, nowMs, limits } = start;
    this.#limits = limits;
    this.#history = new RateLimiter(limits.historyRate, nowMs);
    this.#historyEnd = lastSeq;
    this.#acknowledged = acknowledgedSeq;
    this.#next = acknowledgedSeq + 1;
    this.#nextAhead = limits.newestFirst ? Math.max(this.#next, lastSeq - limits.batchEntries + 1) : lastSeq + 1;
    this.#progressMs = nowMs;
    this.#patienceMs = limits.ackPatienceMs;
  }

  /** The fleet has everything up to `seq`. Lower than what it said before tells only that it is there. */
  acknowledge(seq: number, nowMs: number): void {
    // A repeated number is no progress: copies sent ahead are answered with the same one.
    if (seq <= this.#acknowledged && !this.#stalled) return;
    this.#acknowledged = Math.max(this.#acknowledged, seq);
    while ((this.#underWay[0] ?? Number.POSITIVE_INFINITY) <= this.#acknowledged) this.#underWay.shift();
    if (this.#stalled) this.#goBack();
    this.#next = Math.max(this.#next, this.#acknowledged + 1);
    this.#progressMs = nowMs;
    this.#patienceMs = this.#limits.ackPatienceMs;
    this.#stalled = false;
  }

  /** The fleet misses a range. False where too many are asked for already: it will ask again. */
  resend(range: SeqRange): boolean {
    if (this.#resends.length >= MAX_RESENDS) return false;
    this.#resends.push(range);
    return true;
  }

  step(lastSeq: number, nowMs: number): DrainStep {
    this.#loseTrust(nowMs);
    const inOrder = this.#inOrderStep(lastSeq, nowMs);
    // By turns, so that a busy hour does not hold up history.
    const ahead = inOrder.kind === 'wait' || this.#last !== 'ahead' ? this.#aheadStep(lastSeq) : undefined;
    return ahead ?? this.#resendStep(lastSeq, nowMs) ?? inOrder;
  }

  /** What was really sent of a step: a heavy batch ends early. */
  sent(
    step: Exclude<DrainStep, { kind: 'wait' }>,
    { toSeq, entries }: { toSeq: number; entries: number },
    nowMs: number,
  ): void {
    this.#last = step.kind;
    if (step.kind === 'resend') this.#resent(toSeq);
    else if (step.kind === 'ahead') this.#nextAhead = toSeq + 1;
    else this.#goneOut(toSeq, nowMs);
    if (step.kind !== 'ahead' && step.historical) this.#history.take(entries, nowMs);
  }

  #resent(toSeq: number): void {
    const range = this.#resends.shift();
    if (range && toSeq < range.toSeq) this.#resends.unshift({ fromSeq: toSeq + 1, toSeq: range.toSeq });
  }

  #goneOut(toSeq: number, nowMs: number): void {
    if (this.#underWay.length === 0) this.#progressMs = nowMs;
    this.#underWay.push(toSeq);
    this.#next = toSeq + 1;
  }

  #loseTrust(nowMs: number): void {
    if (this.#underWay.length === 0 || nowMs - this.#progressMs < this.#patienceMs) return;
    this.#goBack();
    this.#stalled = true;
    this.#progressMs = nowMs;
    this.#patienceMs = Math.min(LONGEST_WAIT_MS, this.#patienceMs * 2);
  }

  #goBack(): void {
    this.#underWay.length = 0;
    this.#next = this.#acknowledged + 1;
  }

  #resendStep(lastSeq: number, nowMs: number): DrainStep | undefined {
    const [range] = this.#resends;
    if (!range) return undefined;
    const toSeq = Math.min(range.toSeq, range.fromSeq + this.#limits.batchEntries - 1, lastSeq);
    if (toSeq < range.fromSeq) {
      this.#resends.shift();
      return this.#resendStep(lastSeq, nowMs);
    }
    const delayMs = this.#history.delayMs(toSeq - range.fromSeq + 1, nowMs);
    if (delayMs > 0) return undefined;
    return { kind: 'resend', fromSeq: range.fromSeq, toSeq, historical: true };
  }

  /** While history is on its way, what happens now is shown at once, and sent again in its turn. */
  #aheadStep(lastSeq: number): DrainStep | undefined {
    const inHistory = this.#next <= this.#historyEnd && lastSeq - this.#next >= this.#limits.batchEntries;
    if (this.#stalled || !inHistory || this.#nextAhead > lastSeq) return undefined;
    const fromSeq = Math.max(this.#nextAhead, this.#next);
    const toSeq = Math.min(lastSeq, fromSeq + this.#limits.batchEntries - 1);
    return { kind: 'ahead', fromSeq, toSeq, historical: toSeq <= this.#historyEnd };
  }

  #inOrderStep(lastSeq: number, nowMs: number): DrainStep {
    const window = this.#stalled ? 1 : this.#limits.windowBatches;
    if (this.#next > lastSeq || this.#underWay.length >= window) return this.#wait(nowMs);
    const historical = this.#next <= this.#historyEnd;
    const end = historical ? this.#historyEnd : lastSeq;
    const fullSeq = this.#next + this.#limits.batchEntries - 1;
    const toSeq = Math.min(end, fullSeq);
    // Alone it goes at once. Behind others what may still grow waits for their acknowledgement: it costs as much as a full one.
    if (!historical && toSeq < fullSeq && this.#underWay.length > 0) return this.#wait(nowMs);
    const delayMs = historical ? this.#history.delayMs(toSeq - this.#next + 1, nowMs) : 0;
    return delayMs > 0 ? this.#wait(nowMs, delayMs) : { kind: 'in-order', fromSeq: this.#next, toSeq, historical };
  }

  #wait(nowMs: number, delayMs = LONGEST_WAIT_MS): DrainStep {
    const patience = this.#underWay.length > 0 ? this.#progressMs + this.#patienceMs - nowMs : LONGEST_WAIT_MS;
    const resend = this.#resends.length > 0 ? this.#history.delayMs(this.#limits.batchEntries, nowMs) : LONGEST_WAIT_MS;
    return { kind: 'wait', ms: Math.max(1, Math.min(delayMs, patience, resend)) };
  }
}
