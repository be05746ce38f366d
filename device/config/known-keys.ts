// Sorts what a source names into settings that exist and mistakes.
import { HEAD } from './head.ts';
import { DECIDED, isTable, type Layer } from './layer.ts';
import type { Mistake } from './mistake.ts';
import { nearest } from './nearest.ts';
import { isDecisionKey } from './policy.ts';
import { keysOf, type SectionName, sectionNames } from './schema.ts';

export interface Setting {
  readonly section: SectionName;
  readonly key: string;
  readonly value: unknown;
  readonly layer: Layer;
}

export interface KnownKeys {
  readonly settings: readonly Setting[];
  readonly mistakes: readonly Mistake[];
}

export function knownKeys(layer: Layer): KnownKeys {
  const settings: Setting[] = [];
  const mistakes: Mistake[] = [];
  const complain: Complain = (key, wrong, suggestion) => {
    mistakes.push({ source: layer.source, line: layer.lineOf(key), key: layer.nameOf(key), wrong, suggestion });
  };
  for (const [name, table] of Object.entries(layer.settings)) {
    const section = sectionNames.find((known) => known === name);
    if (!section) strangeSection(name, table, complain);
    else if (!isTable(table)) complain(name, 'must be a section', `write [${name}] on a line of its own`);
    else settings.push(...knownIn({ section, table, layer }, complain));
  }
  return { settings, mistakes };
}

interface Section {
  readonly section: SectionName;
  readonly table: Readonly<Record<string, unknown>>;
  readonly layer: Layer;
}

function knownIn({ section, table, layer }: Section, complain: Complain): readonly Setting[] {
  const given = Object.entries(table).filter(([, value]) => value !== undefined);
  const isKnown = (key: string): boolean => Object.hasOwn(keysOf(section), key);
  for (const [key] of given) if (!isKnown(key)) strangeKey({ section, key }, complain);
  return given.filter(([key]) => isKnown(key)).map(([key, value]) => ({ section, key, value, layer }));
}

type Complain = (key: string, wrong: string, suggestion: string | null) => void;

function strangeSection(name: string, table: unknown, complain: Complain): void {
  const decided = isTable(table) ? Object.keys(table).filter(isDecisionKey) : [];
  if (isDecisionKey(name)) complain(name, DECIDED.wrong, DECIDED.suggestion);
  else if (decided.length > 0) for (const key of decided) complain(`${name}.${key}`, DECIDED.wrong, DECIDED.suggestion);
  else if (isTable(table)) complain(name, 'is not a section', meant(nearest(name, sectionNames)));
  else
    complain(
      name,
      'stands outside of any section',
      belongs(name) ?? meant(nearest(name, [...Object.keys(HEAD), ...sectionNames])),
    );
}

function strangeKey({ section, key }: { section: SectionName; key: string }, complain: Complain): void {
  const path = `${section}.${key}`;
  if (isDecisionKey(key)) complain(path, DECIDED.wrong, DECIDED.suggestion);
  else complain(path, 'is not a setting', belongs(key) ?? meant(nearest(key, Object.keys(keysOf(section)))));
}

function belongs(key: string): string | null {
  const home = sectionNames.find((section) => Object.hasOwn(keysOf(section), key));
  return home ? `it belongs under [${home}]` : null;
}

const meant = (word: string | undefined): string | null => (word ? `did you mean ${word}?` : null);
