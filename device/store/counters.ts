// Retry counters that outlive a restart. The file knows them by HMAC only: whom they concern is not to be read from it.
import { createHmac } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import type { ClockState } from '../../protocol/index.ts';
import type { StoreFile } from './file/store-file.ts';

export interface RetryCounter {
  readonly failures: number;
  /** 0 where nothing is locked. */
  readonly lockedUntilUtcMs: number;
  readonly level: number;
  readonly updatedUtcMs: number;
  /** With `monotonicMs`: how much time really passed, as long as the device was not restarted. */
  readonly bootId: string;
  readonly monotonicMs: number;
  /** Monotonic times of the refusals that still count, oldest first. */
  readonly recent: readonly number[];
}

/** The time of this run, and whether its wall clock can be believed. */
export interface RunTime {
  readonly bootId: string;
  readonly monotonicMs: number;
  readonly utcMs: number;
  readonly isSynced: boolean;
}

interface Forgetting {
  readonly ageMs: number;
  readonly now: RunTime;
}

type Kept = Omit<RetryCounter, 'recent'> & { readonly recent: string };

const recentSchema = z.array(z.number());

export class CounterStore {
  readonly #file: StoreFile;
  readonly #hmacKey: Uint8Array;
  readonly #clockState: () => ClockState;
  readonly #select: Statement<[Buffer], Kept>;
  readonly #replace: Statement<[Kept & { readonly key: Buffer; readonly isVouched: 0 | 1 }]>;
  readonly #delete: Statement<[Buffer]>;
  readonly #date: Statement<[object]>;
  readonly #forget: Statement<[object]>;

  constructor(file: StoreFile, hmacKey: Uint8Array, clockState: () => ClockState) {
    this.#file = file;
    this.#hmacKey = hmacKey;
    this.#clockState = clockState;
    this.#select = file.db.prepare(
      `SELECT failures, locked_until_utc_ms AS lockedUntilUtcMs, level, updated_utc_ms AS updatedUtcMs,
              boot_id AS bootId, monotonic_ms AS monotonicMs, recent FROM retry_counter WHERE key = ?`,
    );
    this.#replace = file.db.prepare(
      `INSERT OR REPLACE INTO retry_counter
       VALUES (@key, @failures, @lockedUntilUtcMs, @level, @updatedUtcMs, @bootId, @monotonicMs, @recent, @isVouched)`,
    );
    this.#delete = file.db.prepare('DELETE FROM retry_counter WHERE key = ?');
    this.#date = file.db.prepare(
      `UPDATE retry_counter SET is_vouched = 1, updated_utc_ms = @utcMs,
         locked_until_utc_ms = iif(locked_until_utc_ms = 0, 0, @utcMs + locked_until_utc_ms - updated_utc_ms)
       WHERE boot_id <> @bootId AND @isSynced AND (NOT is_vouched OR updated_utc_ms > @utcMs)`,
    );
    this.#forget = file.db.prepare(
      `DELETE FROM retry_counter WHERE
         (boot_id = @bootId AND monotonic_ms + max(@ageMs, locked_until_utc_ms - updated_utc_ms) <= @monotonicMs)
         OR (boot_id <> @bootId AND @isSynced AND updated_utc_ms < @utcMs - @ageMs AND locked_until_utc_ms < @utcMs)`,
    );
  }

  get(key: string): RetryCounter | undefined {
    const kept = this.#file.read(() => this.#select.get(this.#macOf(key)));
    return kept && { ...kept, recent: recentSchema.parse(JSON.parse(kept.recent)) };
  }

  /** Durable when it returns. */
  set(key: string, counter: RetryCounter): void {
    const isVouched = this.#clockState() === 'synced' ? 1 : 0;
    const kept = { ...counter, recent: JSON.stringify(counter.recent), key: this.#macOf(key), isVouched } as const;
    this.#file.grow(() => this.#replace.run(kept));
  }

  delete(key: string): void {
    this.#file.write(() => this.#delete.run(this.#macOf(key)));
  }

  /** All of them, of everybody: for an operator, and for the bench. */
  clear(): void {
    this.#file.write(() => this.#file.db.prepare('DELETE FROM retry_counter').run());
  }

  /**
   * Those that nobody has added to for `ageMs` and whose pause is over: the last trace of who was refused. Of this run it is known how long
   * that is; of another the wall clock tells, and only one that is synchronised is believed, or setting it ahead would give everybody new
   * tries. What another run has written by a wall clock that nobody vouched for, or that was ahead, is as old as the first synchronised
   * look at it. How many they were.
   */
  forget({ ageMs, now: { isSynced, monotonicMs, ...now } }: Forgetting): number {
    const when = { ...now, isSynced: isSynced ? 1 : 0 };
    return this.#file.write(() => {
      this.#date.run(when);
      return this.#forget.run({ ...when, monotonicMs, ageMs }).changes;
    });
  }

  #macOf(key: string): Buffer {
    return createHmac('sha256', this.#hmacKey).update(key, 'utf8').digest();
  }
}
