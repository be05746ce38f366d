// Where people ask about their own data: shown to be theirs by a finger, tied to an earlier visit, or noted for the counter.
import {
  abortable,
  type DataRequest,
  Deadline,
  isFault,
  KioskError,
  type KioskEvent,
  OUTCOMES,
  type OutcomeCode,
} from '../../../protocol/index.ts';
import type { Person } from '../../store/index.ts';
import type { Claim } from '../clock/claim.ts';
import type { ClockParts } from '../clock/clock-parts.ts';
import { countAttempt } from '../clock/counted-by.ts';
import { codeOfFault } from '../fault-codes.ts';
import type { FrontDesk } from '../front-desk.ts';
import { MEAN_IT } from '../prompts.ts';
import { referenceIn } from '../reference.ts';
import type { RetryLimits } from '../retry-limits.ts';
import type { ServiceGate } from '../service-gate.ts';
import type { FingerProof, Proof } from './finger-proof.ts';
import { hadVisit, type JournalPages } from './newest-first.ts';
import type { AskedBy, RequestBook } from './request-book.ts';

/** For whoever has the sensor now; one's own time counts from one's own turn. */
const WAIT_MS = 30_000;

/** What is asked once more: whoever pressed may have gone, and another have touched. */
const CONFIRMED: ReadonlySet<DataRequest> = new Set(['withdrawal', 'erasure']);
const CONFIRM_MS = 15_000;

export interface RequestAnswer {
  readonly request: DataRequest;
  readonly code: OutcomeCode;
  readonly reference: string | null;
  readonly dueMs: number | null;
  readonly retryAfterMs: number | null;
}

export interface RequestDeskParts extends Pick<ClockParts, 'retriesOf' | 'noteFault'> {
  readonly people: {
    byCode(code: string): Person | undefined;
    byPseudonym(pseudonym: string): Person | undefined;
  };
  readonly engine: Pick<ClockParts['engine'], 'fingersOf'>;
  readonly journal: JournalPages & ClockParts['journal'];
  readonly book: Pick<RequestBook, 'take'>;
  readonly proof: Pick<FingerProof, 'take'>;
  readonly desk: Pick<FrontDesk, 'borrow'>;
  /** While it is closed nobody asks for anything. */
  readonly gate: Pick<ServiceGate, 'isOpen'>;
  /** Of references that are not known: they could be tried out at the keys. */
  readonly retries: Pick<RetryLimits, 'check' | 'refused'>;
  readonly tell: (event: KioskEvent) => void;
  /** Light and screen. */
  readonly show: (answer: RequestAnswer) => Promise<void>;
  /** So long others may have the sensor. */
  readonly waitMs?: number;
  /** So long whoever was recognised may take to say that they mean it. */
  readonly confirmMs?: number;
}

type Ending = Omit<RequestAnswer, 'request'>;

const ending = (code: OutcomeCode, more: Partial<Ending> = {}): Ending => ({
  ...{ code, reference: null, dueMs: null, retryAfterMs: null },
  ...more,
});

export class RequestDesk {
  readonly #parts: RequestDeskParts;
  #leaving = new AbortController();
  #isShowing = false;
  #confirm: (() => void) | undefined;

  constructor(parts: RequestDeskParts) {
    this.#parts = parts;
  }

  /** Whether the next finger is that of somebody who asks, and no punch. */
  get isShowing(): boolean {
    return this.#isShowing;
  }

  /** @param number the HR code of whose finger it is to be; without one it is looked for among all. Undefined where they went. */
  async byFinger(request: DataRequest, number?: string): Promise<RequestAnswer | undefined> {
    const { signal } = this.#next();
    return await this.#answer(request, signal, async () => {
      const claim = number === undefined ? undefined : this.#claimBy(number);
      if (claim && 'code' in claim) return claim;
      const proof = await this.#turn(request, claim, signal);
      if ('refused' in proof) return ending(proof.refused, { retryAfterMs: proof.retryAfterMs });
      const by = this.#shownBy(proof.subject, claim);
      return await this.#meant(request, by, signal);
    });
  }

  #shownBy(subject: string, claim: Claim | undefined): AskedBy {
    const person = this.#parts.people.byPseudonym(subject)?.fleetId;
    return { tie: claim ? 'number-finger' : 'finger', subject, visit: null, ...(person && { person }) };
  }

  async #meant(request: DataRequest, by: AskedBy, signal: AbortSignal): Promise<Ending> {
    if (CONFIRMED.has(request) && !(await this.#isMeant(request, signal))) return ending('request-not-confirmed');
    return await this.#take(request, by, signal);
  }

  /** @param typed what the person was shown at the end of an earlier visit here */
  async byVisit(request: DataRequest, typed: string): Promise<RequestAnswer | undefined> {
    const { signal } = this.#next();
    return await this.#answer(request, signal, async () => {
      const { retries, journal } = this.#parts;
      const pause = retries.check();
      if (!pause.allowed) return ending('request-paused', { retryAfterMs: pause.retryAfterMs });
      const visit = referenceIn(typed);
      if (visit !== undefined && (await hadVisit(journal, visit)))
        return await this.#take(request, { tie: 'visit', subject: null, visit }, signal);
      retries.refused();
      return ending('request-visit-unknown');
    });
  }

  /** Nothing shows who it is: an officer finds out. */
  async atCounter(request: DataRequest): Promise<RequestAnswer | undefined> {
    const { signal } = this.#next();
    return await this.#answer(request, signal, () =>
      this.#take(request, { tie: 'none', subject: null, visit: null }, signal),
    );
  }

  /** Whoever was recognised says that they mean it. False where nobody is asked. */
  confirm(): boolean {
    const confirm = this.#confirm;
    confirm?.();
    return confirm !== undefined;
  }

  /** Whoever asked goes away. */
  leave(): void {
    this.#leaving.abort(new WentAway());
  }

  /** Whoever asked before is gone. */
  #next(): AbortController {
    this.leave();
    this.#leaving = new AbortController();
    return this.#leaving;
  }

  async #answer(
    request: DataRequest,
    signal: AbortSignal,
    work: () => Promise<Ending>,
  ): Promise<RequestAnswer | undefined> {
    const { gate, tell, noteFault, show } = this.#parts;
    let end: Ending;
    try {
      if (!gate.isOpen) throw new KioskError('DESK_CLOSED');
      end = await work();
    } catch (reason) {
      if (reason instanceof WentAway) {
        tell({ type: 'request-over' });
        return undefined;
      }
      noteFault(reason);
      end = ending(
        isFault(reason, 'DESK_BUSY') || isFault(reason, 'DESK_CLOSED') ? 'request-not-now' : codeOfFault(reason),
      );
    }
    const answer = { request, ...end };
    // What was taken is told, also where they have turned away by now.
    if (!signal.aborted || OUTCOMES[answer.code].accepted) await show(answer);
    return answer;
  }

  /** Others may have the sensor at the moment. */
  async #turn(request: DataRequest, claim: Claim | undefined, signal: AbortSignal): Promise<Proof> {
    const { desk, proof, gate, waitMs = WAIT_MS } = this.#parts;
    using wait = new Deadline(signal, waitMs, () => new KioskError('DESK_BUSY'));
    const shown = desk.borrow(async () => {
      wait.signal.throwIfAborted();
      // Somebody may have taken the terminal for themselves while this one waited.
      if (!gate.isOpen) throw new KioskError('DESK_CLOSED');
      wait[Symbol.dispose]();
      this.#isShowing = true;
      return await proof.take(request, claim, signal).finally(() => {
        this.#isShowing = false;
      });
    });
    // Whoever goes away is waited for no longer, whatever is still being looked at.
    return await abortable(abortable(shown, wait.signal), signal);
  }

  /** Others have the sensor again meanwhile. */
  async #isMeant(request: DataRequest, signal: AbortSignal): Promise<boolean> {
    const said = new Promise<true>((resolve) => {
      this.#confirm = () => resolve(true);
    });
    const { tell, confirmMs = CONFIRM_MS } = this.#parts;
    tell({ type: 'request', request, step: 'confirm', leftMs: confirmMs, message: MEAN_IT, complaint: null });
    using limit = new Deadline(signal, confirmMs, () => new NotMeant());
    try {
      return await abortable(said, limit.signal);
    } catch (reason) {
      if (reason instanceof NotMeant) return false;
      throw reason;
    } finally {
      this.#confirm = undefined;
    }
  }

  /** Numbers are not tried out here either. */
  #claimBy(number: string): Claim | Ending {
    const { retriesOf, people, engine, journal } = this.#parts;
    const retries = retriesOf(null);
    const pause = retries.check();
    if (!pause.allowed) return ending('claim-locked', { retryAfterMs: pause.retryAfterMs });
    const subject = people.byCode(number)?.pseudonym;
    if (subject === undefined) {
      const code = 'claim-unknown';
      countAttempt({ code, accepted: false }, { retries, scope: 'claims', subject: null }, journal);
      return ending(code);
    }
    return engine.fingersOf(subject) === 0 ? ending('nothing-enrolled') : { by: 'number', card: null, subject };
  }

  /** Of whoever has gone by now nothing is taken. */
  async #take(request: DataRequest, by: AskedBy, signal: AbortSignal): Promise<Ending> {
    signal.throwIfAborted();
    const booked = await this.#parts.book.take(request, by);
    if (!booked) return ending('request-counter-only');
    const { reference, dueMs, isNew } = booked;
    // Who it is shows at the counter: no day is promised before.
    if (by.tie === 'none') return ending('request-at-counter', { reference });
    return ending(isNew ? 'request-taken' : 'request-known', { reference, dueMs });
  }
}

class WentAway extends Error {}
class NotMeant extends Error {}
