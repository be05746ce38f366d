// Whom this terminal believes and seals for, without its service.

import { TrustedKeys } from '../../../protocol/index.ts';
import type { Config } from '../../config/index.ts';
import { trustOf } from '../../kiosk/fleet.ts';
import { readTrust } from '../../kiosk/fleet-access.ts';
import { fleetFiles } from '../../kiosk/fleet-files.ts';
import { StandingOrders } from '../../standing/index.ts';
import type { KeyVault } from '../../vault/index.ts';

/** @throws KioskError CONFIG_INVALID where no fleet has told its keys; KEY_UNAVAILABLE */
export async function fleetTrust(config: Config, vault: KeyVault): Promise<TrustedKeys> {
  const trust = await readTrust(fleetFiles(config).trustFile);
  const standing = await StandingOrders.open({ dataDir: config.data.dir, vault }, (fault) => {
    throw fault;
  });
  return TrustedKeys.parse(trustOf({ standing }, { trust }));
}
