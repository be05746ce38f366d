// Reads the configuration: defaults, then those of the profile, then the file, then what the fleet has set, then the environment, then the command line. All mistakes at once.

import { aboutKeys } from './about-keys.ts';
import { decidedHere, withoutDecidedHere } from './decided-here.ts';
import { type Profile, profileLayers, profileOf, withoutHead } from './head.ts';
import { issueWords } from './issue-words.ts';
import { type KnownKeys, knownKeys, type Setting } from './known-keys.ts';
import { commandLineLayer, environmentLayer, fileLayer, type ReadLayer } from './layer.ts';
import { invalidBy, type Mistake } from './mistake.ts';
import { type Config, configSchema, keysOf, type SectionName, sections } from './schema.ts';
import { type SettingsState, settingsLayer } from './signed-settings.ts';

export interface ConfigSources {
  readonly file?: string | undefined;
  /** As an administrator of the fleet has signed it. */
  readonly fleet?: SettingsState | undefined;
  /** Of a terminal that a fleet has claimed: what decides about people is the fleet's or the default, whatever the site has set. */
  readonly isClaimed?: boolean;
  /** RIDGED_SECTION_KEY. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** From options of the command. What is undefined is left as it is. */
  readonly overrides?: { readonly [S in SectionName]?: Readonly<Record<string, unknown>> };
}

export type ConfigCheck =
  | {
      readonly ok: true;
      readonly config: Config;
      readonly sourceOf: (key: string) => string;
      readonly profile: Profile;
      /** Of the file; null where there is none. */
      readonly version: number | null;
      /** What the site has set and this ridged, or a claimed terminal, does not heed. */
      readonly ignored: readonly Mistake[];
    }
  | {
      readonly ok: false;
      readonly mistakes: readonly Mistake[];
      /** Where its data lie all the same: as it was named, where that is a folder; else the default. */
      readonly dataDir: string;
    };

export function checkConfig({ file, fleet, isClaimed = false, env, overrides = {} }: ConfigSources): ConfigCheck {
  const ordered = fleet && settingsLayer(fleet);
  const named: readonly ReadLayer[] = [
    ...(file === undefined ? [] : fileLayers(file)),
    ...(ordered === undefined ? [] : [ordered]),
    environmentLayer(env),
    commandLineLayer(overrides),
  ];
  const { profile, mistakes: profileMistakes } = profileOf(named.map(({ layer }) => layer));
  const layers = [...profileLayers(profile), ...named];
  const known: readonly KnownKeys[] = layers.map(({ layer }) => knownKeys(layer));
  const settings = new Map<string, Setting>();
  const given = known.flatMap(({ settings }) => settings);
  for (const setting of isClaimed ? withoutDecidedHere(given, ordered?.layer) : given)
    settings.set(`${setting.section}.${setting.key}`, setting);

  const parsed = configSchema.safeParse(nested([...settings.values()]));
  const mistakes = [
    ...profileMistakes,
    ...layers.flatMap(({ mistakes }) => mistakes),
    ...known.flatMap(({ mistakes }) => mistakes),
    ...(parsed.error?.issues ?? []).map((issue) => mistakeOf(issue, settings)),
  ];
  if (!parsed.success || mistakes.length > 0)
    return { ok: false, mistakes: inReadingOrder(mistakes), dataDir: dataDirIn(settings) };
  const sourceOf = (key: string): string => settings.get(key)?.layer.source ?? 'default';
  const retired = layers.flatMap(({ layer }) => layer.ignored ?? []);
  const ignored = [...retired, ...(isClaimed ? decidedHere(given, ordered?.layer) : [])];
  const version = layers.map(({ layer }) => layer.version).find((each) => each !== undefined) ?? null;
  return { ok: true, config: parsed.data, sourceOf, profile, version, ignored };
}

/** The file as it was given, and without its head. */
function fileLayers(file: string): readonly ReadLayer[] {
  const given = fileLayer(file);
  const { layer, mistakes } = withoutHead(given.layer);
  return [{ layer, mistakes: [...given.mistakes, ...mistakes] }];
}

/** @throws KioskError CONFIG_INVALID whose context lists every mistake with its place and, where there is one, a suggestion. */
export function readConfig(sources: ConfigSources): Config {
  const check = checkConfig(sources);
  if (check.ok) return check.config;
  throw invalidBy(check.mistakes);
}

function dataDirIn(settings: ReadonlyMap<string, Setting>): string {
  const { dir } = sections.data.shape;
  const named = dir.safeParse(settings.get('data.dir')?.value);
  return named.success ? named.data : dir.parse(undefined);
}

function nested(settings: readonly Setting[]): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const sections: Record<string, Record<string, unknown>> = {};
  for (const { section, key, value } of settings) sections[section] = { ...sections[section], [key]: value };
  return sections;
}

type Issue = Parameters<typeof issueWords>[0];

function mistakeOf(issue: Issue, settings: ReadonlyMap<string, Setting>): Mistake {
  const path = issue.path.slice(0, 2).join('.');
  const setting = settings.get(path);
  const { wrong, suggestion } = issueWords(issue, setting?.value);
  if (!setting) return { source: 'settings', line: null, key: path, wrong, suggestion };
  const { layer, section, key, value } = setting;
  const schema = keysOf(section)[key];
  const isSecret = schema !== undefined && aboutKeys.get(schema)?.secret === true;
  const shown = isSecret ? '' : ` (is ${short(value)})`;
  return { source: layer.source, line: layer.lineOf(path), key: layer.nameOf(path), wrong: wrong + shown, suggestion };
}

/** Without the login or the key that an address may hold against the rule. */
function short(value: unknown): string {
  const text = written(value)
    .replace(/^.*@/, '"(hidden)@')
    .replace(/(:\/\/[^?#]*)[?#].*(?=")/, '$1?(hidden)');
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function written(value: unknown): string {
  try {
    return value instanceof Date ? value.toISOString() : JSON.stringify(value);
  } catch {
    // A key of ten thousand words is a table as deep.
    return 'a table of tables without end';
  }
}

const inReadingOrder = (mistakes: readonly Mistake[]): readonly Mistake[] =>
  [...mistakes].sort((a, b) => (a.line ?? Number.POSITIVE_INFINITY) - (b.line ?? Number.POSITIVE_INFINITY) || 0);
