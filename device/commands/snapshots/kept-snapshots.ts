// The snapshots of a stopped service, for those who may look; what is too old to be looked at is purged first.
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../../protocol/index.ts';
import { ClockWatch } from '../../health/clock-watch.ts';
import { readStandingPolicy } from '../../standing/index.ts';
import { openStores, type SnapshotStore, type Stores } from '../../store/index.ts';
import { openVault } from '../../vault/index.ts';
import { mustHoldStores } from '../data-folder.ts';

export interface KeptSnapshots {
  readonly snapshots: SnapshotStore;
  readonly journal: Stores['journal'];
}

/** Undefined where none were ever kept. @throws KioskError USAGE where there is no terminal, STORE_BUSY while the service runs; as the stores */
export async function withSnapshots<T>(
  dataDir: string,
  signal: AbortSignal,
  look: (opened: KeptSnapshots | undefined) => T | Promise<T>,
): Promise<T> {
  mustHoldStores(dataDir);
  const vault = await openVault({ dataDir, mayCreate: false });
  const watch = new ClockWatch({ clock: systemClock, onJump: () => undefined });
  await watch.ask(signal);
  const clockState = (): typeof watch.state => watch.state;
  await using stores = await openStores({ dataDir, vault, clock: systemClock, bootId: randomUUID(), clockState });
  const { snapshots, snapshotsFault, journal } = stores;
  if (snapshotsFault) throw snapshotsFault;
  const { snapshot } = await readStandingPolicy(dataDir, () => undefined);
  snapshots?.purge(snapshot.keepMs);
  return await look(snapshots && { snapshots, journal });
}
