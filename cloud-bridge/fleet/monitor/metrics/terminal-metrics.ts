// What Prometheus is told of a terminal: names, help, units and where each figure comes from, as a table. Never a person.
import type { BoardRow } from '../board.ts';
import { plainEntries } from '../look/fleet-look.ts';

/** Beside site and terminal. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface TerminalMetric {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** None where it is not known: nothing is told then, not 0. */
  readonly read: (row: BoardRow) => readonly Sample[];
}

const one = (value: number | null | undefined): readonly Sample[] =>
  value === null || value === undefined ? [] : [{ value }];
const flag = (holds: boolean | null | undefined): readonly Sample[] =>
  holds === null || holds === undefined ? [] : [{ value: holds ? 1 : 0 }];
const seconds = (ms: number | null | undefined): readonly Sample[] =>
  ms === null || ms === undefined ? [] : [{ value: ms / 1000 }];

const MIB = 1024 * 1024;

export const TERMINAL_METRICS: readonly TerminalMetric[] = [
  {
    name: 'ridged_terminal_up',
    help: '1 where the terminal is on line by its last birth or will',
    read: ({ presence }) => flag(presence.state === 'online'),
  },
  {
    name: 'ridged_terminal_last_seen_timestamp_seconds',
    help: 'When it was last heard of',
    read: ({ presence }) => seconds(presence.lastSeenMs),
  },
  {
    name: 'ridged_terminal_incidents',
    help: 'Different complaints about it that are kept',
    read: ({ incidents }) => one(incidents),
  },
  {
    name: 'ridged_terminal_refused_key_batches',
    help: 'Batches in its name that another key than the pinned one has signed',
    read: ({ refusedKey }) => one(refusedKey?.batches ?? 0),
  },
  {
    name: 'ridged_terminal_uptime_seconds',
    help: 'Since its service started',
    read: ({ health }) => seconds(health?.uptimeMs),
  },
  {
    name: 'ridged_terminal_disk_free_bytes',
    help: 'Free on its data disk',
    read: ({ health }) => one(health?.disk?.freeBytes),
  },
  {
    name: 'ridged_terminal_disk_size_bytes',
    help: 'Size of its data disk',
    read: ({ health }) => one(health?.disk?.totalBytes),
  },
  {
    name: 'ridged_terminal_battery_charge_ratio',
    help: 'Charge of its battery, 0 to 1',
    read: ({ health }) => one(health?.battery?.charge),
  },
  {
    name: 'ridged_terminal_on_mains',
    help: '1 where it has a battery and runs on mains',
    read: ({ health }) => flag(health?.battery?.onMains),
  },
  {
    name: 'ridged_terminal_clock_synced',
    help: '1 where its clock is synchronised',
    read: ({ health }) => flag(health && health.clock.state === 'synced'),
  },
  {
    name: 'ridged_terminal_clock_offset_seconds',
    help: 'By how much its clock is ahead',
    read: ({ health }) => seconds(health?.clock.offsetMs),
  },
  {
    name: 'ridged_terminal_gallery_people',
    help: 'People whom it knows',
    read: ({ health }) => one(health?.gallery?.people),
  },
  {
    name: 'ridged_terminal_gallery_templates',
    help: 'Templates that it holds',
    read: ({ health }) => one(health?.gallery?.templates),
  },
  {
    name: 'ridged_terminal_pad_rejected_ratio',
    help: 'Share of presentations that it refused as attacks, 0 to 1',
    read: ({ health }) => one(health?.rates.padRejected),
  },
  {
    name: 'ridged_terminal_failure_to_acquire_ratio',
    help: 'Share of captures that failed, 0 to 1',
    read: ({ health }) => one(health?.rates.failureToAcquire),
  },
  {
    name: 'ridged_terminal_event_loop_lag_seconds',
    help: 'By how much its event loop is late',
    read: ({ health }) => seconds(health?.eventLoopLagMs),
  },
  {
    name: 'ridged_terminal_resident_memory_bytes',
    help: 'Memory of its service',
    read: ({ health }) => one(typeof health?.rssMiB === 'number' ? health.rssMiB * MIB : null),
  },
  {
    name: 'ridged_terminal_device_ready',
    help: '0 where the device was lost and is not back',
    labels: ['device'],
    read: ({ health, faultyDevices }) =>
      plainEntries(health?.devices ?? {})
        .filter(([, state]) => state !== 'none' && state !== 'off')
        .map(([device]) => ({ labels: { device }, value: faultyDevices.includes(device) ? 0 : 1 })),
  },
  {
    name: 'ridged_terminal_stage_seconds',
    help: 'How long a stage of a visit takes there',
    labels: ['stage', 'quantile'],
    read: ({ health }) =>
      plainEntries(health?.stages ?? {}).flatMap(([stage, { p50Ms, p95Ms }]) => [
        { labels: { stage, quantile: '0.5' }, value: p50Ms / 1000 },
        { labels: { stage, quantile: '0.95' }, value: p95Ms / 1000 },
      ]),
  },
  {
    name: 'ridged_terminal_certificate_end_timestamp_seconds',
    help: 'When its certificate ends, where that is known',
    read: ({ certificateUntilMs }) => seconds(certificateUntilMs),
  },
  {
    name: 'ridged_journal_outstanding_entries',
    help: 'Entries that it has told of and that are not stored',
    read: ({ out }) => one(out.entries),
  },
  {
    name: 'ridged_journal_unacknowledged_entries',
    help: 'Entries that it keeps until they are acknowledged',
    read: ({ out }) => one(out.unacknowledged),
  },
  {
    name: 'ridged_journal_oldest_unacknowledged_age_seconds',
    help: 'Age of the oldest of them, as far as it has said; 0 where nothing waits',
    read: ({ out, health }) => (health === null ? [] : seconds(out.oldestAgeMs ?? 0)),
  },
  {
    name: 'ridged_journal_missing_entries',
    help: 'Entries that are missing between others and are being asked for',
    read: ({ journals }) => one(journals.missing),
  },
  {
    name: 'ridged_journal_lost_entries',
    help: 'Entries that it does not hold any more: lost for ever',
    read: ({ journals }) => one(journals.lost),
  },
  {
    name: 'ridged_journal_flaws',
    help: 'Entries that are stored as they came and are not sound',
    read: ({ journals }) => one(journals.flaws),
  },
  {
    name: 'ridged_journal_replaced',
    help: '1 where a journal took the place of another and nobody has accepted that',
    read: ({ journals }) => flag(journals.replacedMs !== null),
  },
  {
    name: 'ridged_people_wanted',
    help: 'People whom it is to have',
    read: ({ people }) => one(people?.wanted),
  },
  {
    name: 'ridged_people_proven',
    help: '1 where its own signed report proves that it has them',
    read: ({ people }) => flag(people?.isProven),
  },
  {
    name: 'ridged_people_pending_timestamp_seconds',
    help: 'Since when it is to have what it has not proven',
    read: ({ people }) => seconds(people?.pendingSinceMs),
  },
  {
    name: 'ridged_people_not_taken',
    help: 'People whom it cannot take: no room, code taken, template unreadable',
    read: ({ people }) => one(people?.notTaken),
  },
  {
    name: 'ridged_visits_last_hour',
    help: 'Clock visits within the last hour',
    labels: ['outcome'],
    read: ({ lastHour: { visits, refused } }) => [
      { labels: { outcome: 'accepted' }, value: visits - refused },
      { labels: { outcome: 'refused' }, value: refused },
    ],
  },
  {
    name: 'ridged_attacks_last_hour',
    help: 'Presentations refused as attacks within the last hour',
    read: ({ lastHour }) => one(lastHour.attacks),
  },
  {
    name: 'ridged_not_shown_last_hour',
    help: 'Punches within the last hour by a card or a number alone: nothing has shown whose',
    read: ({ lastHour }) => one(lastHour.notShown),
  },
  {
    name: 'ridged_lockouts_last_hour',
    help: 'Lock-outs after failed attempts within the last hour',
    read: ({ lastHour }) => one(lastHour.lockouts),
  },
  {
    name: 'ridged_enrolments_last_hour',
    help: 'People enrolled or removed at the terminal within the last hour',
    labels: ['what'],
    read: ({ lastHour: { enrolled, removed } }) => [
      { labels: { what: 'enrolled' }, value: enrolled },
      { labels: { what: 'removed' }, value: removed },
    ],
  },
];
