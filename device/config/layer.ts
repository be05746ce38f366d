// One source of settings as it was given, before anything is checked: the file, the environment, the command line.
import { readFileSync } from 'node:fs';
import { parse, TomlError } from 'smol-toml';
import { indexLines } from './line-index.ts';
import type { Mistake } from './mistake.ts';
import { nearest } from './nearest.ts';
import { isDecisionKey } from './policy.ts';
import { keysOf, sectionNames } from './schema.ts';

export interface Layer {
  /** The file's name; for the environment and the command line what `nameOf` says is enough. */
  readonly source: string;
  /** Where a technician writes, and the example stands. */
  readonly isFile?: true;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly lineOf: (key: string) => number | null;
  /** How the key is called in this source. */
  readonly nameOf: (key: string) => string;
  /** As it names one, right or wrong. */
  readonly profile?: unknown;
  /** Of a file: from 1. */
  readonly version?: number;
  /** Of a file of an older version: what is heeded no more. */
  readonly ignored?: readonly Mistake[];
}

export interface ReadLayer {
  readonly layer: Layer;
  readonly mistakes: readonly Mistake[];
}

export const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const LARGEST_BYTES = 1_000_000;
const asItIs = (key: string): string => key;
const empty = (source: string): Layer => ({ source, settings: {}, lineOf: () => null, nameOf: asItIs });
const whole = (source: string, wrong: string, line: number | null = null): ReadLayer => ({
  layer: empty(source),
  mistakes: [{ source, line, key: '', wrong, suggestion: null }],
});

export function fileLayer(path: string): ReadLayer {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > LARGEST_BYTES) return whole(path, `is too large: more than ${LARGEST_BYTES} bytes`);
    return tomlLayer(path, new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof TypeError) return whole(path, 'is not UTF-8 text');
    return whole(path, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function tomlLayer(source: string, toml: string): ReadLayer {
  try {
    const lines = indexLines(toml);
    const lineOf = (key: string): number | null => lines.get(key) ?? null;
    return { layer: { source, isFile: true, settings: parse(toml), lineOf, nameOf: asItIs }, mistakes: [] };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [wrong = 'is not TOML'] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    return whole(source, `is not TOML at column ${error.column}: ${wrong}`, error.line);
  }
}

export const commandLineLayer = (settings: Layer['settings']): ReadLayer => ({
  layer: { ...empty('command line'), settings },
  mistakes: [],
});

type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'RIDGED_';
const upperSnake = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
/** `sensor.maxBaud` is RIDGED_SENSOR_MAX_BAUD. */
export const variableOf = (key: string): string => PREFIX + key.split('.').map(upperSnake).join('_');

const PROFILE = variableOf('profile');

export function environmentLayer({ [PROFILE]: profile, ...environment }: Environment): ReadLayer {
  const variables = new Map<string, readonly [section: string, key: string]>();
  for (const section of sectionNames)
    for (const key of Object.keys(keysOf(section))) variables.set(variableOf(`${section}.${key}`), [section, key]);

  const settings: Record<string, Record<string, unknown>> = {};
  const mistakes: Mistake[] = [];
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || text === undefined) continue;
    const [section, key] = variables.get(name) ?? [];
    if (section && key) settings[section] = { ...settings[section], [key]: typed(text, section, key) };
    else mistakes.push(...strangeVariable(name, [PROFILE, ...variables.keys()]));
  }
  return { layer: { ...empty('environment'), settings, profile, nameOf: variableOf }, mistakes };
}

/** A variable is text; it becomes what its key wants, or stays text to be complained about. */
function typed(text: string, section: string, key: string): unknown {
  const name = sectionNames.find((name) => name === section);
  const schema = name && keysOf(name)[key];
  const readings: readonly unknown[] = [
    text,
    ...(/^-?\d+(\.\d+)?$/.test(text) ? [Number(text)] : []),
    ...booleans(text),
  ];
  return readings.find((reading) => schema?.safeParse(reading).success) ?? readings.at(-1);
}

const booleans = (text: string): readonly boolean[] => (text === 'true' || text === 'false' ? [text === 'true'] : []);

/** Other variables may begin like ours: only what decides, or is nearly a setting, is complained about. */
function strangeVariable(name: string, known: readonly string[]): readonly Mistake[] {
  const at = { source: 'environment', line: null, key: name };
  if (isDecisionKey(name)) return [{ ...at, ...DECIDED }];
  const isOfSection = sectionNames.some((section) => name.startsWith(`${variableOf(section)}_`));
  const meant = nearest(name, known);
  if (!isOfSection && !meant) return [];
  return [{ ...at, wrong: 'is not a setting', suggestion: meant ? `did you mean ${meant}?` : null }];
}

/** What is said to whoever tries to move a threshold by hand. */
export const DECIDED = {
  wrong: 'decides about people, so it is set by the signed policy alone, never by a file or the environment',
  suggestion: 'take it out',
} as const;
