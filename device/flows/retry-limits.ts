// How often somebody may fail: after too many refusals a pause, doubling, that neither a restart nor a clock can shorten.
import type { Clock } from '../../protocol/index.ts';

/** What is kept of one counter. Times of `monotonicMs` and `recent` are comparable within `bootId` only. */
export interface CounterRecord {
  /** Refusals since the last acceptance. */
  readonly failures: number;
  /** How many pauses there have been since the last acceptance. */
  readonly level: number;
  /** As things stood at `updatedUtcMs`: their difference is what is left of the pause. 0: no pause. */
  readonly lockedUntilUtcMs: number;
  readonly updatedUtcMs: number;
  readonly bootId: string;
  readonly monotonicMs: number;
  /** Monotonic times of the refusals that still count towards the next pause, oldest first. */
  readonly recent: readonly number[];
}

export interface CounterStore {
  get(key: string): CounterRecord | undefined;
  set(key: string, record: CounterRecord): void;
  delete(key: string): void;
}

/** Of somebody who is claimed: its name in the store. */
export const counterOf = (subject: string): string => `claim:${subject}`;

export interface RetryRule {
  /** So many refusals bring a pause. */
  readonly refusals: number;
  /** They must fall within this time; null: they count until an acceptance, and after a pause one is enough for the next. */
  readonly windowMs: number | null;
  /** Of the first, second ... pause; the last one stays. */
  readonly delaysMs: readonly number[];
}

/** Why somebody was refused; what he was given no fair chance at does not count. */
export type RefusalKind = 'no-match' | 'attack' | 'poor-image';

const COUNTS: Readonly<Record<RefusalKind, boolean>> = { 'no-match': true, attack: true, 'poor-image': false };

export type RetryAnswer =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly retryAfterMs: number; readonly level: number };

export interface RetryLimitsParts {
  readonly rule: RetryRule;
  /** Whose failures: one for identification at this terminal, one per claimed identity (an HMAC, never a number). */
  readonly key: string;
  readonly store: CounterStore;
  readonly clock: Clock;
  /** Names the run in which monotonic times are comparable: a new one for each start of the process. */
  readonly bootId: string;
}

/** What matters now, in times of this run. */
interface Counter {
  readonly failures: number;
  readonly level: number;
  readonly lockedUntilMs: number;
  readonly recent: readonly number[];
}

const FRESH: Counter = { failures: 0, level: 0, lockedUntilMs: 0, recent: [] };

export class RetryLimits {
  readonly #parts: RetryLimitsParts;

  constructor(parts: RetryLimitsParts) {
    this.#parts = parts;
  }

  /** Whether an attempt may begin now. All methods throw what the store throws: who cannot count must not go on. */
  check(): RetryAnswer {
    const { lockedUntilMs, level } = this.#load();
    const retryAfterMs = lockedUntilMs - this.#parts.clock.monotonicMs();
    return retryAfterMs > 0 ? { allowed: false, retryAfterMs: Math.ceil(retryAfterMs), level } : { allowed: true };
  }

  /** Refusals since the last acceptance. */
  get failures(): number {
    return this.#load().failures;
  }

  refused(kind: RefusalKind = 'no-match'): void {
    if (!COUNTS[kind]) return;
    this.#save(afterRefusal(this.#load(), this.#parts.rule, this.#parts.clock.monotonicMs()));
  }

  /** Ends the row of failures. A store that knows of none is not written to. */
  accepted(): void {
    const { store, key } = this.#parts;
    if (store.get(key)) store.delete(key);
  }

  /** An operator ends the pause. */
  clear(): void {
    this.#parts.store.delete(this.#parts.key);
  }

  #load(): Counter {
    const { store, key, bootId, clock } = this.#parts;
    const record = store.get(key);
    if (!record) return FRESH;
    // A clock behind the record's belongs to another run as well, whatever it is called.
    const isOfThisRun = record.bootId === bootId && record.monotonicMs <= clock.monotonicMs();
    if (isOfThisRun) return counterFrom(record, record.monotonicMs);
    // Another run: nobody can say how long it was off, and a wall clock can be set. As if no time had passed.
    const counter = counterFrom(record, clock.monotonicMs());
    this.#save(counter);
    return counter;
  }

  #save({ failures, level, lockedUntilMs, recent }: Counter): void {
    const { store, key, bootId, clock } = this.#parts;
    const monotonicMs = clock.monotonicMs();
    const updatedUtcMs = clock.nowMs();
    const leftMs = Math.max(0, lockedUntilMs - monotonicMs);
    const lockedUntilUtcMs = leftMs > 0 ? updatedUtcMs + leftMs : 0;
    store.set(key, { failures, level, lockedUntilUtcMs, updatedUtcMs, bootId, monotonicMs, recent: [...recent] });
  }
}

/** Reads a record as if it had been written at `writtenMs` of this run. */
function counterFrom(record: CounterRecord, writtenMs: number): Counter {
  const { failures, level, lockedUntilUtcMs, updatedUtcMs, monotonicMs, recent } = record;
  const leftMs = lockedUntilUtcMs === 0 ? 0 : Math.max(0, lockedUntilUtcMs - updatedUtcMs);
  const shiftMs = writtenMs - monotonicMs;
  return { failures, level, lockedUntilMs: writtenMs + leftMs, recent: recent.map((atMs) => atMs + shiftMs) };
}

function afterRefusal(before: Counter, { refusals, windowMs, delaysMs }: RetryRule, nowMs: number): Counter {
  const failures = before.failures + 1;
  const recent = [...before.recent, nowMs].filter((atMs) => windowMs === null || nowMs - atMs < windowMs);
  // One that was under way when the pause began makes it no longer, and never shorter.
  if (before.lockedUntilMs > nowMs) return { ...before, failures };
  const isTooMany = windowMs === null ? failures >= refusals : recent.length >= refusals;
  if (!isTooMany) return { ...before, failures, recent: windowMs === null ? [] : recent };
  const delayMs = delaysMs[Math.min(before.level, delaysMs.length - 1)] ?? 0;
  return { failures, level: before.level + 1, lockedUntilMs: nowMs + delayMs, recent: [] };
}
