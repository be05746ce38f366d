// The policy as it holds here, for commands beside the service.
import type { KioskError } from '../../protocol/index.ts';
import { POLICY, type Policy } from '../config/index.ts';
import { finishWipe, holdsVault, openVault } from '../vault/index.ts';
import { StandingOrders } from './standing-orders.ts';

/** Undefined where the service was never started, or was wiped. @throws KioskError KEY_UNAVAILABLE, STORE_READ_ONLY */
export async function openStanding(
  dataDir: string,
  onFault: (fault: KioskError) => void,
): Promise<StandingOrders | undefined> {
  // A wipe that was cut off has left a key that is none any more.
  await finishWipe(dataDir);
  if (!holdsVault(dataDir)) return undefined;
  return await StandingOrders.open({ dataDir, vault: await openVault({ dataDir, mayCreate: false }) }, onFault);
}

/** @throws KioskError KEY_UNAVAILABLE */
export async function readStandingPolicy(dataDir: string, onFault: (fault: KioskError) => void): Promise<Policy> {
  return (await openStanding(dataDir, onFault))?.policy().policy ?? POLICY;
}
