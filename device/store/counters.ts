// Retry counters that outlive a restart. The file knows them by HMAC only: whom they concern is not to be read from it.
import { createHmac } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
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
}

interface Row extends RetryCounter {
  readonly key: Buffer;
}

export class CounterStore {
  readonly #file: StoreFile;
  readonly #hmacKey: Uint8Array;
  readonly #select: Statement<[Buffer], RetryCounter>;
  readonly #replace: Statement<[Row]>;
  readonly #delete: Statement<[Buffer]>;

  constructor(file: StoreFile, hmacKey: Uint8Array) {
    this.#file = file;
    this.#hmacKey = hmacKey;
    this.#select = file.db.prepare(
      `SELECT failures, locked_until_utc_ms AS lockedUntilUtcMs, level, updated_utc_ms AS updatedUtcMs,
              boot_id AS bootId, monotonic_ms AS monotonicMs FROM retry_counter WHERE key = ?`,
    );
    this.#replace = file.db.prepare(
      `INSERT OR REPLACE INTO retry_counter
       VALUES (@key, @failures, @lockedUntilUtcMs, @level, @updatedUtcMs, @bootId, @monotonicMs)`,
    );
    this.#delete = file.db.prepare('DELETE FROM retry_counter WHERE key = ?');
  }

  get(key: string): RetryCounter | undefined {
    return this.#file.read(() => this.#select.get(this.#macOf(key)));
  }

  /** Durable when it returns. */
  set(key: string, counter: RetryCounter): void {
    this.#file.grow(() => this.#replace.run({ ...counter, key: this.#macOf(key) }));
  }

  delete(key: string): void {
    this.#file.write(() => this.#delete.run(this.#macOf(key)));
  }

  #macOf(key: string): Buffer {
    return createHmac('sha256', this.#hmacKey).update(key, 'utf8').digest();
  }
}
