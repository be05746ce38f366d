// The configuration as it holds here: what a technician has written, and what the fleet has set in signed settings.
import type { KioskError } from '../../protocol/index.ts';
import {
  type Config,
  type ConfigCheck,
  checkConfig,
  decidedHere,
  invalidBy,
  type readConfig,
  type SettingsState,
} from '../config/index.ts';
import { isClaimed } from '../kiosk/fleet-files.ts';
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
 * @throws KioskError CONFIG_INVALID for what stands here, also where a fleet has claimed the terminal and it is the fleet's to say; KEY_UNAVAILABLE
 */
export async function readStandingConfig(
  sources: ConfigSources,
  onFault: (fault: KioskError) => void,
): Promise<StandingConfig> {
  const standing = await configAsHeld(sources, onFault);
  if (!isClaimed(standing.config)) return standing;
  const mistakes = decidedHere(standing);
  if (mistakes.length > 0) throw invalidBy(mistakes);
  return standing;
}

async function configAsHeld(
  sources: ConfigSources,
  onFault: (fault: KioskError) => void,
): Promise<StandingConfig & Extract<ConfigCheck, { ok: true }>> {
  const local = checkConfig(sources);
  if (!local.ok) throw invalidBy(local.mistakes);
  const check = (settings: SettingsState): ConfigCheck => checkConfig({ ...sources, fleet: settings });
  // Whoever starts for the first time has no keys yet, and no orders.
  const held = (await openStanding(local.config.data.dir, onFault))?.of('settings')?.what;
  const checked = held && check(held);
  if (!checked) return { ...local, settings: { check, holding: holdingOf(0) } };
  if (checked.ok) return { ...checked, settings: { check, holding: holdingOf(held.version) } };
  const refused = invalidBy(checked.mistakes);
  onFault(refused);
  return { ...local, settings: { check, holding: holdingOf(held.version, refused) } };
}
