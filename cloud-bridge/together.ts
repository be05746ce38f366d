// Runs loops side by side: when one ends or fails, all end.

type Loop = (signal: AbortSignal) => Promise<void>;

/** Rejects as the first that failed did, after the last has ended. */
export async function together(signal: AbortSignal, loops: readonly Loop[]): Promise<void> {
  const all = new AbortController();
  const end = (): void => all.abort(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  const work = loops.map(async (loop) => {
    try {
      await loop(all.signal);
    } finally {
      all.abort(new Error('a loop beside this one has ended'));
    }
  });
  try {
    await Promise.all(work);
  } finally {
    await Promise.allSettled(work);
    signal.removeEventListener('abort', end);
  }
}
