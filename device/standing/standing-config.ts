// The configuration as it holds here: what a technician has written, and what the fleet has set in signed settings.
import type { KioskError } from '../../protocol/index.ts';
import {
  type Config,
  type ConfigCheck,
  checkConfig,
  invalidBy,
  type Profile,
  type readConfig,
  type SettingsState,
} from '../config/index.ts';
import { isClaimed } from './claimed.ts';
import { type Holding, holdingOf } from './holding.ts';
import { openStanding } from './standing-policy.ts';

export type ConfigSources = Omit<Parameters<typeof readConfig>[0], 'fleet' | 'isClaimed'>;

/** What the fleet has of a say in the configuration of this site. */
export interface FleetSettings {
  readonly holding: Holding;
  /** Whether these would go together with what stands here. */
  readonly check: (settings: SettingsState) => ConfigCheck;
  /** What the site has set although it is the fleet's to say. */
  readonly ignored?: KioskError | undefined;
}

export interface StandingConfig {
  readonly config: Config;
  readonly profile: Profile;
  readonly settings: FleetSettings;
}

/** As the terminal reads it: once a fleet has claimed it, whatever decides about people is not heeded from the site. */
export function checkStanding(sources: ConfigSources & { readonly fleet?: SettingsState | undefined }): ConfigCheck {
  const asClaimed = checkConfig({ ...sources, isClaimed: true });
  return asClaimed.ok && isClaimed(asClaimed.config) ? asClaimed : checkConfig(sources);
}

/**
 * Settings of the fleet that do not fit together with what stands here, and what the site has set although it is the fleet's to say, are
 * left out and told: a terminal that does not start could not be told better.
 * @throws KioskError CONFIG_INVALID for anything else that stands here; KEY_UNAVAILABLE
 */
export async function readStandingConfig(
  sources: ConfigSources,
  onFault: (fault: KioskError) => void,
): Promise<StandingConfig> {
  const { config, profile, ignored, settings } = await configAsHeld(sources, onFault);
  if (ignored.length === 0) return { config, profile, settings };
  const told = invalidBy(ignored);
  onFault(told);
  return { config, profile, settings: { ...settings, ignored: told } };
}

async function configAsHeld(
  sources: ConfigSources,
  onFault: (fault: KioskError) => void,
): Promise<StandingConfig & Extract<ConfigCheck, { ok: true }>> {
  const local = checkStanding(sources);
  if (!local.ok) throw invalidBy(local.mistakes);
  const check = (settings: SettingsState): ConfigCheck => checkStanding({ ...sources, fleet: settings });
  // Whoever starts for the first time has no keys yet, and no orders.
  const held = (await openStanding(local.config.data.dir, onFault))?.of('settings')?.what;
  const checked = held && check(held);
  if (!checked) return { ...local, settings: { check, holding: holdingOf(0) } };
  if (checked.ok) return { ...checked, settings: { check, holding: holdingOf(held.version) } };
  const refused = invalidBy(checked.mistakes);
  onFault(refused);
  return { ...local, settings: { check, holding: holdingOf(held.version, refused) } };
}
