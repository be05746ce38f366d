// A file of an older version as this one would have it: the same lines, the same comments, and the same settings. Pure.
import { isDeepStrictEqual } from 'node:util';
import { withoutHead } from './head.ts';
import { isTable, type Layer, tomlLayer } from './layer.ts';
import { indexLines } from './line-index.ts';
import { invalidBy } from './mistake.ts';
import { FILE_VERSION, retiredSince } from './versions.ts';

export interface Migration {
  readonly from: number;
  readonly toml: string;
  /** "section.key" of what is a comment from now on. */
  readonly retired: readonly string[];
}

/**
 * Undefined where it is of this version already.
 * @param source how the file is called in a mistake
 * @throws KioskError CONFIG_INVALID of one whose settings would not stay what they are, with what is to be taken out by hand
 */
export function migrate(source: string, file: string): Migration | undefined {
  const toml = file.replace(/^\ufeff/, '');
  const before = headless(source, toml);
  const { version: from = FILE_VERSION, ignored = [] } = before;
  if (from >= FILE_VERSION) return undefined;
  const migrated = withVersion(withoutRetired(toml, from));
  const after = headless(source, migrated);
  const isSame =
    after.version === FILE_VERSION && after.profile === before.profile && isDeepStrictEqual(said(after), said(before));
  if (isSame) return { from, toml: migrated, retired: ignored.map(({ key }) => key) };
  const byHand = 'cannot be taken out by itself: it shares its line, or has several';
  throw invalidBy(ignored.map((each) => ({ ...each, wrong: byHand, suggestion: 'take it out by hand, then repeat' })));
}

/** A section without a setting says nothing. */
const said = ({ settings }: Layer): unknown =>
  Object.fromEntries(
    Object.entries(structuredClone(settings)).filter(([, table]) => !isTable(table) || Object.keys(table).length > 0),
  );

const headless = (source: string, toml: string): Layer => withoutHead(tomlLayer(source, toml).layer).layer;

/** Kept as comments: somebody has written them. */
function withoutRetired(toml: string, version: number): string {
  const index = indexLines(toml);
  const at = new Set(retiredSince(version).map(({ section, key }) => index.get(`${section}.${key}`)));
  return toml
    .split('\n')
    .map((line, nth) => (at.has(nth + 1) ? `# until version ${version}: ${line.trimStart()}` : line))
    .join('\n');
}

const WRITTEN = /^[ \t]*(["']?)version\1[ \t]*=[ \t]*[^\s#]+/m;
const INTRODUCTION = /^(?:#.*\n)+\r?\n/;

/** In the place of the one that it says, else below the comment at the top. */
function withVersion(toml: string): string {
  const line = `version = ${FILE_VERSION}`;
  if (indexLines(toml).has('version')) return toml.replace(WRITTEN, line);
  const [introduction = ''] = INTRODUCTION.exec(toml) ?? [];
  const end = toml.includes('\r\n') ? '\r\n' : '\n';
  return `${introduction}${line}${end}${end}${toml.slice(introduction.length)}`;
}
