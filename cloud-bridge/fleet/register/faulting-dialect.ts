// A Kysely dialect whose errors are faults with a code: what is wrong with a store is no bug of whoever asks it.
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult, TransactionSettings } from 'kysely';

export interface DialectManner {
  readonly faultOf: (error: unknown) => unknown;
  /** In the place of the dialect's own beginning of a transaction. */
  readonly begin?: CompiledQuery;
  /** Around each question: it may be put again where only the moment was wrong. */
  readonly inTurn?: <T>(work: () => Promise<T>) => Promise<T>;
  /** Around the asking for a connection: it may try again. */
  readonly acquire?: <T>(work: () => Promise<T>) => Promise<T>;
}

export const withFaults = (dialect: Dialect, manner: DialectManner): Dialect => ({
  createAdapter: () => dialect.createAdapter(),
  createIntrospector: (db) => dialect.createIntrospector(db),
  createQueryCompiler: () => dialect.createQueryCompiler(),
  createDriver: () => new FaultingDriver(dialect.createDriver(), manner),
});

class FaultingConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #manner: DialectManner;

  constructor(inner: DatabaseConnection, manner: DialectManner) {
    this.inner = inner;
    this.#manner = manner;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { inTurn = (work) => work() } = this.#manner;
    return await inTurn(() => this.#execute<R>(query));
  }

  async #execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await this.inner.executeQuery<R>(query);
    } catch (error) {
      throw this.#manner.faultOf(error);
    }
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    try {
      yield* this.inner.streamQuery<R>(query, chunkSize);
    } catch (error) {
      throw this.#manner.faultOf(error);
    }
  }
}

class FaultingDriver implements Driver {
  readonly #driver: Driver;
  readonly #manner: DialectManner;

  constructor(driver: Driver, manner: DialectManner) {
    this.#driver = driver;
    this.#manner = manner;
  }

  init(): Promise<void> {
    return this.#orFault(() => this.#driver.init());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const { acquire = (work) => work() } = this.#manner;
    const inner = await acquire(() => this.#orFault(() => this.#driver.acquireConnection()));
    return new FaultingConnection(inner, this.#manner);
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const { begin } = this.#manner;
    if (begin) await this.#begin(connection, begin);
    else await this.#orFault(() => this.#driver.beginTransaction(innerOf(connection), settings));
  }

  /** Where a beginning of several statements fails halfway nobody else would end it. */
  async #begin(connection: DatabaseConnection, begin: CompiledQuery): Promise<void> {
    try {
      await connection.executeQuery(begin);
    } catch (error) {
      await this.#driver.rollbackTransaction(innerOf(connection)).catch(() => undefined);
      throw error;
    }
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#orFault(() => this.#driver.commitTransaction(innerOf(connection)));
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#orFault(() => this.#driver.rollbackTransaction(innerOf(connection)));
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return this.#orFault(() => this.#driver.releaseConnection(innerOf(connection)));
  }

  destroy(): Promise<void> {
    return this.#orFault(() => this.#driver.destroy());
  }

  async #orFault<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#manner.faultOf(error);
    }
  }
}

const innerOf = (connection: DatabaseConnection): DatabaseConnection =>
  connection instanceof FaultingConnection ? connection.inner : connection;
