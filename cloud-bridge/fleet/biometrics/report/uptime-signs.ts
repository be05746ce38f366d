// What the journals of terminals tell about when they could be used, read once for all periods of a report.
import {
  type Availability,
  type Spell,
  type Uptime,
  type UptimeAsked,
  type UptimeSign,
  uptimeOf,
  uptimeSignIn,
  WATCHED_DEVICES,
} from '../../../../protocol/index.ts';
import { pagesOf } from '../../attendance/facts/gather.ts';
import type { FleetStore, StoredEntry } from '../../fleet-store.ts';
import type { BookedLabel } from '../labels/label-kinds.ts';

export interface TerminalSigns {
  readonly terminal: string;
  readonly signs: readonly UptimeSign[];
  /** When it was last heard of, by whatever it sent. */
  readonly heardMs: number;
}

interface SignsAsked {
  readonly untilMs: number;
  /** SITE.TERMINAL; all where none is given. */
  readonly only: string | undefined;
}

type SignStore = Pick<FleetStore, 'entriesWithin' | 'entriesAt' | 'terminals'>;

/** From the beginning: what a terminal was at the start of a period was said before. */
export async function readSigns(store: SignStore, { untilMs, only }: SignsAsked): Promise<readonly TerminalSigns[]> {
  const found = new Map<string, { readonly signs: UptimeSign[]; heardMs: number }>();
  for (const { terminal, lastSeenMs } of await store.terminals())
    if (only === undefined || only === terminal) found.set(terminal, { signs: [], heardMs: lastSeenMs });
  for await (const entry of signEntries(store, { untilMs, only })) {
    const of = found.get(entry.terminal);
    const sign = await signIn(store, entry);
    if (!of || !sign) continue;
    of.signs.push(sign);
    of.heardMs = Math.max(of.heardMs, sign.atMs);
  }
  return [...found].map(([terminal, { signs, heardMs }]) => ({
    ...{ terminal, heardMs },
    signs: signs.sort((a, b) => a.atMs - b.atMs),
  }));
}

async function* signEntries(store: SignStore, { untilMs, only }: SignsAsked): AsyncGenerator<StoredEntry> {
  for (const event of ['service', 'fault', 'recovered'] as const)
    for await (const page of pagesOf(store, {
      event,
      fromMs: 0,
      untilMs,
      ...(only !== undefined && { terminal: only }),
    }))
      yield* page;
}

/** The last entry before a crash tells until when the terminal ran at least. */
async function signIn(store: SignStore, entry: StoredEntry) {
  const { terminal, journalId, seq, payload } = entry;
  const sign = uptimeSignIn(payload, timeOf(entry));
  if (sign?.kind !== 'service' || sign.what !== 'crash-recovered') return sign;
  const before = (await store.entriesAt(terminal, seq - 1)).find((one) => one.journalId === journalId);
  return before ? { ...sign, aliveMs: Math.min(timeOf(before), sign.atMs) } : sign;
}

/** A clock that knows nothing may be years away: what it tells counts when it has arrived. */
const timeOf = ({ clockState, utcMs, receivedMs }: StoredEntry): number =>
  clockState === 'unknown' ? receivedMs : utcMs;

export interface TerminalUptime {
  readonly terminal: string;
  readonly uptime: Uptime;
}

export interface FleetUptime {
  /** All terminals' time together. */
  readonly fleet: Uptime;
  readonly terminals: readonly TerminalUptime[];
}

export function fleetUptime(
  all: readonly TerminalSigns[],
  { fromMs, untilMs, labels }: Spell & { readonly labels: readonly BookedLabel[] },
): FleetUptime {
  const terminals = all.map(({ terminal, signs, heardMs }) => {
    const asked: UptimeAsked = { fromMs, untilMs, heardMs, planned: plannedAt(terminal, labels) };
    return { terminal, uptime: uptimeOf(signs, asked) };
  });
  const added = (of: (uptime: Uptime) => Availability): Availability =>
    terminals.map(({ uptime }) => of(uptime)).reduce(sum, NOTHING);
  const devices = Object.fromEntries(
    WATCHED_DEVICES.map((device) => [device, added((uptime) => uptime.devices[device])]),
  ) as Uptime['devices']; // of just these devices
  const fleet = { terminal: added(({ terminal }) => terminal), service: added(({ service }) => service), devices };
  return { fleet, terminals };
}

/** Announced: booked before it begins. */
const plannedAt = (terminal: string, labels: readonly BookedLabel[]): readonly Spell[] =>
  labels.flatMap(({ what, terminal: at, atMs, closedMs, saidMs }) =>
    what === 'maintenance' && at === terminal && closedMs !== null && saidMs < atMs
      ? [{ fromMs: atMs, untilMs: closedMs }]
      : [],
  );

const NOTHING: Availability = { rate: null, totalMs: 0, plannedMs: 0, downMs: 0, unknownMs: 0 };

function sum(a: Availability, b: Availability): Availability {
  const [totalMs, plannedMs] = [a.totalMs + b.totalMs, a.plannedMs + b.plannedMs];
  const downMs = a.downMs + b.downMs;
  const countedMs = totalMs - plannedMs;
  return {
    rate: countedMs === 0 ? null : (countedMs - downMs) / countedMs,
    ...{ totalMs, plannedMs, downMs, unknownMs: a.unknownMs + b.unknownMs },
  };
}
