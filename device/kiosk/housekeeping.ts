// What has to be done now and then, while nobody waits for it.
import type { FingerEngine } from '../../models/index.ts';
import type { Foundation } from './foundation.ts';
import { keepResidency } from './residency.ts';
import { Retention } from './retention.ts';

const EVERY_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;

/** Until `signal` aborts. */
export async function keepHouse(
  base: Foundation & { readonly engine: Pick<FingerEngine, 'remove'> },
  signal: AbortSignal,
): Promise<void> {
  const { clock, engine } = base;
  const retention = new Retention(base);
  const unlearn = (pseudonym: string): void => void engine.remove(pseudonym);
  const chores: readonly Chore[] = [
    ...CHORES,
    (_, until) => retention.keep(until),
    (_, until) => keepResidency({ ...base, unlearn }, until),
  ];
  await doEach([tellBrokenPeople], base, signal);
  while (!signal.aborted) {
    await doEach(chores, base, signal);
    await clock.sleep(EVERY_MS, signal).catch(() => undefined);
  }
}

/** Each by itself: one that cannot be done keeps no other from being done. */
async function doEach(chores: readonly Chore[], base: Foundation, signal: AbortSignal): Promise<void> {
  for (const chore of chores)
    try {
      await chore(base, signal);
    } catch (fault) {
      if (signal.aborted) return;
      base.noteFault(fault);
    }
}

type Chore = (base: Foundation, signal: AbortSignal) => Promise<void>;

/** After the start, which would be longer by it: whoever cannot be read is not recognised either. */
const tellBrokenPeople: Chore = async ({ stores, log, record }, signal) => {
  const broken = await stores.people.broken(signal);
  if (broken.length === 0) return;
  log.warn({ broken }, 'records of people do not open: the fleet has to send them again');
  record({ event: 'fault', device: 'people', code: 'SEAL_BROKEN', detail: `${broken.length} people` });
};

/** New keys that were begun before a restart, or a full disk. */
const finishNewKeys: Chore = async ({ stores, log }, signal) => {
  if (!stores.newKeys.isUnderWay) return;
  log.info(await stores.renewKeys(signal), 'the new keys that were begun before are everywhere');
};

/** Given back while the disk was full. */
const keepRoom: Chore = ({ stores }) => stores.journal.keepRoom();

const pruneJournal: Chore = async ({ stores, log }, signal) => {
  const pruned = await stores.journal.prune(signal);
  if (pruned > 0) log.info({ pruned }, 'acknowledged journal entries gave way');
};

const forgetFailures: Chore = async ({ stores, clock, clockWatch, bootId, policy }) => {
  const isSynced = clockWatch.state === 'synced';
  const now = { bootId, monotonicMs: clock.monotonicMs(), utcMs: clock.nowMs(), isSynced };
  stores.counters.forget({ ageMs: policy.retention.failuresDays * DAY_MS, now });
};

const purgeSnapshots: Chore = async ({ stores, snapshotPolicy, log }) => {
  const purged = stores.snapshots?.purge(snapshotPolicy.keepMs) ?? 0;
  if (purged > 0) log.info({ purged }, 'snapshots whose time is over are gone');
};

const CHORES = [keepRoom, finishNewKeys, pruneJournal, forgetFailures, purgeSnapshots];
