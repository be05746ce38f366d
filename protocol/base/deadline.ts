// A time limit that follows its parent and leaves nothing behind.

/** Not AbortSignal.any(): on Node 20 a long-lived parent would keep every child. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #parent: AbortSignal;
  readonly #follow = (): void => this.#controller.abort(this.#parent.reason);

  /** `limitMs` milliseconds from now `signal` aborts with what `onLimit` makes; earlier when `parent` aborts. */
  constructor(parent: AbortSignal, limitMs: number, onLimit: () => Error) {
    this.#parent = parent;
    this.#timer = setTimeout(() => this.#controller.abort(onLimit()), limitMs);
    if (parent.aborted) this.#follow();
    else parent.addEventListener('abort', this.#follow, { once: true });
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
