// Whoever asks about their own data shows by a finger that it is theirs: a guest of the front desk, and no punch.
import type { FingerprintSensor, Touch } from '../../../hal/index.ts';
import {
  type DataRequest,
  Deadline,
  type Decision,
  decisionOf,
  type KioskEvent,
  OUTCOMES,
  type OutcomeCode,
  type OutcomeMessage,
  outcomeMessage,
} from '../../../protocol/index.ts';
import { FingerRecognition, type Recognition } from '../clock/by-finger.ts';
import { type Claim, methodOf } from '../clock/claim.ts';
import type { ClockParts } from '../clock/clock-parts.ts';
import { type CountedBy, countAttempt, countedBy, endingNoRow } from '../clock/counted-by.ts';
import type { Known } from '../clock/duress.ts';
import { Evidence } from '../clock/evidence.ts';
import { codeOfFault } from '../fault-codes.ts';
import { LIFT, LOOKED_AT, SHOW_THAT_IT_IS_YOU } from '../prompts.ts';
import { VisitCourse } from '../visit-course.ts';
import { VisitEnd } from '../visit-end.ts';

/** People wait to clock meanwhile. */
export const LOAN_MS = 20_000;
const MOST_TOUCHES = 3;
/** Two looks on the slowest bus: nobody is asked to lift what is not there. */
const FREE_GLASS_MS = 1000;
/** Refusals that somebody may have to look into. */
const JOURNALED: ReadonlySet<Decision | undefined> = new Set<Decision>(['attack', 'rejected']);

export type Proof =
  | { readonly subject: string }
  | { readonly refused: OutcomeCode; readonly retryAfterMs: number | null };

export interface ProofParts
  extends Pick<
    ClockParts,
    | 'engine'
    | 'matcher'
    | 'liveness'
    | 'policy'
    | 'clock'
    | 'retries'
    | 'retriesOf'
    | 'journal'
    | 'noteFault'
    | 'limitsMs'
  > {
  readonly sensor: FingerprintSensor;
  readonly tell: (event: KioskEvent) => void;
  /** In the journal: whose finger it was, by which of them. */
  readonly noteShown: (known: Known) => void;
  /** The lamp, while a finger is being looked at, and after one that is to be placed again. */
  readonly lamp: { busy(): void; again(): void };
  readonly loanMs?: number;
  readonly freeGlassMs?: number;
}

interface Asking {
  readonly request: DataRequest;
  readonly claim: Claim | undefined;
  readonly signal: AbortSignal;
  readonly endsAtMs: number;
}

interface Looked {
  readonly asking: Asking;
  readonly evidence: Evidence;
  readonly by: CountedBy;
}

export class FingerProof {
  readonly #parts: ProofParts;
  readonly #fingers: FingerRecognition;

  constructor(parts: ProofParts) {
    this.#parts = parts;
    this.#fingers = new FingerRecognition(parts);
  }

  /** The sensor is ours meanwhile, for twenty seconds at most. @throws the signal's reason, where they went away */
  async take(request: DataRequest, claim: Claim | undefined, signal: AbortSignal): Promise<Proof> {
    const { clock, noteFault, loanMs = LOAN_MS } = this.#parts;
    using loan = new Deadline(signal, loanMs, () => new VisitEnd('timed-out'));
    try {
      const asking = { request, claim, signal: loan.signal, endsAtMs: clock.monotonicMs() + loanMs };
      return await this.#untilShown(asking);
    } catch (reason) {
      signal.throwIfAborted();
      if (reason instanceof VisitEnd) return refused(reason.code);
      noteFault(reason);
      return refused(codeOfFault(reason));
    } finally {
      this.#fingers.forget();
    }
  }

  async #untilShown(asking: Asking): Promise<Proof> {
    const by = countedBy(asking.claim, this.#parts);
    let complaint: OutcomeMessage | null = null;
    for (let touches = 1; ; touches += 1) {
      const pause = by.retries.check();
      if (!pause.allowed) return refused(asking.claim ? 'claim-locked' : 'too-many-attempts', pause.retryAfterMs);
      const proof = await this.#oneTouch(asking, complaint, by);
      if (!('refused' in proof) || !OUTCOMES[proof.refused].again || touches === MOST_TOUCHES) return proof;
      complaint = outcomeMessage(proof.refused);
      this.#parts.lamp.again();
    }
  }

  async #oneTouch(asking: Asking, complaint: OutcomeMessage | null, by: CountedBy): Promise<Proof> {
    const { sensor, lamp } = this.#parts;
    const { signal } = asking;
    await this.#freeGlass(asking);
    this.#tell(asking, 'place', SHOW_THAT_IT_IS_YOU, complaint);
    const touch = await sensor.waitForFinger(signal);
    this.#tell(asking, 'look', LOOKED_AT);
    lamp.busy();
    const evidence = this.#evidenceOf(touch, asking);
    const who = await this.#recognise(touch, asking, evidence);
    // Whoever went away at the touch has tried all the same.
    const proof = this.#decided(who, { asking, evidence, by });
    // Nobody is told anything any more; the lamp goes back to rest.
    if (signal.aborted) lamp.again();
    signal.throwIfAborted();
    return proof;
  }

  /** The entry first, then the counter. Whoever typed another's number and is known by their own finger is refused, and it is held against nobody. */
  #decided(who: Recognition, { asking, evidence, by }: Looked): Proof {
    if (!('refused' in who) && who.isSomebodyElse) return this.#refused('finger-mismatch', asking, evidence);
    if (!('refused' in who)) this.#parts.noteShown(who);
    const proof = 'refused' in who ? this.#refused(who.refused, asking, evidence) : { subject: who.subject };
    const finding =
      'refused' in proof
        ? { code: proof.refused, accepted: false }
        : { code: 'request-taken' as const, accepted: true };
    // Nobody's row of failures ends here: else one's own finger, known and free of any entry, would let others be tried out for ever.
    countAttempt(finding, endingNoRow(by), this.#parts.journal);
    return proof;
  }

  /** What the person can mend is no entry. */
  #refused(reason: OutcomeCode, { request }: Asking, { measured }: Evidence): Proof {
    const { journal, policy } = this.#parts;
    if (JOURNALED.has(decisionOf(reason, false)))
      journal.append({ event: 'data-request-refused', request, reason, ...measured, policyVersion: policy.version });
    return refused(reason);
  }

  #evidenceOf({ atMs }: Touch, { claim }: Asking): Evidence {
    const { clock } = this.#parts;
    const captureStartMs = clock.nowMs() - (clock.monotonicMs() - atMs);
    return new Evidence({ captureStartMs, method: methodOf(claim, 'finger'), claim });
  }

  async #recognise(touch: Touch, { claim }: Asking, evidence: Evidence): Promise<Recognition> {
    const { clock, limitsMs } = this.#parts;
    using course = new VisitCourse({ clock, ...limitsMs(), startedAtMs: touch.atMs, onStage: () => undefined });
    return await this.#fingers.recognise(course, { touch, claim, evidence });
  }

  /** A finger that still rests from before is not the one that is asked for. */
  async #freeGlass(asking: Asking): Promise<void> {
    const { sensor, freeGlassMs = FREE_GLASS_MS } = this.#parts;
    using soon = new Deadline(asking.signal, freeGlassMs, () => new RestsOn());
    try {
      return await sensor.waitForLift(soon.signal);
    } catch (reason) {
      if (!(reason instanceof RestsOn)) throw reason;
    }
    this.#tell(asking, 'lift', LIFT);
    await sensor.waitForLift(asking.signal);
  }

  #tell(
    { request, endsAtMs }: Asking,
    step: 'place' | 'lift' | 'look',
    message: OutcomeMessage,
    complaint: OutcomeMessage | null = null,
  ): void {
    const leftMs = Math.max(0, Math.round(endsAtMs - this.#parts.clock.monotonicMs()));
    this.#parts.tell({ type: 'request', request, step, leftMs, message, complaint });
  }
}

class RestsOn extends Error {}

const refused = (code: OutcomeCode, retryAfterMs: number | null = null): Proof => ({ refused: code, retryAfterMs });
