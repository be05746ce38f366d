// The stores as `doctor` opens them: held by the service while it runs, and then left to it.
import { isFault } from '../../../protocol/index.ts';
import { openStores, type Stores } from '../../store/index.ts';
import { openVault } from '../../vault/index.ts';
import { type CheckParts, type Finding, passable } from './finding.ts';

export const isHeld = (error: unknown): boolean => isFault(error) && error.code === 'STORE_BUSY';

export async function withStores<T>(
  { config, clock }: CheckParts,
  look: (stores: Stores) => T | Promise<T>,
): Promise<T> {
  const vault = await openVault({ dataDir: config.data.dir, mayCreate: false });
  await using opened = await openStores({ dataDir: config.data.dir, vault, clock, bootId: 'doctor' });
  return await look(opened);
}

/** What the service holds while it runs: to be seen on its screen, and not to be disturbed. */
export const leftToService = (what: string): Finding =>
  passable(`the service is running and holds the ${what}`, `stop it first to have the ${what} examined`);

export const serviceRuns = (parts: CheckParts): Promise<boolean> => withStores(parts, () => false).catch(isHeld);
