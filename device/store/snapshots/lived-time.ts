// Time that passes for what is kept here, whatever is done to the wall clock: it goes on while the service runs, and never back.
import type { Statement } from 'better-sqlite3';
import type { Clock, ClockState } from '../../../protocol/index.ts';
import type { StoreFile } from '../file/store-file.ts';

export const LIVED_TIME_SQL = `CREATE TABLE lived_time (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  ms INTEGER NOT NULL,
  -- The wall clock when this was noted, and whether somebody vouched for it.
  seen_utc_ms INTEGER NOT NULL,
  is_vouched INTEGER NOT NULL
) STRICT;
INSERT INTO lived_time VALUES (1, 0, 0, 0);`;

export interface LivedTimeParts {
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  readonly clockState: () => ClockState;
}

interface Noted {
  readonly ms: number;
  readonly utcMs: number;
  /** 0 or 1, as SQLite has it. */
  readonly isVouched: number;
}

/**
 * While the service runs its monotonic clock counts. What passed while it was off the wall clock tells, once, and only where it was
 * synchronised both when it was noted last and now: a clock that wakes up in another year ages nothing, one that was set back keeps
 * nothing young.
 */
export class LivedTime {
  readonly #parts: LivedTimeParts;
  readonly #select: Statement<[], Noted>;
  readonly #update: Statement<[Noted]>;
  readonly #openedAtMs: number;
  #countedAtMs: number;
  /** As the last run left it, until what passed since is counted. */
  #before: Noted | undefined;
  #ms: number;

  constructor({ db }: StoreFile, parts: LivedTimeParts) {
    this.#parts = parts;
    this.#select = db.prepare('SELECT ms, seen_utc_ms AS utcMs, is_vouched AS isVouched FROM lived_time');
    this.#update = db.prepare('UPDATE lived_time SET ms = @ms, seen_utc_ms = @utcMs, is_vouched = @isVouched');
    this.#before = this.#select.get();
    this.#ms = this.#before?.ms ?? 0;
    this.#openedAtMs = parts.clock.monotonicMs();
    this.#countedAtMs = this.#openedAtMs;
  }

  /** Milliseconds so far; noted by the transaction that it is called in. */
  advance(): number {
    const { clock, clockState } = this.#parts;
    const [utcMs, monotonicMs] = [Math.round(clock.nowMs()), clock.monotonicMs()];
    const isSynced = clockState() === 'synced';
    this.#ms +=
      monotonicMs - this.#countedAtMs + (isSynced ? this.#whileOff(utcMs - (monotonicMs - this.#openedAtMs)) : 0);
    this.#countedAtMs = monotonicMs;
    const ms = Math.round(this.#ms);
    this.#update.run({ ms, utcMs, isVouched: isSynced ? 1 : 0 });
    return ms;
  }

  #whileOff(openedAtUtcMs: number): number {
    const before = this.#before;
    this.#before = undefined;
    return before?.isVouched === 1 ? Math.max(0, openedAtUtcMs - before.utcMs) : 0;
  }
}
