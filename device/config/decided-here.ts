// In a terminal of a fleet: what somebody at the site has set although it decides about people.
import { isDeepStrictEqual } from 'node:util';
import { variableOf } from './layer.ts';
import type { Mistake } from './mistake.ts';
import type { ConfigCheck } from './read-config.ts';
import { aboutKeys, type Config, configSchema, keysOf, type SectionName, sectionNames } from './schema.ts';

interface DecidingKey {
  readonly section: SectionName;
  readonly name: string;
}

/** The configuration's share of what decides: the rest is the policy's. */
export const decidingKeys: readonly DecidingKey[] = sectionNames.flatMap((section) =>
  Object.entries(keysOf(section))
    .filter(([, schema]) => aboutKeys.get(schema)?.decides === true)
    .map(([name]) => ({ section, name })),
);

/**
 * A file may hold the defaults, as the example does: they decide nothing. The environment and the command line would come before what the
 * fleet has signed, so they hold none of these at all.
 */
export function decidedHere({ config, sourceOf }: Extract<ConfigCheck, { ok: true }>): readonly Mistake[] {
  const defaults = configSchema.parse({});
  return decidingKeys.flatMap(({ section, name }) => {
    const key = `${section}.${name}`;
    const source = sourceOf(key);
    if (source === 'default' || source.startsWith('fleet, ')) return [];
    const isOutside = source === 'environment' || source === 'command line';
    if (!isOutside && isDeepStrictEqual(settingOf(config, section, name), settingOf(defaults, section, name)))
      return [];
    const wrong = 'decides about people, so in a terminal of a fleet it is set by the fleet alone';
    const suggestion = `take it out; ridgectl config set TERMINAL ${key}=...`;
    return [{ source, line: null, key: source === 'environment' ? variableOf(key) : key, wrong, suggestion }];
  });
}

const settingOf = (config: Config, section: SectionName, name: string): unknown =>
  Object.entries(config[section]).find(([key]) => key === name)?.[1];
