// What the workers of one search share: what is left to look at, what was found so far, who has begun and what is done.
import { KioskError } from '../../../protocol/computing.ts';
import { SEARCH } from '../comparison/parameters.ts';

/** A template that a search has looked at. */
export interface Found {
  /** Number of its slot in the gallery (`SlotMap`). */
  readonly place: number;
  readonly score: number;
}

/** The looks of a search, one after the other; each is shared out item by item. */
export type Look = 'screening' | 'likeness' | 'comparison';

/** Words of the board. What was found follows: each a place and the bits of a score. Last the scores of the second look. */
const CELL = { begun: 0, stopped: 1, published: 2, words: 9 } as const;
const NEXT: Readonly<Record<Look, number>> = { screening: 3, likeness: 4, comparison: 5 };
const DONE: Readonly<Record<Look, number>> = { screening: 6, likeness: 7, comparison: 8 };
const FOUND_WORDS = 2;
const MORE_THAN_ANY = 2 ** 29;
/** A look's last items take milliseconds; whoever waits longer waits for a worker that is no more. */
const LIMIT_MS = 10_000;

/** The main thread's side. */
export class SearchBoard {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array;

  /** For a search that at most so many workers take part in. */
  constructor(workers: number) {
    const found = workers * SEARCH.comparedByMinutiae;
    this.buffer = new SharedArrayBuffer(4 * (CELL.words + FOUND_WORDS * found + SEARCH.comparedByMinutiae));
    this.#cells = new Int32Array(this.buffer);
  }

  /** No worker takes or awaits anything more: nobody waits for the result. */
  stop(): void {
    Atomics.store(this.#cells, CELL.stopped, 1);
    for (const cell of Object.values(DONE)) {
      // Changed as well as notified, so that nobody goes to sleep just after.
      Atomics.add(this.#cells, cell, MORE_THAN_ANY);
      Atomics.notify(this.#cells, cell);
    }
  }

  /**
   * The results of all workers that took part. A worker ends when nothing is left, so once as many have ended as have
   * begun the search is complete: a worker that is busy, or just being replaced, is not waited for.
   */
  gather<T>(shares: readonly Promise<T>[]): Promise<readonly T[]> {
    return new Promise((resolve, reject) => {
      const results: T[] = [];
      const note = (result: T): void => {
        results.push(result);
        if (results.length >= Atomics.load(this.#cells, CELL.begun)) resolve(results);
      };
      for (const share of shares) share.then(note, reject);
    });
  }
}

/** A worker's side. */
export class BoardSeat {
  readonly #cells: Int32Array;
  readonly #scores: Float32Array;

  /** Sits down at a search's board: from now on the search is not complete without this worker's result. */
  constructor(buffer: SharedArrayBuffer) {
    this.#cells = new Int32Array(buffer);
    this.#scores = new Float32Array(buffer);
    Atomics.add(this.#cells, CELL.begun, 1);
  }

  /** The items of a look that fall to this worker, below `count`; none once the search is stopped. */
  *share(look: Look, count: number): Generator<number> {
    for (let item = this.#next(look); item < count; item = this.#next(look)) yield item;
  }

  /** Shows what this worker found in its share of the screening. */
  publish(found: readonly Found[]): void {
    const first = Atomics.add(this.#cells, CELL.published, found.length);
    found.forEach(({ place, score }, index) => {
      const at = CELL.words + FOUND_WORDS * (first + index);
      this.#cells[at] = place;
      this.#scores[at + 1] = score;
    });
  }

  /** What all workers have published, in no order: complete once the screening is. */
  get published(): readonly Found[] {
    return Array.from({ length: Atomics.load(this.#cells, CELL.published) }, (_, index) => {
      const at = CELL.words + FOUND_WORDS * index;
      return { place: this.#cells[at] ?? 0, score: this.#scores[at + 1] ?? 0 };
    });
  }

  /** The score of an item of the second look. */
  setLikeness(item: number, score: number): void {
    this.#scores[this.#scores.length - 1 - item] = score;
  }

  likenessOf(item: number): number {
    return this.#scores[this.#scores.length - 1 - item] ?? 0;
  }

  /**
   * Reports that this worker has done so many items of a look, and waits until all `count` are done, by whomever. What the others
   * wrote before they reported can be read then. False where the search was stopped.
   * @throws KioskError STAGE_LATE
   */
  meet(look: Look, { done, count }: { readonly done: number; readonly count: number }): boolean {
    const cell = DONE[look];
    Atomics.add(this.#cells, cell, done);
    Atomics.notify(this.#cells, cell);
    for (let all = Atomics.load(this.#cells, cell); all < count; all = Atomics.load(this.#cells, cell)) {
      if (this.#isStopped) return false;
      if (Atomics.wait(this.#cells, cell, all, LIMIT_MS) === 'timed-out')
        throw new KioskError('STAGE_LATE', { stage: look, limitMs: LIMIT_MS });
    }
    return !this.#isStopped;
  }

  get #isStopped(): boolean {
    return Atomics.load(this.#cells, CELL.stopped) === 1;
  }

  #next(look: Look): number {
    return this.#isStopped ? Number.POSITIVE_INFINITY : Atomics.add(this.#cells, NEXT[look], 1);
  }
}
