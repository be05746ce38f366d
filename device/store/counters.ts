// Retry counters that outlive a restart. The file knows them by HMAC only: whom they concern is not to be read from it.
import { createHmac } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
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
  readonly #select: Statement<[Buffer], Kept>;
  readonly #replace: Statement<[Kept & { readonly key: Buffer }]>;
  readonly #delete: Statement<[Buffer]>;
  readonly #forget: Statement<[object]>;

  constructor(file: StoreFile, hmacKey: Uint8Array) {
    this.#file = file;
    this.#hmacKey = hmacKey;
    this.#select = file.db.prepare(
      `SELECT failures, locked_until_utc_ms AS lockedUntilUtcMs, level, updated_utc_ms AS updatedUtcMs,
              boot_id AS bootId, monotonic_ms AS monotonicMs, recent FROM retry_counter WHERE key = ?`,
    );
    this.#replace = file.db.prepare(
      `INSERT OR REPLACE INTO retry_counter
       VALUES (@key, @failures, @lockedUntilUtcMs, @level, @updatedUtcMs, @bootId, @monotonicMs, @recent)`,
    );
    this.#delete = file.db.prepare('DELETE FROM retry_counter WHERE key = ?');
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
    const kept = { ...counter, recent: JSON.stringify(counter.recent), key: this.#macOf(key) };
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
   * tries. How many they were.
   */
  forget({ ageMs, now: { isSynced, ...now } }: Forgetting): number {
    const { changes } = this.#file.write(() => this.#forget.run({ ...now, ageMs, isSynced: isSynced ? 1 : 0 }));
    return changes;
  }

  #macOf(key: string): Buffer {
    return createHmac('sha256', this.#hmacKey).update(key, 'utf8').digest();
  }
}
