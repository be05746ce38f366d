// The completeness board: of each terminal, whether it is there, what is still out and since when, and how it is. Pure.
import type { Health } from '../../../protocol/index.ts';
import type { RefusedKey } from '../fleet-store.ts';
import {
  faultyDevices,
  type JournalWholeness,
  oldestOutMs,
  stillOut,
  type TerminalLook,
  unacknowledged,
} from './look/fleet-look.ts';
import type { Counts } from './look/timed-counts.ts';

export interface BoardRow {
  readonly site: string;
  /** SITE.TERMINAL. */
  readonly terminal: string;
  readonly presence: {
    readonly state: 'online' | 'offline' | 'unknown';
    /** On line: since its birth, by its own clock. Off line: since its last word. */
    readonly sinceMs: number;
    readonly lastSeenMs: number;
  };
  readonly out: {
    /** Told of, and not here. */
    readonly entries: number;
    /** Kept by the terminal until they are acknowledged. */
    readonly unacknowledged: number;
    readonly oldestAgeMs: number | null;
    /** By our clock: when the oldest of them was written, as far as the terminal has said. */
    readonly sinceMs: number | null;
  };
  readonly journals: JournalWholeness;
  readonly refusedKey: RefusedKey | null;
  readonly incidents: number;
  /** The last; unsigned. */
  readonly health: Health | null;
  readonly faultyDevices: readonly string[];
  readonly people: {
    readonly wanted: number;
    readonly isProven: boolean;
    /** Since when it is to have what it has not proven. */
    readonly pendingSinceMs: number | null;
    readonly notTaken: number;
  } | null;
  readonly lastHour: Counts;
  readonly certificateUntilMs: number | null;
}

export function boardRow(look: TerminalLook, atMs: number): BoardRow {
  const { site, terminal, row, journals, seen, certificateUntilMs } = look;
  const { state, lastSeenMs, birth, refusedKey, incidents, health } = row;
  const oldestAgeMs = oldestOutMs(row, atMs);
  return {
    ...{ site, terminal, journals, refusedKey, incidents, health, certificateUntilMs, lastHour: seen.lastHour },
    presence: { state, sinceMs: state === 'online' ? (birth?.utcMs ?? lastSeenMs) : lastSeenMs, lastSeenMs },
    out: {
      ...{ entries: stillOut(row), unacknowledged: unacknowledged(row), oldestAgeMs },
      sinceMs: oldestAgeMs === null ? null : Math.round(atMs - oldestAgeMs),
    },
    faultyDevices: faultyDevices(row),
    people: peopleOf(look),
  };
}

/** Nothing of it is out, missing or lost, as far as it has told. */
export const isComplete = ({ out, journals }: BoardRow): boolean =>
  out.entries + out.unacknowledged + journals.missing + journals.lost === 0;

function peopleOf({ delivery }: TerminalLook): BoardRow['people'] {
  if (delivery === null) return null;
  const { wants, isProven, changedMs, report } = delivery;
  const notTaken = report?.problems.length ?? 0;
  return { wanted: wants.people, isProven, pendingSinceMs: isProven ? null : changedMs, notTaken };
}
