// Who may still write when the journal runs full: the least needed give way first.
import { type JournalEvent, KioskError } from '../../../protocol/index.ts';

export interface JournalLimits {
  /** Entries that may wait for the fleet. */
  readonly capacity: number;
  /** More of them, for people who clock. */
  readonly reserve: number;
  /** The end of the reserve, for what tells why nobody can clock any more. */
  readonly lastSlots: number;
  /** Entries that stay here once the fleet has them. */
  readonly keep: number;
}

export const JOURNAL_LIMITS: JournalLimits = { capacity: 200_000, reserve: 20_000, lastSlots: 500, keep: 200_000 };

type Need = 'usual' | 'reserve' | 'last' | 'always';

/** A removal, and to ask for one, is a right of the person and may not wait for the network; what the journal says of itself is never left out. */
const NEED_OF: Readonly<Record<JournalEvent, Need>> = {
  clock: 'reserve',
  removal: 'reserve',
  'people-table': 'reserve',
  'data-request': 'reserve',
  'data-request-refused': 'reserve',
  'finger-shown': 'reserve',
  enrolment: 'usual',
  'enrolment-failed': 'usual',
  prove: 'usual',
  'fleet-refused': 'usual',
  'snapshot-viewed': 'usual',
  'data-exported': 'usual',
  certificate: 'usual',
  'keys-renewed': 'last',
  job: 'last',
  operator: 'last',
  settings: 'last',
  service: 'last',
  residue: 'last',
  fault: 'last',
  recovered: 'last',
  lockout: 'last',
  'clock-jump': 'last',
  tamper: 'last',
  power: 'last',
  update: 'last',
  gap: 'always',
  pruned: 'always',
  erased: 'always',
  retired: 'always',
  carried: 'always',
};

export function hasRoom(event: JournalEvent, unacknowledged: number, limits: JournalLimits): boolean {
  const { capacity, reserve, lastSlots } = limits;
  const room = {
    usual: capacity,
    reserve: capacity + reserve - lastSlots,
    last: capacity + reserve,
    always: Number.POSITIVE_INFINITY,
  };
  return unacknowledged < room[NEED_OF[event]];
}

/** @throws KioskError JOURNAL_FULL: what waits for the fleet is never overwritten */
export function mustHaveRoom(event: JournalEvent, unacknowledged: number, limits: JournalLimits): void {
  if (!hasRoom(event, unacknowledged, limits)) throw new KioskError('JOURNAL_FULL', { event, unacknowledged });
}
