// A Kysely dialect whose errors are faults with a code: what is wrong with a store is no bug of whoever asks it.
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult, TransactionSettings } from 'kysely';

export type FaultOf = (error: unknown) => unknown;

export const withFaults = (dialect: Dialect, faultOf: FaultOf): Dialect => ({
  createAdapter: () => dialect.createAdapter(),
  createIntrospector: (db) => dialect.createIntrospector(db),
  createQueryCompiler: () => dialect.createQueryCompiler(),
  createDriver: () => new FaultingDriver(dialect.createDriver(), faultOf),
});

class FaultingConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #faultOf: FaultOf;

  constructor(inner: DatabaseConnection, faultOf: FaultOf) {
    this.inner = inner;
    this.#faultOf = faultOf;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await this.inner.executeQuery<R>(query);
    } catch (error) {
      throw this.#faultOf(error);
    }
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    try {
      yield* this.inner.streamQuery<R>(query, chunkSize);
    } catch (error) {
      throw this.#faultOf(error);
    }
  }
}

class FaultingDriver implements Driver {
  readonly #driver: Driver;
  readonly #faultOf: FaultOf;

  constructor(driver: Driver, faultOf: FaultOf) {
    this.#driver = driver;
    this.#faultOf = faultOf;
  }

  init(): Promise<void> {
    return this.#orFault(() => this.#driver.init());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const inner = await this.#orFault(() => this.#driver.acquireConnection());
    return new FaultingConnection(inner, this.#faultOf);
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return this.#orFault(() => this.#driver.beginTransaction(innerOf(connection), settings));
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
      throw this.#faultOf(error);
    }
  }
}

const innerOf = (connection: DatabaseConnection): DatabaseConnection =>
  connection instanceof FaultingConnection ? connection.inner : connection;
