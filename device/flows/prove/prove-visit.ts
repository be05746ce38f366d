// One visit: its time, its state, what it has found out, and what it holds of the person.
import type { PresentCard } from '../../../hal/index.ts';
import {
  Deadline,
  isFault,
  KioskError,
  type OutcomeCode,
  type ProveState,
  type Sensitive,
} from '../../../protocol/index.ts';
import { Holdings } from '../holdings.ts';
import { VisitEnd } from '../visit-end.ts';
import { type Dossier, newDossier } from './dossier.ts';
import type { ProveParts } from './prove-parts.ts';
import { nextProveState, type ProveStep } from './prove-states.ts';
import { Session } from './session.ts';
import { type VisitNames, visitNames } from './visit-names.ts';

/** A hand on the screen is one touch, not hundreds: so often it is heard. */
const TOUCH_EVERY_MS = 500;
/** Longer than any session: those end it. */
const NO_LIMIT_OF_ITS_OWN_MS = 600_000;

export class ProveVisit implements Disposable {
  readonly number: number;
  readonly card: PresentCard;
  readonly names: VisitNames;
  readonly dossier: Dossier;
  readonly holdings = new Holdings();
  readonly session: Session;
  readonly stages: Record<string, number> = {};
  /** Monotonic: photo in memory and face in the frame; then the three seconds run, but for the challenge. */
  readyAtMs: number | undefined;
  challengeMs = 0;
  /** The app that waits for the result, by the name of its session. */
  app: Sensitive<string> | undefined;
  readonly #parts: ProveParts;
  #state: ProveState = 'idle';
  #endsAtMs: number | undefined;
  #idleMs: number | null = null;
  #outsideMs = 0;
  #touchedAtMs = Number.NEGATIVE_INFINITY;

  constructor(number: number, card: PresentCard, parts: ProveParts) {
    this.number = number;
    this.card = card;
    this.#parts = parts;
    this.names = visitNames();
    this.dossier = newDossier(card);
    this.session = new Session(card.removed);
  }

  get signal(): AbortSignal {
    return this.session.signal;
  }

  /** Milliseconds of the three seconds so far; null where they have not begun. */
  get countedMs(): number | null {
    if (this.readyAtMs === undefined) return null;
    return this.#parts.clock.monotonicMs() - this.readyAtMs - this.challengeMs - this.#outsideMs;
  }

  /** 0 before the session is limited. */
  get sessionLeftMs(): number {
    return this.#endsAtMs === undefined ? 0 : Math.max(0, Math.round(this.#endsAtMs - this.#parts.clock.monotonicMs()));
  }

  limit(limits: { readonly sessionMs: number; readonly idleMs: number }): void {
    this.session.limit(limits);
    this.#endsAtMs = this.#parts.clock.monotonicMs() + limits.sessionMs;
    this.#idleMs = limits.idleMs;
  }

  /** The screen was touched: whether the person has more time now, never beyond the session's. */
  touched(): boolean {
    const nowMs = this.#parts.clock.monotonicMs();
    if (nowMs - this.#touchedAtMs < TOUCH_EVERY_MS) return false;
    const idleMs = this.session.touched();
    if (idleMs === undefined) return false;
    this.#touchedAtMs = nowMs;
    this.#parts.tell({ type: 'prove-idle', visit: this.number, idleMs: Math.min(idleMs, this.sessionLeftMs) });
    return true;
  }

  /** A step that may not come now is a bug: nothing outside can make the visit skip one (D-047). */
  advance(step: ProveStep): void {
    const next = nextProveState(this.#state, step);
    if (!next) throw new Error(`a prove visit in ${this.#state} cannot take the step ${step}`);
    this.#state = next;
    const sessionLeftMs = this.#endsAtMs === undefined ? null : this.sessionLeftMs;
    this.#parts.tell({
      type: 'prove',
      visit: this.number,
      state: next,
      sessionLeftMs,
      idleLeftMs: next === 'notice' ? this.#idleMs : null,
    });
  }

  /** Measures a stage, which has its own limit where the policy names one; a fault of a device in it ends the visit with `lost`. */
  async stage<T>(
    name: string,
    lost: OutcomeCode,
    work: (signal: AbortSignal) => Promise<T>,
    parent = this.signal,
  ): Promise<T> {
    const startedAtMs = this.#parts.clock.monotonicMs();
    const { stageLimitMs } = this.#parts.policy.prove;
    const late = (): Error => new KioskError('STAGE_LATE', { stage: name, limitMs: stageLimitMs[name] ?? 0 });
    using limit = new Deadline(parent, stageLimitMs[name] ?? NO_LIMIT_OF_ITS_OWN_MS, late);
    try {
      // Waited for to its end: what it holds of the person it wipes itself.
      return await work(limit.signal);
    } catch (fault) {
      throw this.#ended(fault, lost);
    } finally {
      this.note(name, this.#parts.clock.monotonicMs() - startedAtMs);
    }
  }

  /** A stage in which others are waited for: not part of the three seconds. */
  async outside<T>(name: string, work: () => Promise<T>): Promise<T> {
    const startedAtMs = this.#parts.clock.monotonicMs();
    try {
      return await this.stage(name, 'device-fault', work);
    } finally {
      this.#outsideMs += this.#parts.clock.monotonicMs() - startedAtMs;
    }
  }

  note(stage: string, ms: number): void {
    this.stages[stage] = Math.round(ms * 10) / 10;
  }

  #ended(fault: unknown, lost: OutcomeCode): unknown {
    if (!isFault(fault) || !/^(HAL|CARD|PROTOCOL|WORKER|STAGE)/.test(fault.code)) return fault;
    this.#parts.noteFault(fault);
    return new VisitEnd(fault.code === 'STAGE_LATE' ? 'prove-late' : lost);
  }

  [Symbol.dispose](): void {
    this.session[Symbol.dispose]();
    this.holdings[Symbol.dispose]();
    this.app?.wipe();
  }
}
