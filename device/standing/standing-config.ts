// The configuration as it holds here: what a technician has written, and what the fleet has set in signed settings.
import type { KioskError } from '../../protocol/index.ts';
import {
  type Config,
  type ConfigCheck,
  checkConfig,
  invalidBy,
  readConfig,
  type SettingsState,
} from '../config/index.ts';
import { type Holding, holdingOf } from './holding.ts';
import { openStanding } from './standing-policy.ts';

export type ConfigSources = Omit<Parameters<typeof readConfig>[0], 'fleet'>;

/** What the fleet has of a say in the configuration of this site. */
export interface FleetSettings {
  readonly holding: Holding;
  /** Whether these would go together with what stands here. */
  readonly check: (settings: SettingsState) => ConfigCheck;
}

export interface StandingConfig {
  readonly config: Config;
  readonly settings: FleetSettings;
}

/**
 * Settings of the fleet that do not fit together with what stands here are left out and told: a terminal that does not start could not be told better.
 * @throws KioskError CONFIG_INVALID for what stands here; KEY_UNAVAILABLE
 */
export async function readStandingConfig(
  sources: ConfigSources,
  onFault: (fault: KioskError) => void,
): Promise<StandingConfig> {
  const local = readConfig(sources);
  const check = (settings: SettingsState): ConfigCheck => checkConfig({ ...sources, fleet: settings });
  // Whoever starts for the first time has no keys yet, and no orders.
  const held = (await openStanding(local.data.dir, onFault))?.of('settings')?.what;
  const checked = held && check(held);
  if (!checked) return { config: local, settings: { check, holding: holdingOf(0) } };
  if (checked.ok) return { config: checked.config, settings: { check, holding: holdingOf(held.version) } };
  const refused = invalidBy(checked.mistakes);
  onFault(refused);
  return { config: local, settings: { check, holding: holdingOf(held.version, refused) } };
}
