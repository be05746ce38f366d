// What has to be done now and then, while nobody waits for it.

import type { Foundation } from './foundation.ts';

const EVERY_MS = 10 * 60_000;

/** Entries that the fleet has and that nobody needs here any more give way. Until `signal` aborts. */
export async function keepHouse(base: Foundation, signal: AbortSignal): Promise<void> {
  const { clock, stores, log, noteFault } = base;
  while (!signal.aborted) {
    try {
      const pruned = await stores.journal.prune(signal);
      if (pruned > 0) log.info({ pruned }, 'acknowledged journal entries gave way');
    } catch (fault) {
      if (signal.aborted) return;
      noteFault(fault);
    }
    await clock.sleep(EVERY_MS, signal).catch(() => undefined);
  }
}
