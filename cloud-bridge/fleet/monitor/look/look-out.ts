// Looks at the fleet again and again: what is cheap each time, what costs more once a minute.
import { grouped } from '../../attendance/facts/whose.ts';
import type { CountedIncident, FleetStore, IncidentKind, JournalGaps, TerminalRow } from '../../fleet-store.ts';
import { onboardingOf } from '../../onboarding/index.ts';
import type { Delivery, FleetRegister } from '../../register/index.ts';
import { isRetired } from '../../trust/retired.ts';
import { EntryWatch } from './entry-watch.ts';
import { type FleetLook, type RegisterUse, terminalLook, wholenessOf } from './fleet-look.ts';

export interface LookSources {
  readonly store: Pick<
    FleetStore,
    'terminals' | 'gaps' | 'incidents' | 'entriesAfter' | 'entriesWithin' | 'idBeforeLast'
  >;
  /** Without it deliveries and changes of people are not watched. */
  readonly register?: Pick<FleetRegister, 'people' | 'deliveries' | 'handOvers' | 'onboarding' | 'duplicates'>;
  /** Until when the certificate of each terminal is valid, by SITE.TERMINAL; whoever issues them knows. */
  readonly certificates?: () => Promise<ReadonlyMap<string, number>>;
}

const NO_TIMES: ReadonlyMap<string, number> = new Map();

interface Slow {
  readonly monotonicMs: number;
  readonly gaps: readonly JournalGaps[];
  readonly incidents: readonly CountedIncident[];
  readonly deliveries: readonly Delivery[];
  readonly register: RegisterUse | null;
  readonly certificates: ReadonlyMap<string, number>;
}

const SLOW_EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Of each kind: more would be no clearer. */
const MOST_INCIDENTS = 1000;

/** Those that a rule asks for. The others are told by the rows themselves. */
export const WATCHED_INCIDENTS = [
  ...(['batch-refused', 'status-refused', 'health-refused'] as const),
  ...(['entry-altered', 'chain-broken', 'tampering', 'entries-lost'] as const),
] as const satisfies readonly IncidentKind[];

export class LookOut {
  readonly #sources: LookSources;
  readonly #entries: EntryWatch;
  #slow: Slow | undefined;

  constructor(sources: LookSources) {
    this.#sources = sources;
    this.#entries = new EntryWatch(sources.store);
  }

  /** @throws KioskError STORE_* */
  async look(now: { readonly utcMs: number; readonly monotonicMs: number }, signal: AbortSignal): Promise<FleetLook> {
    const atMs = now.utcMs;
    await this.#entries.follow(atMs, signal);
    const isDue = !this.#slow || now.monotonicMs - this.#slow.monotonicMs >= SLOW_EVERY_MS;
    if (isDue) this.#slow = { ...(await slowLook(this.#sources, atMs)), monotonicMs: now.monotonicMs };
    const { gaps = [], incidents = [], deliveries = [], register = null, certificates = NO_TIMES } = this.#slow ?? {};
    const parts = {
      ...{ journals: wholenessOf(gaps), certificates, incidents: grouped(incidents, ({ terminal }) => terminal) },
      deliveries: new Map(deliveries.map((delivery) => [nameOf(delivery), delivery])),
      seenOf: (terminal: string) => this.#entries.countsOf(terminal, atMs),
    };
    const rows = await this.#sources.store.terminals();
    const [unknownNames = null] = await this.#sources.store.incidents(1, 'name-refused');
    return {
      ...{ atMs, unknownNames, register, travels: this.#entries.travels(atMs) },
      terminals: rows.filter(isWatched).map((row) => terminalLook(row, parts)),
    };
  }
}

async function slowLook(
  { store, register, certificates }: LookSources,
  atMs: number,
): Promise<Omit<Slow, 'monotonicMs'>> {
  const incidents: CountedIncident[] = [];
  for (const kind of WATCHED_INCIDENTS) incidents.push(...(await store.incidents(MOST_INCIDENTS, kind)));
  return {
    ...{ gaps: await store.gaps(), incidents, deliveries: (await register?.deliveries.all()) ?? [] },
    register: register ? await registerUse(register, atMs - HOUR_MS) : null,
    certificates: (await certificates?.()) ?? NO_TIMES,
  };
}

async function registerUse(
  {
    people,
    handOvers,
    onboarding,
    duplicates,
  }: Pick<FleetRegister, 'people' | 'handOvers' | 'onboarding' | 'duplicates'>,
  fromMs: number,
): Promise<RegisterUse> {
  const times = (await people.ever()).flatMap(({ addedMs, removedMs }) => [addedMs, removedMs ?? 0]);
  const given = (await handOvers.all()).filter(({ madeMs }) => madeMs >= fromMs);
  const steps = [...(await onboarding.all()).values()].map(onboardingOf);
  return {
    waitingSinceMs: steps.filter(({ waitsFor }) => waitsFor !== null).map(({ sinceMs }) => sinceMs),
    duplicates: (await duplicates.open()).length,
    changed: times.filter((ms) => ms >= fromMs).length,
    handedOver: given.reduce((sum, { entries }) => sum + entries, 0),
  };
}

/** Whoever was taken out of the fleet is missed by nobody; whoever joins is awaited before it is missed. */
const isWatched = (row: TerminalRow): boolean => !isRetired(row) && row.lastSeenMs > 0;

/** A place names its terminal as SITE.TERMINAL. */
const nameOf = ({ place }: Delivery): string => place.terminal;
