// The policy as it holds here, for commands beside the service.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KioskError } from '../../protocol/index.ts';
import { POLICY, type Policy } from '../config/index.ts';
import { openFileVault, VAULT_FILE } from '../vault/index.ts';
import { StandingOrders } from './standing-orders.ts';

/** Undefined where the service was never started. @throws KioskError KEY_UNAVAILABLE */
export async function openStanding(
  dataDir: string,
  onFault: (fault: KioskError) => void,
): Promise<StandingOrders | undefined> {
  if (!existsSync(join(dataDir, VAULT_FILE))) return undefined;
  return await StandingOrders.open({ dataDir, vault: await openFileVault({ dataDir, mayCreate: false }) }, onFault);
}

/** @throws KioskError KEY_UNAVAILABLE */
export async function readStandingPolicy(dataDir: string, onFault: (fault: KioskError) => void): Promise<Policy> {
  return (await openStanding(dataDir, onFault))?.policy().policy ?? POLICY;
}
