// What stands above all sections: of which version the file is, and which profile the machine has.
import { isTable, type Layer, type ReadLayer } from './layer.ts';
import type { Mistake } from './mistake.ts';
import { nearest } from './nearest.ts';
import { PROFILES, type ProfileName, profileNames } from './profiles.ts';
import { FILE_VERSION, retiredSince } from './versions.ts';

/** What they are for, as the example and `ridged config show` tell it. */
export const HEAD = {
  version: 'of this file; "ridged config migrate" makes one of this version of an older one',
  profile: `defaults that fit such a machine: ${profileNames.join(', ')}; with bench all devices are virtual (restart)`,
} as const;

/** Undefined where it is none. A file that names none is of the first. */
export const versionIn = ({ version = 1 }: Layer['settings']): number | undefined =>
  typeof version === 'number' && Number.isInteger(version) && version >= 1 ? version : undefined;

/**
 * A file without its head, and without what its version had and this one has no more. One of a newer version is looked at no further: what
 * is a mistake here may be none there.
 */
export function withoutHead(file: Layer): ReadLayer {
  const { version: _, profile, ...settings } = file.settings;
  const version = versionIn(file.settings);
  if (version === undefined || version > FILE_VERSION)
    return { layer: { ...file, settings: {} }, mistakes: [strangeVersion(file, version)] };
  const { kept, ignored } = withoutRetired({ ...file, settings }, version);
  return { layer: { ...file, settings: kept, profile, version, ignored }, mistakes: [] };
}

function strangeVersion({ source, lineOf }: Layer, version: number | undefined): Mistake {
  const at = { source, line: lineOf('version'), key: 'version' };
  if (version === undefined) return { ...at, wrong: 'must be a whole number', suggestion: `write ${FILE_VERSION}` };
  return {
    ...{ ...at, wrong: `is ${version}, and this ridged reads up to ${FILE_VERSION}` },
    suggestion: `install the ridged that wrote it, or lay its copy of before in its place: ${source}.v${FILE_VERSION}-...`,
  };
}

function withoutRetired(
  { settings, source, lineOf }: Layer,
  version: number,
): { readonly kept: Layer['settings']; readonly ignored: readonly Mistake[] } {
  const kept: Record<string, unknown> = { ...settings };
  const ignored: Mistake[] = [];
  for (const { section, key, now } of retiredSince(version)) {
    const table = kept[section];
    if (!isTable(table) || !Object.hasOwn(table, key)) continue;
    const { [key]: _, ...rest } = table;
    kept[section] = rest;
    const path = `${section}.${key}`;
    const suggestion = `ridged config migrate --config ${source}`;
    ignored.push({ source, line: lineOf(path), key: path, wrong: `is ignored: ${now}`, suggestion });
  }
  return { kept, ignored };
}

export interface Profile {
  /** Null: none, so all that is not set is as the schema has it. */
  readonly name: ProfileName | null;
  readonly source: string;
}

/** Of several the last. */
export function profileOf(layers: readonly Layer[]): {
  readonly profile: Profile;
  readonly mistakes: readonly Mistake[];
} {
  const given = layers.filter(({ profile }) => profile !== undefined);
  const known = given.flatMap(({ profile, source }) => {
    const name = profileNames.find((each) => each === profile);
    return name ? [{ name, source }] : [];
  });
  const strange = given.filter(({ profile }) => !profileNames.some((name) => name === profile));
  return { profile: known.at(-1) ?? { name: null, source: 'default' }, mistakes: strange.map(strangeProfile) };
}

function strangeProfile({ profile, source, lineOf, nameOf }: Layer): Mistake {
  const meant = typeof profile === 'string' ? nearest(profile, profileNames) : undefined;
  return {
    ...{ source, line: lineOf('profile'), key: nameOf('profile') },
    wrong: `must be ${profileNames.map((name) => `"${name}"`).join(' or ')}`,
    suggestion: meant ? `did you mean "${meant}"?` : null,
  };
}

/** Below every other. */
export const profileLayers = ({ name }: Profile): readonly ReadLayer[] =>
  name === null
    ? []
    : [
        {
          layer: { source: `profile ${name}`, settings: PROFILES[name], lineOf: () => null, nameOf: (key) => key },
          mistakes: [],
        },
      ];
