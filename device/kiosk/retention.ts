// What was kept for as long as the policy gives it: gone once a day, and told.
import type { Clock, ClockState, JournalPayload } from '../../protocol/index.ts';
import type { Policy } from '../config/index.ts';
import type { Stores } from '../store/index.ts';

const DAY_MS = 24 * 3_600_000;

/** Counted from 1970. */
const dayOf = (utcMs: number): number => Math.floor(utcMs / DAY_MS);

/** UTC: what is older has been kept for as long as it is to be. */
export const retiredBefore = (nowMs: number, days: number): number => (dayOf(nowMs) - days) * DAY_MS;

/** UTC: when something so old goes. */
export const retiredAt = (utcMs: number, days: number): number => (dayOf(utcMs) + days + 1) * DAY_MS;

type Retired = Extract<JournalPayload, { event: 'retired' }>;

export interface RetentionParts {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly clockWatch: { readonly state: ClockState };
  readonly stores: Pick<Stores, 'retireEntries' | 'evidence' | 'jobs' | 'setAside'>;
  readonly policy: Policy;
  readonly record: (payload: JournalPayload) => void;
}

export class Retention {
  readonly #parts: RetentionParts;
  /** Counted from 1970. */
  #doneOn: number | undefined;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** Only by a clock that somebody vouches for: one that leaps years ahead ends nothing. @throws KioskError of the stores: the next call tries again */
  async keep(signal: AbortSignal): Promise<void> {
    const { clock, clockWatch, stores, policy } = this.#parts;
    const nowMs = clock.nowMs();
    const today = dayOf(nowMs);
    if (clockWatch.state !== 'synced' || this.#doneOn === today) return;
    const { journalDays, evidenceDays, ordersDays, damagedDays } = policy.retention;
    const before = (days: number): number => retiredBefore(nowMs, days);
    const { access, activity, transaction, security } = journalDays;
    await stores.retireEntries(
      {
        ...{ access: before(access), activity: before(activity) },
        ...{ transaction: before(transaction), security: before(security) },
      },
      (kind, count) => this.#tell(kind, count, journalDays[kind]),
      signal,
    );
    this.#tell('evidence', stores.evidence.expire({ beforeMs: before(evidenceDays), nowMs }), evidenceDays);
    this.#tell('orders', stores.jobs.expire(before(ordersDays)), ordersDays);
    this.#tell('damaged', stores.setAside.forgetBefore(before(damagedDays), nowMs), damagedDays);
    if (!signal.aborted) this.#doneOn = today;
  }

  #tell(what: Retired['what'], count: number, days: number): void {
    const { record, policy } = this.#parts;
    if (count > 0) record({ event: 'retired', what, count, days, policyVersion: policy.version });
  }
}
