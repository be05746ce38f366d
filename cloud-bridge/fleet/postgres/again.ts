// What only the moment was wrong for is tried again, for about as long as PostgreSQL takes to start anew.
import { type Clock, isTransient } from '../../../protocol/index.ts';

const DELAYS_MS = [20, 100, 300, 600, 1000, 2000, 4000];

/** @throws what `work` throws in the end; the signal's reason */
export async function tryAgain<T>(
  work: () => Promise<T>,
  clock: Pick<Clock, 'sleep'>,
  signal: AbortSignal,
): Promise<T> {
  for (const delayMs of DELAYS_MS) {
    try {
      return await work();
    } catch (fault) {
      if (!isTransient(fault)) throw fault;
      await clock.sleep(delayMs, signal);
    }
  }
  return await work();
}
