// Who may use which terminal, and when: grants and exceptions become the rights that a terminal is told of. Pure.
import { type TerminalAddress, terminalName, type WeeklySchedule } from '../../../protocol/index.ts';

export interface Grantee {
  readonly id: string;
  readonly group: string;
  readonly unit: string;
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
  const exceptions = matching.filter(({ effect }) => effect === 'except').map(windowOf);
  const rights = matching
    .filter(({ effect }) => effect === 'allow')
    .flatMap((grant) => without(windowOf(grant), exceptions).map((window) => rightOf(window, grant)))
    .filter(({ validUntilMs }) => validUntilMs === null || validUntilMs > nowMs - REMEMBERED_MS);
  // Two grants that give the same are one right; their order must not change what is sent.
  const distinct = new Map(rights.map((right) => [JSON.stringify(right), right]));
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, right]) => right);
}

const isTo = ({ to: { kind, name } }: Grant, { id, group, unit }: Grantee): boolean =>
  kind === 'everyone' || name === { person: id, group, unit }[kind];

const isAt = ({ at: { kind, name } }: Grant, { site, terminal }: Place): boolean =>
  kind === 'everywhere' || name === { terminal, site }[kind];

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

/** What is left of a window. */
function without(window: Window, exceptions: readonly Window[]): readonly Window[] {
  let left: readonly Window[] = [window];
  for (const { fromMs, untilMs } of exceptions)
    left = left
      .flatMap((piece) => [
        { fromMs: piece.fromMs, untilMs: Math.min(piece.untilMs, fromMs) },
        { fromMs: Math.max(piece.fromMs, untilMs), untilMs: piece.untilMs },
      ])
      .filter((piece) => piece.fromMs < piece.untilMs);
  return left;
}
