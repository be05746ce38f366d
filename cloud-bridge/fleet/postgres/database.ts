// One schema of a database: questions and whole transactions, each tried again where only the moment was wrong.
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { type Clock, isFault, KioskError } from '../../../protocol/index.ts';
import { shownAddress } from './address.ts';
import { tryAgain } from './again.ts';
import { openPool, type PoolOptions } from './pool.ts';
import { postgresFault } from './postgres-faults.ts';

/** What a statement may be asked through: the pool, or one connection within its transaction. */
export type Asked = Pick<PoolClient, 'query'>;

export interface DatabaseOptions extends PoolOptions {
  readonly clock: Pick<Clock, 'sleep'>;
}

export class PostgresDatabase implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #where: string;
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #ended = new AbortController();

  private constructor(pool: Pool, { url, clock }: DatabaseOptions) {
    this.#pool = pool;
    this.#where = shownAddress(url);
    this.#clock = clock;
  }

  /** Answers already; a first failure is not waited out. @throws KioskError STORE_*, USAGE */
  static async open(options: DatabaseOptions): Promise<PostgresDatabase> {
    const database = new PostgresDatabase(await openPool(options), options);
    try {
      await database.#orFault(() => database.#pool.query('SELECT 1'));
      return database;
    } catch (reason) {
      await database[Symbol.asyncDispose]();
      throw reason;
    }
  }

  /** @throws KioskError STORE_* */
  ask<R extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<QueryResult<R>> {
    return this.#again(() => this.#pool.query<R>(sql, [...values]));
  }

  /**
   * All of it or nothing; what it resolves with is committed. `work` is begun again where a lock, a restart or a lost connection
   * ended it, also after a commit whose answer was lost: doing it twice must be as doing it once.
   * @throws KioskError STORE_*
   */
  atOnce<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#again(() => this.#transaction(work));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort(new KioskError('STORE_UNREACHABLE', { store: this.#where, why: 'closed' }));
    await this.#pool.end();
  }

  #again<T>(work: () => Promise<T>): Promise<T> {
    return tryAgain(() => this.#orFault(work), this.#clock, this.#ended.signal);
  }

  async #orFault<T>(work: () => Promise<T>): Promise<T> {
    this.#ended.signal.throwIfAborted();
    try {
      return await work();
    } catch (cause) {
      throw isFault(cause) ? cause : postgresFault(cause, this.#where);
    }
  }

  async #transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let isBroken = false;
    try {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (reason) {
      isBroken = await client.query('ROLLBACK').then(
        () => false,
        () => true,
      );
      throw reason;
    } finally {
      client.release(isBroken);
    }
  }
}
