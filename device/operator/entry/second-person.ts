// A second operator agrees to keep impressions below the gate: by a key of their own, shown now, for one enrolment.
import { type Clock, type JournalPayload, KioskError, type SiteOperator } from '../../../protocol/index.ts';
import type { EnrolRequest } from '../../flows/enrol/enrol-parts.ts';
import { mayDo } from '../acts.ts';
import type { EnteredBy, Session } from '../session.ts';
import type { Shown } from './entrance.ts';
import { type KeyRefusal, type Refused, refusedKey } from './entry-answer.ts';

/** From the agreement to the beginning of the enrolment. */
const AGREED_MS = 5 * 60_000;

export type Override = NonNullable<EnrolRequest['override']>;

/** What they agree to. */
export interface Agreeable {
  /** Of whoever is to be enrolled. */
  readonly code: string;
  readonly reason: string;
}

export type Agreement = { readonly agreed: true; readonly name: string } | ({ readonly agreed: false } & Refused);

interface Agreed extends Agreeable {
  readonly session: Session;
  readonly operator: SiteOperator;
  /** Monotonic. */
  readonly untilMs: number;
}

export interface SecondPersonParts {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** @throws where it cannot be written: then nobody has agreed */
  readonly journal: { append(payload: JournalPayload): unknown };
}

export class SecondPerson {
  readonly #parts: SecondPersonParts;
  #agreed: Agreed | undefined;

  constructor(parts: SecondPersonParts) {
    this.#parts = parts;
  }

  /** @throws KioskError JOURNAL_FULL; of the journal's store */
  agree(session: Session, to: Agreeable, { shown, by }: { readonly shown: Shown; readonly by: EnteredBy }): Agreement {
    this.#agreed = undefined;
    if (!('operator' in shown)) return { agreed: false, ...shown };
    const { operator } = shown;
    const refused = whyNot(operator, session);
    const { journal, clock } = this.#parts;
    const { id, role, name } = operator;
    const entry = { event: 'operator', operator: id, by, role } as const;
    if (refused) {
      journal.append({ ...entry, what: 'refused', detail: refused });
      return { agreed: false, ...refusedKey(refused) };
    }
    journal.append({ ...entry, what: 'did', detail: 'agreed to keep poor impressions' });
    this.#agreed = { ...to, session, operator, untilMs: clock.monotonicMs() + AGREED_MS };
    return { agreed: true, name };
  }

  /** @throws KioskError USAGE where nobody has agreed to this enrolment in this session */
  overrideOf(session: Session, code: string): Override {
    const agreed = this.#agreed;
    const isOfThis = agreed?.session === session && agreed.code === code;
    if (!isOfThis || this.#parts.clock.monotonicMs() >= agreed.untilMs)
      throw new KioskError('USAGE', { what: 'a second operator has not agreed to this, or has too long ago' });
    return { reason: agreed.reason, secondPerson: agreed.operator.name };
  }

  /** Once. */
  used(): void {
    this.#agreed = undefined;
  }
}

function whyNot({ id, role }: SiteOperator, session: Session): KeyRefusal | undefined {
  if (id === session.operator.id) return 'same-person';
  return mayDo(role, 'enrol') ? undefined : 'may-not-agree';
}
