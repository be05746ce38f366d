// The configuration as it holds here: what a technician has written, and what the fleet has set in signed settings.
import type { KioskError } from '../../protocol/index.ts';
import { type Config, checkConfig, invalidBy, readConfig } from '../config/index.ts';
import { openStanding } from './standing-policy.ts';

export type ConfigSources = Omit<Parameters<typeof readConfig>[0], 'fleet'>;

/**
 * Settings of the fleet that do not fit together with what stands here are left out and told: a terminal that does not start could not be told better.
 * @throws KioskError CONFIG_INVALID for what stands here
 */
export async function readStandingConfig(
  sources: ConfigSources,
  onFault: (fault: KioskError) => void,
): Promise<Config> {
  const local = readConfig(sources);
  // Whoever starts for the first time has no keys yet, and no orders.
  const settings = (await openStanding(local.data.dir, onFault))?.of('settings');
  if (!settings) return local;
  const check = checkConfig({ ...sources, fleet: settings.what });
  if (check.ok) return check.config;
  onFault(invalidBy(check.mistakes));
  return local;
}
