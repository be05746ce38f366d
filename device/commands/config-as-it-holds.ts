// The configuration as the service has it, for commands that look at a terminal from outside.
import { isFault } from '../../protocol/index.ts';
import type { CheckParts } from '../health/checks/index.ts';
import { type ConfigSources, checkStanding, readStandingConfig } from '../standing/index.ts';

/**
 * With the fleet's settings, and what is amiss with them; without them where nobody can read them: the checks say why.
 * @throws KioskError CONFIG_INVALID for what stands at this site
 */
export async function configAsItHolds(
  sources: ConfigSources,
): Promise<Pick<CheckParts, 'config' | 'settingsFault' | 'ignored'>> {
  try {
    const { config, settings } = await readStandingConfig(sources, () => undefined);
    return { config, settingsFault: settings.holding.refused, ignored: settings.ignored };
  } catch (fault) {
    const local = checkStanding(sources);
    if (!isFault(fault) || !local.ok) throw fault;
    return { config: local.config };
  }
}
