// In a terminal of a fleet: what somebody at the site has set although it decides about people.
import { isDeepStrictEqual } from 'node:util';
import { aboutKeys } from './about-keys.ts';
import type { Setting } from './known-keys.ts';
import type { Layer } from './layer.ts';
import type { Mistake } from './mistake.ts';
import { configSchema, keysOf, type SectionName, sectionNames } from './schema.ts';

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

const decides = ({ section, key }: Setting): boolean =>
  decidingKeys.some((deciding) => deciding.section === section && deciding.name === key);

/** Without what the site has set of what decides. */
export const withoutDecidedHere = (settings: readonly Setting[], fleet: Layer | undefined): readonly Setting[] =>
  settings.filter((setting) => setting.layer === fleet || !decides(setting));

/** What of it is told: a file may hold the defaults, as the example does; whoever sets a variable or an option means something by it. */
export function decidedHere(settings: readonly Setting[], fleet: Layer | undefined): readonly Mistake[] {
  const defaults = configSchema.parse({});
  const isDefault = ({ section, key, value }: Setting): boolean =>
    isDeepStrictEqual(value, new Map<string, unknown>(Object.entries(defaults[section])).get(key));
  return settings
    .filter((setting) => setting.layer !== fleet && decides(setting))
    .filter((setting) => !(setting.layer.isFile && isDefault(setting)))
    .map(({ section, key, layer }) => {
      const path = `${section}.${key}`;
      return {
        ...{ source: layer.source, line: layer.lineOf(path), key: layer.nameOf(path) },
        wrong: 'is ignored: it decides about people, so in a terminal of a fleet it is set by the fleet alone',
        suggestion: `take it out; ridgectl config set TERMINAL ${path}=...`,
      };
    });
}
