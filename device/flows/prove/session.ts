// The time that a visit has, and everything that ends it before its time: one signal, whose reason says why.
import { setMaxListeners } from 'node:events';
import { Deadline, isFault, type OutcomeCode } from '../../../protocol/index.ts';
import { VisitEnd } from '../visit-end.ts';

export interface SessionLimits {
  readonly sessionMs: number;
  readonly idleMs: number;
}

const MOST_AT_ONCE = 50;

export class Session implements Disposable {
  readonly #end = new AbortController();
  readonly #removed: AbortSignal;
  readonly #onRemoved = (): void => this.end(whyGone(this.#removed));
  #whole: Deadline | undefined;
  #idle: Deadline | undefined;
  #idleMs = 0;

  /** @param removed aborts when the card is pulled, or the reader is gone */
  constructor(removed: AbortSignal) {
    // Everything that goes on at once in a visit listens to it; each leaves when it is done.
    setMaxListeners(MOST_AT_ONCE, this.#end.signal);
    this.#removed = removed;
    if (removed.aborted) this.#onRemoved();
    else removed.addEventListener('abort', this.#onRemoved, { once: true });
  }

  /** Aborts with a VisitEnd. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** From now on the visit has so much time in all, and the person so much for each act. */
  limit({ sessionMs, idleMs }: SessionLimits): void {
    this.#whole?.[Symbol.dispose]();
    this.#whole = this.#deadline(sessionMs, 'session-over');
    this.#idleMs = idleMs;
  }

  /** It is the person's turn: whoever does nothing is not there any more. Each call gives the whole time anew. */
  awaitPerson(): void {
    this.#idle?.[Symbol.dispose]();
    this.#idle = this.#deadline(this.#idleMs, 'nobody-there');
  }

  /** They have touched the screen: the whole time anew. Undefined where it is not their turn, or the visit is over. */
  touched(): number | undefined {
    if (!this.#idle || this.#end.signal.aborted) return undefined;
    this.awaitPerson();
    return this.#idleMs;
  }

  /** It is our turn. */
  rest(): void {
    this.#idle?.[Symbol.dispose]();
    this.#idle = undefined;
  }

  /** The first reason counts. */
  end(code: OutcomeCode): void {
    this.#end.abort(new VisitEnd(code));
  }

  /** Whatever still goes on in the visit's name is told to stop. */
  [Symbol.dispose](): void {
    this.end('cancelled');
    this.rest();
    this.#whole?.[Symbol.dispose]();
    this.#removed.removeEventListener('abort', this.#onRemoved);
  }

  #deadline(ms: number, code: OutcomeCode): Deadline {
    const deadline = new Deadline(this.#end.signal, ms, () => new VisitEnd(code));
    deadline.signal.addEventListener('abort', () => this.#end.abort(deadline.signal.reason), { once: true });
    return deadline;
  }
}

/** A reader that goes takes the card with it: then nobody has pulled anything, and inserting it anew would not help. */
const whyGone = ({ reason }: AbortSignal): OutcomeCode =>
  isFault(reason) && reason.code.startsWith('HAL') ? 'reader-lost' : 'card-removed';
