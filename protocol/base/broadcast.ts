// Status for many listeners; the only thing that emits. (What one consumer reads is an AsyncIterable.)

export interface Listenable<T> {
  /** Calls `listener` for each value from now on; returns how to stop. */
  listen(listener: (value: T) => void): () => void;
}

export class Broadcast<T> implements Listenable<T> {
  readonly #listeners = new Set<(value: T) => void>();

  listen(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
