// The stores of a stopped service, opened to be written by a command.
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../protocol/index.ts';
import { type Config, journalLimits } from '../config/index.ts';
import { ClockWatch } from '../health/clock-watch.ts';
import { journalRoom, openStores, type Stores } from '../store/index.ts';
import { type KeyVault, openVault } from '../vault/index.ts';
import { mustHoldStores } from './data-folder.ts';

/** @throws KioskError USAGE where there is no terminal, STORE_BUSY while the service runs; as the stores */
export async function withStoppedStores<T>(
  config: Config,
  signal: AbortSignal,
  work: (stores: Stores, vault: KeyVault) => T | Promise<T>,
): Promise<T> {
  const { dir: dataDir } = config.data;
  mustHoldStores(dataDir);
  const vault = await openVault({ dataDir, mayCreate: false });
  const watch = new ClockWatch({ clock: systemClock, onJump: () => undefined });
  await watch.ask(signal);
  const { kept, taken } = journalRoom(dataDir);
  await using stores = await openStores({
    ...{ dataDir, vault, clock: systemClock, bootId: randomUUID(), clockState: () => watch.state },
    ...{ journal: journalLimits(config), journalSpace: { bytes: kept + taken } },
  });
  return await work(stores, vault);
}
