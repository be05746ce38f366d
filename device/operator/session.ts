// Who works at the terminal now: one at a time, as long as they do, and for a day's work at most.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  Broadcast,
  type Clock,
  type JournalPayload,
  type Listenable,
  type SiteOperator,
} from '../../protocol/index.ts';
import type { OperatorList } from './operator-list.ts';

/** 128 bits: never written down but in the cookie of the page. */
const TOKEN_BYTES = 16;
export const IDLE_MS = 30 * 60_000;
export const LONGEST_MS = 12 * 3_600_000;
const LOOK_EVERY_MS = 5000;

/** `bench` with virtual devices only. */
export type EnteredBy = 'security-key' | 'card' | 'bench';
export type EndOfSession =
  | 'left'
  | 'idle'
  | 'too-long'
  | 'no-longer-valid'
  | 'another-came'
  | 'service-ends'
  | 'tampered';

export interface Session {
  readonly operator: SiteOperator;
  readonly by: EnteredBy;
  readonly enteredMs: number;
  /** Aborted when it ends: nothing of an operator goes on without them. */
  readonly signal: AbortSignal;
}

interface Held extends Session {
  readonly tokenHash: Buffer;
  readonly stop: AbortController;
  /** Monotonic. */
  readonly sinceMs: number;
  usedMs: number;
}

export interface SessionParts {
  readonly clock: Clock;
  readonly list: Pick<OperatorList, 'isValid'>;
  /** @throws where the journal cannot be written: nobody comes in of whom it cannot tell */
  readonly journal: { append(payload: JournalPayload): unknown };
  /** An entry that nobody waits for. */
  readonly record: (payload: JournalPayload) => void;
}

export class OperatorSessions {
  readonly #parts: SessionParts;
  readonly #ends = new Broadcast<EndOfSession>();
  #held: Held | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  get ends(): Listenable<EndOfSession> {
    return this.#ends;
  }

  /** The token of the page: shown once. Whoever was there before goes. @throws KioskError JOURNAL_FULL; of the journal's store */
  enter(operator: SiteOperator, by: EnteredBy): string {
    const { clock, journal } = this.#parts;
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const { id, role } = operator;
    journal.append({ event: 'operator', what: 'entered', operator: id, by, role, detail: '' });
    this.end('another-came');
    const stop = new AbortController();
    const sinceMs = clock.monotonicMs();
    this.#held = {
      ...{ operator, by, enteredMs: clock.nowMs(), signal: stop.signal, stop },
      ...{ tokenHash: hashOf(token), sinceMs, usedMs: sinceMs },
    };
    return token;
  }

  /** Undefined where the token is nobody's, or is of a session that is over. That it is asked for is a sign of life unless `isIdle`. */
  of(token: string | undefined, { isIdle = false }: { readonly isIdle?: boolean } = {}): Session | undefined {
    this.#look();
    const held = this.#held;
    if (!held || token === undefined || !timingSafeEqual(hashOf(token), held.tokenHash)) return undefined;
    if (!isIdle) held.usedMs = this.#parts.clock.monotonicMs();
    return held;
  }

  /** Whoever is in. */
  get present(): Session | undefined {
    return this.#held;
  }

  /** How long it lasts if nothing is done any more. 0: nobody is there. */
  get leftMs(): number {
    const held = this.#held;
    if (!held) return 0;
    const nowMs = this.#parts.clock.monotonicMs();
    return Math.max(0, Math.min(held.usedMs + IDLE_MS, held.sinceMs + LONGEST_MS) - nowMs);
  }

  end(how: EndOfSession): void {
    const held = this.#held;
    if (!held) return;
    this.#held = undefined;
    held.stop.abort(new SessionOver(how));
    const { id, role } = held.operator;
    const what = how === 'left' ? 'left' : 'ended';
    this.#parts.record({ event: 'operator', what, operator: id, by: held.by, role, detail: how === 'left' ? '' : how });
    this.#ends.send(how);
  }

  /** Ends what nobody uses any more, until `signal` aborts; then the session of whoever is there. */
  async serve(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#look();
      await this.#parts.clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
    }
    this.end('service-ends');
  }

  #look(): void {
    const held = this.#held;
    if (!held) return;
    const nowMs = this.#parts.clock.monotonicMs();
    if (nowMs - held.usedMs >= IDLE_MS) this.end('idle');
    else if (nowMs - held.sinceMs >= LONGEST_MS) this.end('too-long');
    else if (!this.#parts.list.isValid(held.operator)) this.end('no-longer-valid');
  }
}

/** Why something that an operator had begun was broken off. */
export class SessionOver extends Error {
  constructor(how: EndOfSession) {
    super(`the operator's session is over: ${how}`);
  }
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
