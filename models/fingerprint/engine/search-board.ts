// What the workers of one search share: the next chunk to take, and how many of them have begun.

/** Cells of the board. */
export const BOARD = { nextChunk: 0, begun: 1 } as const;
const NO_MORE_CHUNKS = 2 ** 30;

export class SearchBoard {
  readonly buffer = new SharedArrayBuffer(8);
  readonly #cells = new Int32Array(this.buffer);

  /** No worker takes another chunk: nobody waits for the result any more. */
  stop(): void {
    Atomics.store(this.#cells, BOARD.nextChunk, NO_MORE_CHUNKS);
  }

  /**
   * The results of all workers that took part. A worker ends when no chunk is left, so once as many have ended as have
   * begun the search is complete: a worker that is busy, or just being replaced, is not waited for.
   */
  gather<T>(shares: readonly Promise<T>[]): Promise<readonly T[]> {
    return new Promise((resolve, reject) => {
      const results: T[] = [];
      const note = (result: T): void => {
        results.push(result);
        if (results.length >= Atomics.load(this.#cells, BOARD.begun)) resolve(results);
      };
      for (const share of shares) share.then(note, reject);
    });
  }
}
