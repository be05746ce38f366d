// Reads on in what the terminals have recorded, and keeps figures of it: visits, refusals, attacks, and who was where.
import { z } from 'zod';
import { addressOf, type JournalEvent } from '../../../../protocol/index.ts';
import { pagesOf } from '../../attendance/facts/gather.ts';
import { isShownBy } from '../../attendance/facts/sighting.ts';
import type { FleetStore, StoredEntry } from '../../fleet-store.ts';
import { type Counted, type Counts, TimedCounts } from './timed-counts.ts';
import { type Travel, TravelWatch } from './travel-watch.ts';

export type EntrySource = Pick<FleetStore, 'entriesAfter' | 'entriesWithin' | 'idBeforeLast'>;

/** What somebody must be told of each time, however late it comes: it counts when it has arrived. */
export type Alarm = Extract<Counted, 'duress' | 'tampered'>;

/** What was seen of a terminal until now. */
export interface SeenCounts {
  readonly lastHour: Counts;
  readonly lastDay: Counts;
  /** Seven days, without the last hour: what is usual here. */
  readonly weekBefore: Counts;
  /** Arrival number of the latest entry of each. */
  readonly latest: Readonly<Partial<Record<Alarm, number>>>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PAGE = 500;

/** How far back each event is read at the start, by the time at which it happened. */
const HISTORY: readonly (readonly [event: JournalEvent, keepMs: number])[] = [
  ['clock', 7 * DAY_MS],
  ['prove', DAY_MS],
  ['data-request-refused', DAY_MS],
  ['lockout', DAY_MS],
  ['enrolment', DAY_MS],
  ['removal', DAY_MS],
];

/** Of the payload only what is needed: one of a later version is read too. */
const watchedPayload = z.object({
  event: z.string(),
  outcome: z.string().optional(),
  reason: z.string().nullish(),
  method: z.string().optional(),
  person: z.string().optional(),
  captureStartMs: z.number().optional(),
  liveness: z.object({ result: z.string() }).optional(),
  tamper: z.string().optional(),
  what: z.string().optional(),
  purpose: z.string().optional(),
});
type Watched = Readonly<z.infer<typeof watchedPayload>>;

const recentCounts = (): TimedCounts => new TimedCounts({ spanMs: 5 * MINUTE_MS, keepMs: DAY_MS + HOUR_MS });
const dailyCounts = (): TimedCounts => new TimedCounts({ spanMs: HOUR_MS, keepMs: 8 * DAY_MS });

export class EntryWatch {
  readonly #store: EntrySource;
  #recent = recentCounts();
  #days = dailyCounts();
  #travels = new TravelWatch();
  #latest = new Map<string, SeenCounts['latest']>();
  #after: number | undefined;

  constructor(store: EntrySource) {
    this.#store = store;
  }

  /** Reads what has come since the last time; the first time a week of history. @throws KioskError STORE_* */
  async follow(nowMs: number, signal: AbortSignal): Promise<void> {
    if (this.#after === undefined) await this.#readHistory(nowMs, signal);
    for (;;) {
      signal.throwIfAborted();
      const page = await this.#store.entriesAfter(this.#after ?? 0, { limit: PAGE });
      for (const entry of page) {
        this.#note(entry, nowMs);
        this.#noteAlarm(entry, nowMs);
      }
      this.#after = page.at(-1)?.id ?? this.#after ?? 0;
      if (page.length < PAGE) break;
    }
    this.#recent.forgetBefore(nowMs);
    this.#days.forgetBefore(nowMs);
    this.#travels.forgetBefore(nowMs - DAY_MS);
  }

  countsOf(terminal: string, nowMs: number): SeenCounts {
    return {
      lastHour: this.#recent.total(terminal, { fromMs: nowMs - HOUR_MS, untilMs: nowMs }),
      lastDay: this.#recent.total(terminal, { fromMs: nowMs - DAY_MS, untilMs: nowMs }),
      weekBefore: this.#days.total(terminal, { fromMs: nowMs - 7 * DAY_MS, untilMs: nowMs - 2 * HOUR_MS }),
      latest: this.#latest.get(terminal) ?? {},
    };
  }

  /** Of the last day. */
  travels(nowMs: number): readonly Travel[] {
    return this.#travels.since(nowMs - DAY_MS);
  }

  async #readHistory(nowMs: number, signal: AbortSignal): Promise<void> {
    // What a reading that failed half-way has left would be counted twice.
    this.#recent = recentCounts();
    this.#days = dailyCounts();
    this.#travels = new TravelWatch();
    this.#latest = new Map();
    const last = await this.#store.idBeforeLast(0);
    for (const [event, keepMs] of HISTORY) {
      const window = { event, fromMs: nowMs - keepMs, untilMs: nowMs + HOUR_MS };
      for await (const page of pagesOf(this.#store, window)) {
        signal.throwIfAborted();
        // What has arrived since is read in its order, once.
        for (const entry of page) if (entry.id <= last) this.#note(entry, nowMs);
      }
    }
    await this.#readAlarms(nowMs, { last, signal });
    this.#after = last;
  }

  /** What has arrived within a day, up to the last. */
  async #readAlarms(
    nowMs: number,
    { last, signal }: { readonly last: number; readonly signal: AbortSignal },
  ): Promise<void> {
    for (let after = await this.#arrivedBefore(nowMs - DAY_MS, last); after < last; ) {
      signal.throwIfAborted();
      const page = await this.#store.entriesAfter(after, { limit: PAGE });
      for (const entry of page) if (entry.id <= last) this.#noteAlarm(entry, nowMs);
      after = page.at(-1)?.id ?? last;
    }
  }

  /** An arrival number after which all follow that were received since then. Halves what is in question: no index is by that time. */
  async #arrivedBefore(sinceMs: number, last: number): Promise<number> {
    let [low, high] = [0, last];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const [entry] = await this.#store.entriesAfter(middle, { limit: 1 });
      if (entry && entry.id <= high && entry.receivedMs < sinceMs) low = entry.id;
      else high = middle;
    }
    return low;
  }

  #note(entry: StoredEntry, nowMs: number): void {
    const { data: payload } = watchedPayload.safeParse(entry.payload);
    if (!payload) return;
    // A clock that is not sure of itself may be years away: what it tells counts when it has arrived.
    const isSure = entry.clockState === 'synced' || entry.clockState === 'holdover';
    const atMs = isSure ? entry.utcMs : entry.receivedMs;
    const seen = countedIn(payload);
    if (seen.length > 0 && atMs <= nowMs + HOUR_MS) {
      this.#recent.add(entry.terminal, atMs, seen);
      this.#days.add(entry.terminal, atMs, seen);
    }
    if (isSure) this.#noteWhere(entry.terminal, payload);
  }

  #noteAlarm({ terminal, id, receivedMs, payload }: StoredEntry, nowMs: number): void {
    const { data } = watchedPayload.safeParse(payload);
    const alarm = data && alarmIn(data);
    if (!alarm) return;
    // Whoever received it may have a clock that is ahead of ours.
    this.#recent.add(terminal, Math.min(receivedMs, nowMs), [alarm]);
    this.#latest.set(terminal, { ...this.#latest.get(terminal), [alarm]: id });
  }

  #noteWhere(terminal: string, { event, outcome, person, captureStartMs: atMs }: Watched): void {
    if (event !== 'clock' || outcome !== 'accepted' || person === undefined || atMs === undefined) return;
    const { site } = addressOf(terminal);
    this.#travels.note({ person, site, terminal, atMs });
  }
}

const isAttack = ({ reason, liveness }: Watched): boolean =>
  reason === 'attack-suspected' || liveness?.result === 'attack';

/** Of an accepted one: whether a card or a number alone let them in. */
function ofClock({ outcome, method }: Watched): readonly Counted[] {
  if (outcome === 'refused') return ['refused'];
  return isShownBy(method) ? [] : ['notShown'];
}

function alarmIn({ event, purpose, tamper, what }: Watched): Alarm | undefined {
  if (event === 'clock' || event === 'finger-shown') return purpose === 'duress' ? 'duress' : undefined;
  const isTampered = (event === 'prove' && tamper === 'tampered') || (event === 'tamper' && what === 'opened');
  return isTampered ? 'tampered' : undefined;
}

function countedIn(payload: Watched): readonly Counted[] {
  const attack: readonly Counted[] = isAttack(payload) ? ['attacks'] : [];
  switch (payload.event) {
    case 'clock':
      return ['visits', ...ofClock(payload), ...attack];
    case 'prove':
    case 'data-request-refused':
      return attack;
    case 'lockout':
      return ['lockouts'];
    case 'enrolment':
      return ['enrolled', ...attack];
    case 'removal':
      return ['removed'];
    default:
      return [];
  }
}
