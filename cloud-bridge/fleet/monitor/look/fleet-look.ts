// The fleet as it was at one moment, as far as store and register know: what board, rules and metrics are made of. Pure.
import { addressOf } from '../../../../protocol/index.ts';
import type { CountedIncident, JournalGaps, TerminalRow } from '../../fleet-store.ts';
import type { Delivery } from '../../register/index.ts';
import type { SeenCounts } from './entry-watch.ts';
import type { Travel } from './travel-watch.ts';

/** What is not whole or not sound in the journals of a terminal. */
export interface JournalWholeness {
  readonly missing: number;
  readonly lost: number;
  readonly flaws: number;
  /** When a journal took the place of another that nobody has accepted yet. */
  readonly replacedMs: number | null;
}

export interface TerminalLook {
  readonly site: string;
  /** SITE.TERMINAL. */
  readonly terminal: string;
  readonly row: TerminalRow;
  readonly journals: JournalWholeness;
  /** Null where nobody is sent to it, or the register is not watched. */
  readonly delivery: Delivery | null;
  readonly seen: SeenCounts;
  /** The newest of each kind. */
  readonly incidents: readonly CountedIncident[];
  /** Null where nobody knows. */
  readonly certificateUntilMs: number | null;
}

export interface RegisterUse {
  /** Rows of people that were added or removed, and of entries that were handed over, within the last hour. */
  readonly changed: number;
  readonly handedOver: number;
  /** UTC: since when each of those waits for the next step who has not come in yet. */
  readonly waitingSinceMs: readonly number[];
  /** Pairs of records that seem to be one person, and that nobody has settled. */
  readonly duplicates: number;
}

export interface FleetLook {
  readonly atMs: number;
  readonly terminals: readonly TerminalLook[];
  readonly travels: readonly Travel[];
  /** Null where the register is not watched. */
  readonly register: RegisterUse | null;
  /** Messages of names that are not taken down: the newest. */
  readonly unknownNames: CountedIncident | null;
}

/** Entries that a terminal has told of and that are not here. */
export const stillOut = ({ lastSeq, contiguousSeq }: TerminalRow): number => Math.max(0, lastSeq - contiguousSeq);

/** Entries that a terminal has to keep. Its own word of it, unless its figures do not fit together. */
export const unacknowledged = (row: TerminalRow): number =>
  row.health && row.implausibleSeq === null ? row.health.queue.unacknowledged : stillOut(row);

/**
 * How old the oldest entry is that the terminal still holds for us, by now: its last word, and the time since.
 * Null where nothing is out, or it has not said.
 */
export function oldestOutMs({ health, lastSeenMs }: TerminalRow, atMs: number): number | null {
  const age = health?.queue.oldestUnacknowledgedAgeMs ?? null;
  return age === null ? null : age + Math.max(0, atMs - lastSeenMs);
}

/** Devices that were lost and are not back, by name. Names are the terminal's, unsigned: only plain ones are told on. */
export const faultyDevices = ({ health }: TerminalRow): readonly string[] =>
  plainEntries(health?.devices ?? {}).flatMap(([name, state]) => (FAULTY.includes(state) ? [name] : []));

/** For people: what is out of order, and whether the cabinet was opened; null where all is well. */
export function faultWords({ health }: Pick<TerminalRow, 'health'>): string | null {
  const states = plainEntries(health?.devices ?? {}).filter(([, state]) => FAULTY.includes(state));
  const words = states.map(([name, state]) => (state === 'tampered' ? 'cabinet opened' : `${name} out of order`));
  return words.length === 0 ? null : words.join(', ');
}

const FAULTY: readonly string[] = ['waiting', 'failing', 'fault', 'tampered', 'doubtful'];
const PLAIN = /^[a-z][a-z0-9-]{0,31}$/;
const MOST_NAMES = 32;

/** A terminal chooses the names: neither a person's, nor more than anybody would look at, may come in by them. */
export const plainEntries = <T>(record: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  Object.entries(record)
    .filter(([name]) => PLAIN.test(name))
    .slice(0, MOST_NAMES);

const WHOLE: JournalWholeness = { missing: 0, lost: 0, flaws: 0, replacedMs: null };

export function wholenessOf(gaps: readonly JournalGaps[]): ReadonlyMap<string, JournalWholeness> {
  const all = new Map<string, JournalWholeness>();
  for (const { terminal, missing, lost, flaws, change } of gaps) {
    const before = all.get(terminal) ?? WHOLE;
    all.set(terminal, {
      missing: before.missing + lengthOf(missing),
      lost: before.lost + lengthOf(lost),
      flaws: before.flaws + flaws.length,
      replacedMs: change?.atMs ?? before.replacedMs,
    });
  }
  return all;
}

const lengthOf = (ranges: JournalGaps['missing']): number =>
  ranges.reduce((sum, { fromSeq, toSeq }) => sum + toSeq - fromSeq + 1, 0);

export interface LookParts {
  readonly journals: ReadonlyMap<string, JournalWholeness>;
  readonly deliveries: ReadonlyMap<string, Delivery>;
  readonly incidents: ReadonlyMap<string, readonly CountedIncident[]>;
  readonly certificates: ReadonlyMap<string, number>;
  readonly seenOf: (terminal: string) => SeenCounts;
}

export const terminalLook = (row: TerminalRow, parts: LookParts): TerminalLook => ({
  ...{ site: addressOf(row.terminal).site, terminal: row.terminal, row },
  journals: parts.journals.get(row.terminal) ?? WHOLE,
  delivery: parts.deliveries.get(row.terminal) ?? null,
  seen: parts.seenOf(row.terminal),
  incidents: parts.incidents.get(row.terminal) ?? [],
  certificateUntilMs: parts.certificates.get(row.terminal) ?? null,
});
