// What has to be done now and then, while nobody waits for it.

import type { Foundation } from './foundation.ts';

const EVERY_MS = 10 * 60_000;
/** Failures that nobody has added to for a day: of a refused citizen this is the last trace. */
const FORGET_FAILURES_AFTER_MS = 24 * 3_600_000;

/** Entries that the fleet has, counters that nobody needs here any more, and snapshots whose time is over give way. Until `signal` aborts. */
export async function keepHouse(base: Foundation, signal: AbortSignal): Promise<void> {
  const { clock, stores, log, noteFault, snapshotPolicy } = base;
  while (!signal.aborted) {
    try {
      const pruned = await stores.journal.prune(signal);
      if (pruned > 0) log.info({ pruned }, 'acknowledged journal entries gave way');
      const nowUtcMs = clock.nowMs();
      stores.counters.forget({ untouchedSinceUtcMs: nowUtcMs - FORGET_FAILURES_AFTER_MS, nowUtcMs });
      const purged = stores.snapshots?.purge(snapshotPolicy.keepMs) ?? 0;
      if (purged > 0) log.info({ purged }, 'snapshots whose time is over are gone');
    } catch (fault) {
      if (signal.aborted) return;
      noteFault(fault);
    }
    await clock.sleep(EVERY_MS, signal).catch(() => undefined);
  }
}
