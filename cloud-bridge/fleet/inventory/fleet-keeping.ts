// How long a fleet keeps what it keeps, and how it ends: as it is, where nothing ends it too.
import type { Keeping } from '../../../protocol/index.ts';

const ROW = 'row deleted; its pages zeroed in SQLite (secure_delete), left to VACUUM in PostgreSQL';

export const FLEET_KEEPING = {
  entry: {
    retention: 'as long as the fleet, or until an erasure or a withdrawal is granted (ridgectl requests grant)',
    destruction: 'payload set to null, place and hash stay for the chain; pages as of rows',
  },
  leaver: {
    retention: 'as long as the fleet: whoever was removed stays as the name of their entries and records',
    destruction: 'none yet but the end of the fleet',
  },
  grant: { retention: 'until it is removed (ridgectl grants remove)', destruction: ROW },
  delivery: { retention: 'until the terminal is to have them no more, and says so', destruction: ROW },
  template: { retention: 'until the person is removed, or has another', destruction: ROW },
  retired: { retention: '90 days after others took their place (until_ms)', destruction: ROW },
  answer: { retention: '7 days (until_ms)', destruction: ROW },
  record: {
    retention: 'as long as the fleet; what is withdrawn or decided stays, marked',
    destruction: 'none yet but the end of the fleet',
  },
  erasure: {
    retention: 'as long as the fleet; the names until all that was kept of them has had its time (kept_until_ms)',
    destruction: 'names emptied',
  },
  officer: {
    retention: 'as long as the fleet: who did what is answered for',
    destruction: 'none yet but the end of the fleet',
  },
  audit: { retention: 'as long as the fleet: each entry is chained to the one before', destruction: 'none' },
  fleet: { retention: 'as long as the fleet', destruction: 'the end of the fleet' },
} as const satisfies Readonly<Record<string, Keeping>>;

export type FleetKeepingName = keyof typeof FLEET_KEEPING;
