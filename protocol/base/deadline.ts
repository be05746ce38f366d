// A time limit that follows its parent and leaves nothing behind.

/** Later than this a timer goes off only where the process stood still. */
const STOOD_STILL_MS = 20;
/** For what came meanwhile to be read, by a thread of the pool too. */
const READING_MS = 50;

/** Not AbortSignal.any(): on Node 20 a long-lived parent would keep every child. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout;
  readonly #parent: AbortSignal;
  readonly #follow = (): void => this.#controller.abort(this.#parent.reason);

  /**
   * `limitMs` milliseconds from now `signal` aborts with what `onLimit` makes; earlier when `parent` aborts.
   * @param readingMs that it waits on where the process stood still beyond the limit
   */
  constructor(parent: AbortSignal, limitMs: number, onLimit: () => Error, readingMs = 0) {
    const late = (): void => this.#controller.abort(onLimit());
    const dueMs = performance.now() + limitMs;
    this.#parent = parent;
    this.#timer = setTimeout(() => {
      if (readingMs > 0 && performance.now() > dueMs + STOOD_STILL_MS) this.#timer = setTimeout(late, readingMs);
      else late();
    }, limitMs);
    if (parent.aborted) this.#follow();
    else parent.addEventListener('abort', this.#follow, { once: true });
  }

  /** For what a device answers: what was there in time, and could not be read because this process stood still, is no late answer. */
  static ofAnswer(parent: AbortSignal, limitMs: number, onLimit: () => Error): Deadline {
    return new Deadline(parent, limitMs, onLimit, READING_MS);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#parent.removeEventListener('abort', this.#follow);
  }
}

/** Settles as `work` does, or rejects with the signal's reason as soon as it aborts; a late result is dropped. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Rejects with the signal's reason as soon as it aborts; never settles before. */
export const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
