// Shows an answer: the light and the screen at once, and the light back to rest after a while.

import type { Light } from '../../hal/index.ts';
import {
  abortable,
  type Clock,
  Deadline,
  KioskError,
  type KioskEvent,
  OUTCOMES,
  type OutcomeMessage,
  outcomeMessage,
} from '../../protocol/index.ts';
import type { ClockAnswer } from '../flows/clock/clock-answer.ts';
import { timeOfDay } from '../flows/local-time.ts';
import { helpFrom, LIFT } from '../flows/prompts.ts';
import type { ProveAnswer } from '../flows/prove/index.ts';
import type { RequestAnswer } from '../flows/requests/request-desk.ts';
import type { ServiceGate } from '../flows/service-gate.ts';
import type { AnswerPhoto } from './answer-photo.ts';

/** Long enough to read, short enough for fifteen people a minute. */
const SHOW_MS = 2500;
/** As long as the lamp calls for somebody who may see it from afar. */
const CALL_MS = 20_000;
/** A lamp that takes longer than this to change is not waited for. */
const LIGHT_LIMIT_MS = 300;

export interface AnsweringParts {
  readonly light: Light;
  /** While it is closed the lamp is dark. */
  readonly gate: Pick<ServiceGate, 'isOpen' | 'changes'>;
  readonly tell: (event: KioskEvent) => void;
  /** Of whoever clocked, beside their answer. */
  readonly photo: Pick<AnswerPhoto, 'stand'>;
  readonly noteFault: (fault: unknown) => void;
  readonly timeZone: string;
  /** Whom to turn to for help, where the terminal was told. */
  readonly help?: { readonly th?: string | undefined; readonly en?: string | undefined };
  /** While the battery feeds the terminal the lamp is dark until somebody comes. */
  readonly isSparing?: () => boolean;
  readonly clock: Clock;
}

export class Answering {
  readonly #parts: AnsweringParts;
  #resting = new AbortController();
  /** From a touch on, until its answer has been seen. */
  #isOccupied = false;

  constructor(parts: AnsweringParts) {
    this.#parts = parts;
    // The gate lives as long as this does.
    parts.gate.changes.listen(() => {
      if (!this.#isOccupied) void this.#shine(this.#atRest);
    });
  }

  /** Dim: the next person may come. Does not cut short the answer of the last one. */
  ready(): void {
    this.#parts.tell({ type: 'ready' });
    if (!this.#isOccupied) void this.#shine(this.#atRest);
  }

  /** Mains went, or came back. */
  powerChanged(): void {
    if (!this.#isOccupied) void this.#shine(this.#atRest);
  }

  /** Amber, as long as somebody's finger keeps the others waiting. */
  askToLift(): void {
    this.#parts.tell({ type: 'lift', message: LIFT });
    if (!this.#isOccupied) void this.#shine('attention');
  }

  /** Somebody needs a person. Says so at once; the lamp is left to a finger that has just been placed. */
  callHelp(): void {
    this.#parts.tell({ type: 'help', message: helpFrom(this.#parts.help ?? {}) });
    if (this.#isOccupied) return;
    void this.#shine('attention');
    this.#restAfter(CALL_MS);
  }

  busy(): void {
    this.#resting.abort();
    this.#isOccupied = true;
    void this.#shine('busy');
  }

  async show(answer: ClockAnswer): Promise<void> {
    this.#resting.abort();
    const { code, accepted, person, direction, repeated, punchedAtMs, visit, retryAfterMs, ms } = answer;
    const { light, unnamed } = OUTCOMES[code];
    const { nameTh = null, nameEn = null } = (!unnamed && person) || {};
    const time = timeOfDay(punchedAtMs, this.#parts.timeZone);
    const seconds = retryAfterMs === null ? null : retryAfterMs / 1000;
    // The screen shows the name large, beside the sentence.
    const message = outcomeMessage(code, { time, seconds });
    await this.#shine(light);
    const who = { nameTh: nameTh || null, nameEn: nameEn || null };
    const what = { accepted, light, reason: code, direction, repeated, atMs: punchedAtMs, ms, message };
    const hasPhoto = accepted && person !== null && this.#parts.photo.stand(visit, person.pseudonym, SHOW_MS);
    this.#parts.tell({ type: 'answer', visit, ...who, hasPhoto, ...what });
    this.#restAfter(SHOW_MS);
  }

  /** The answer of a prove visit. */
  async showProof({ code, outcome, reference, visit, retryAfterMs, ms }: ProveAnswer): Promise<void> {
    this.#resting.abort();
    const { light } = OUTCOMES[code];
    await this.#shine(light);
    const message = outcomeMessage(code, { seconds: retryAfterMs === null ? null : retryAfterMs / 1000 });
    this.#parts.tell({ type: 'prove-answer', visit, outcome, reason: code, reference, light, ms, message });
    this.#restAfter(SHOW_MS);
  }

  /** What came of asking about one's own data. */
  async showRequest({ request, code, reference, dueMs, retryAfterMs }: RequestAnswer): Promise<void> {
    this.#resting.abort();
    const { light, accepted } = OUTCOMES[code];
    await this.#shine(light);
    const message = outcomeMessage(code, { seconds: retryAfterMs === null ? null : retryAfterMs / 1000 });
    this.#parts.tell({ type: 'request-answer', request, accepted, light, reason: code, reference, dueMs, message });
    this.#restAfter(SHOW_MS);
  }

  /** Amber for a moment: a finger is to be placed once more, or nobody is there any more. */
  again(): void {
    void this.#shine('attention');
    this.#restAfter(SHOW_MS);
  }

  /** Something is done here that whoever stands there is to know: the lamp says so meanwhile, the screen for `forMs`. */
  async noticing<T>(message: OutcomeMessage, forMs: number, work: () => Promise<T>): Promise<T> {
    this.#parts.tell({ type: 'notice', message, forMs });
    await this.#shine('attention');
    try {
      return await work();
    } finally {
      if (!this.#isOccupied) await this.#shine(this.#atRest);
    }
  }

  /** Lights out: for the end of the service. */
  stop(): void {
    this.#resting.abort();
  }

  #restAfter(ms: number): void {
    this.#resting.abort();
    this.#resting = new AbortController();
    void this.#rest(ms, this.#resting.signal);
  }

  async #rest(ms: number, signal: AbortSignal): Promise<void> {
    const over = await this.#parts.clock.sleep(ms, signal).then(
      () => true,
      () => false,
    );
    if (!over) return;
    this.#isOccupied = false;
    await this.#shine(this.#atRest);
  }

  get #atRest(): 'ready' | 'off' {
    return this.#parts.gate.isOpen && !this.#parts.isSparing?.() ? 'ready' : 'off';
  }

  async #shine(light: Parameters<Light['show']>[0]): Promise<void> {
    const late = (): Error => new KioskError('HAL_TIMEOUT', { device: 'light' });
    using limit = new Deadline(new AbortController().signal, LIGHT_LIMIT_MS, late);
    try {
      await abortable(this.#parts.light.show(light), limit.signal);
    } catch (fault) {
      this.#parts.noteFault(fault);
    }
  }
}
