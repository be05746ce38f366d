// Who may use which terminal, and when: grants and exceptions become the rights that a terminal is told of. Pure.
import { type TerminalAddress, terminalName, type WeeklySchedule } from '../../../protocol/index.ts';
import { keyOfName, textsOf } from './collectives/collective.ts';

export interface Grantee {
  readonly id: string;
  /** Several, with "+" between them. */
  readonly group: string;
  readonly unit: string;
  /** Their own: no right goes beyond. */
  readonly validFromMs: number | null;
  /** Exclusive. */
  readonly validUntilMs: number | null;
}

export interface Place {
  readonly site: string;
  /** SITE.TERMINAL. */
  readonly terminal: string;
}

export const placeOf = (address: TerminalAddress): Place => ({
  terminal: terminalName(address),
  site: address.site,
});

export const GRANT_TO = ['person', 'group', 'unit', 'everyone'] as const;
export const GRANT_AT = ['terminal', 'site', 'everywhere'] as const;

export interface Grant {
  readonly to: { readonly kind: (typeof GRANT_TO)[number]; readonly name: string };
  readonly at: { readonly kind: (typeof GRANT_AT)[number]; readonly name: string };
  /** An exception takes away what any other grant gives. */
  readonly effect: 'allow' | 'except';
  readonly validFromMs: number | null;
  /** Exclusive. */
  readonly validUntilMs: number | null;
  /** Of what is allowed; null: at any time. An exception has none. */
  readonly schedule: WeeklySchedule | null;
  /** Keys of all names that are meant, where what it names is a record; undefined: its own names alone. */
  readonly meant?: Meant;
}

export interface Meant {
  readonly to: ReadonlySet<string>;
  readonly at: ReadonlySet<string>;
}

export interface Right {
  readonly validFromMs: number | null;
  readonly validUntilMs: number | null;
  readonly schedule: WeeklySchedule | null;
}

/** So long a terminal still says "expired", and not that it knows nobody. */
const REMEMBERED_MS = 30 * 86_400_000;

/** Any of them lets the person in. Empty: the terminal is to know nothing of them. */
export function rightsOf(person: Grantee, place: Place, grants: readonly Grant[], nowMs: number): readonly Right[] {
  const matching = grants.filter((grant) => isTo(grant, person) && isAt(grant, place));
  const own = windowOf(person);
  const exceptions = matching.filter(({ effect }) => effect === 'except').map(windowOf);
  const rights = matching
    .filter(({ effect }) => effect === 'allow')
    .flatMap((grant) => without(within(windowOf(grant), own), exceptions).map((window) => rightOf(window, grant)))
    .filter(({ validUntilMs }) => validUntilMs === null || validUntilMs > nowMs - REMEMBERED_MS);
  // Two grants that give the same are one right; their order must not change what is sent.
  const distinct = new Map(rights.map((right) => [JSON.stringify(right), right]));
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, right]) => right);
}

export function isTo(
  { to: { kind, name }, meant }: Pick<Grant, 'to' | 'meant'>,
  person: Pick<Grantee, 'id' | 'group' | 'unit'>,
): boolean {
  if (kind === 'everyone') return true;
  // An id is spelt in one way.
  if (kind === 'person') return name === person.id;
  return textsOf(person, kind).some((text) => (meant ? meant.to.has(keyOfName(text)) : isSame(name, text)));
}

export function isAt({ at: { kind, name }, meant }: Pick<Grant, 'at' | 'meant'>, { site, terminal }: Place): boolean {
  if (kind === 'everywhere') return true;
  if (kind === 'terminal') return isSame(name, terminal);
  return meant ? meant.at.has(keyOfName(site)) : isSame(name, site);
}

/** Canonically equal spellings are one name, as those of codes are: an exception must not miss whom it means. */
export const isSame = (one: string, other: string): boolean => one === other || keyOfName(one) === keyOfName(other);

/** From, exclusive until; infinite where nothing bounds it. */
interface Window {
  readonly fromMs: number;
  readonly untilMs: number;
}

const windowOf = ({ validFromMs, validUntilMs }: Pick<Grant, 'validFromMs' | 'validUntilMs'>): Window => ({
  fromMs: validFromMs ?? Number.NEGATIVE_INFINITY,
  untilMs: validUntilMs ?? Number.POSITIVE_INFINITY,
});

const rightOf = ({ fromMs, untilMs }: Window, { schedule }: Grant): Right => ({
  validFromMs: Number.isFinite(fromMs) ? fromMs : null,
  validUntilMs: Number.isFinite(untilMs) ? untilMs : null,
  schedule,
});

const isSpan = ({ fromMs, untilMs }: Window): boolean => fromMs < untilMs;

/** Of both; no span where they do not meet. */
const within = (one: Window, other: Window): Window => ({
  fromMs: Math.max(one.fromMs, other.fromMs),
  untilMs: Math.min(one.untilMs, other.untilMs),
});

/** What is left of a window. */
function without(window: Window, exceptions: readonly Window[]): readonly Window[] {
  let left = [window].filter(isSpan);
  for (const { fromMs, untilMs } of exceptions)
    left = left
      .flatMap((piece) => [
        { fromMs: piece.fromMs, untilMs: Math.min(piece.untilMs, fromMs) },
        { fromMs: Math.max(piece.fromMs, untilMs), untilMs: piece.untilMs },
      ])
      .filter(isSpan);
  return left;
}
