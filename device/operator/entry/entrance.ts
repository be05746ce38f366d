// The door: who is let in to work at the terminal, by which key, and how often somebody may fail.
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { type Clock, type JournalPayload, Sensitive, type SiteOperator } from '../../../protocol/index.ts';
import { type CounterStore, RetryLimits } from '../../flows/retry-limits.ts';
import type { TamperGuard } from '../../tamper/index.ts';
import { mayDo } from '../acts.ts';
import type { CardEntry } from '../card/index.ts';
import type { EnteredBy, OperatorSessions } from '../session.ts';
import { type EntryAnswer, type EntryRefusal, type Refused, refusedKey } from './entry-answer.ts';
import { type KeyPurpose, TO_ENTER } from './key-purpose.ts';
import type { SecurityKeyEntry, ShownFor } from './security-key.ts';

/** No key can be guessed: this keeps whoever plays with the page from filling the journal. */
const RULE = { refusals: 10, windowMs: 60_000, delaysMs: [30_000, 60_000, 120_000, 240_000] } as const;

export interface EntranceParts {
  readonly sessions: Pick<OperatorSessions, 'enter'>;
  readonly securityKeys: SecurityKeyEntry;
  readonly cards: CardEntry;
  readonly counters: CounterStore;
  readonly clock: Clock;
  readonly bootId: string;
  readonly record: (payload: JournalPayload) => void;
  /** Whether the cabinet was opened. */
  readonly tamper: Pick<TamperGuard, 'state' | 'isClosed' | 'clear'>;
}

export type Entered = { readonly entered: true; readonly token: string } | Refused;

/** Whose key it is, where they have shown that they are there. */
export type Shown = { readonly operator: SiteOperator } | Refused;

export class Entrance {
  readonly #parts: EntranceParts;
  readonly #limits: RetryLimits;

  constructor(parts: EntranceParts) {
    this.#parts = parts;
    const { counters: store, clock, bootId } = parts;
    this.#limits = new RetryLimits({ rule: RULE, key: 'operator-entry', store, clock, bootId });
  }

  options(purpose: KeyPurpose = TO_ENTER): ReturnType<SecurityKeyEntry['options']> {
    return this.#parts.securityKeys.options(purpose);
  }

  /** @throws KioskError of the journal and the counters */
  async bySecurityKey(response: AuthenticationResponseJSON, origin: string): Promise<Entered> {
    return await this.#enter(await this.shownByKey(response, { origin, purpose: TO_ENTER }), 'security-key');
  }

  /** @throws KioskError as `bySecurityKey`; the signal's reason */
  async byCard(pin: string, signal: AbortSignal): Promise<Entered> {
    return await this.#enter(await this.shownByCard(pin, signal), 'card');
  }

  /** Whoever agrees to something comes in by it nowhere. @throws KioskError as `bySecurityKey` */
  async shownByKey(response: AuthenticationResponseJSON, shown: ShownFor): Promise<Shown> {
    return await this.#by('security-key', () => this.#parts.securityKeys.enter(response, shown));
  }

  /** @throws KioskError as `byCard` */
  async shownByCard(pin: string, signal: AbortSignal): Promise<Shown> {
    const digits = new Sensitive<Uint8Array>(new TextEncoder().encode(pin));
    return await this.#by('card', async () => {
      const entrance = await this.#parts.cards.enter(digits, signal);
      if (entrance.kind === 'entered') return { entered: true, operator: entrance.operator };
      return { entered: false, why: entrance.reason, message: entrance.message };
    });
  }

  /** With virtual devices only: nobody is asked for a key. */
  async atBench(operator: SiteOperator): Promise<Entered> {
    return await this.#enter({ operator }, 'bench');
  }

  async #enter(shown: Shown, by: EnteredBy): Promise<Entered> {
    if (!('operator' in shown)) return shown;
    const refused = await this.#whileTampered(shown.operator, by);
    return refused ?? { entered: true, token: this.#parts.sessions.enter(shown.operator, by) };
  }

  /** Nobody comes in at an opened terminal; who answers for it ends that by coming in, once it is closed again. */
  async #whileTampered({ id, role }: SiteOperator, by: EnteredBy): Promise<Refused | undefined> {
    const { tamper, record } = this.#parts;
    if (tamper.state !== 'tampered') return undefined;
    if (tamper.isClosed && by !== 'bench' && mayDo(role, 'service')) {
      await tamper.clear('operator', id);
      // It may have been opened again meanwhile.
      return tamper.state === 'tampered' ? refusedKey('tampered') : undefined;
    }
    record({ event: 'operator', what: 'refused', operator: id, by, role, detail: 'tampered' });
    return refusedKey('tampered');
  }

  async #by(by: EnteredBy, ask: () => Promise<EntryAnswer>): Promise<Shown> {
    const pause = this.#limits.check();
    if (!pause.allowed) return refusedKey('paused');
    const answer = await ask();
    if (!answer.entered) {
      const { whose, ...refused } = answer;
      if (COUNTS.has(refused.why)) this.#refuse(by, refused.why, whose?.id ?? null);
      return refused;
    }
    this.#limits.accepted();
    return { operator: answer.operator };
  }

  #refuse(by: EnteredBy, why: EntryRefusal, operator: string | null): void {
    this.#limits.refused();
    this.#parts.record({ event: 'operator', what: 'refused', operator, by, role: null, detail: why });
  }
}

/** Somebody has tried to come in with something; the others say that there was nothing to try it on. */
const COUNTS: ReadonlySet<EntryRefusal> = new Set([
  ...(['unknown-key', 'not-shown', 'copied-key', 'wrong-pin', 'last-try', 'blocked'] as const),
  ...(['not-an-operators-card', 'no-key', 'unknown-card', 'no-longer'] as const),
]);
