// The snapshots of a stopped service, for those who may look; what is too old to be looked at is purged first.
import type { Config } from '../../config/index.ts';
import { readStandingPolicy } from '../../standing/index.ts';
import type { SnapshotStore, Stores } from '../../store/index.ts';
import { withStoppedStores } from '../stopped-stores.ts';

export interface KeptSnapshots {
  readonly snapshots: SnapshotStore;
  readonly journal: Stores['journal'];
}

/** Undefined where none were ever kept. @throws KioskError USAGE where there is no terminal, STORE_BUSY while the service runs; as the stores */
export async function withSnapshots<T>(
  config: Config,
  signal: AbortSignal,
  look: (opened: KeptSnapshots | undefined) => T | Promise<T>,
): Promise<T> {
  return await withStoppedStores(config, signal, async ({ snapshots, snapshotsFault, journal }) => {
    if (snapshotsFault) throw snapshotsFault;
    const { snapshot } = await readStandingPolicy(config.data.dir, () => undefined);
    snapshots?.purge(snapshot.keepMs);
    return await look(snapshots && { snapshots, journal });
  });
}
