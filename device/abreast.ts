// Two things at once: where one fails the other is told to stop, and is waited for.

/** @throws what the first that failed threw, once both have ended */
export async function abreast<A, B>(
  signal: AbortSignal,
  first: (signal: AbortSignal) => Promise<A>,
  second: (signal: AbortSignal) => Promise<B>,
): Promise<readonly [A, B]> {
  const both = new AbortController();
  const follow = (): void => both.abort(signal.reason);
  signal.addEventListener('abort', follow, { once: true });
  if (signal.aborted) follow();
  const guarded = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    try {
      return await work(both.signal);
    } catch (reason) {
      both.abort(reason);
      throw reason;
    }
  };
  const work = [guarded(first), guarded(second)] as const;
  try {
    return await Promise.all(work);
  } finally {
    await Promise.allSettled(work);
    signal.removeEventListener('abort', follow);
  }
}
