// The requests in the stored journals: what, where, by whom as far as that is known, and until when; the overdue first.
import { z } from 'zod';
import { addressOf, dueFrom } from '../../../protocol/index.ts';
import { calendars, type IsoDate } from '../attendance/calendar.ts';
import type { EntrySource } from '../attendance/facts/gather.ts';
import { pagesOf } from '../attendance/facts/gather.ts';
import { enrolledIn } from '../attendance/facts/sighting.ts';
import { type Enrolled, type Whose, whoseOf } from '../attendance/facts/whose.ts';
import type { StoredEntry } from '../fleet-store.ts';
import { type Collective, calledIn, DEFAULT_TIME_ZONE, type OnceRegistered } from '../register/index.ts';
import { type Closing, keyOfRequest, type RequestBook, type RequestKey } from './request-book.ts';

/** Terminals of a later version may say more. */
const payloadSchema = z.object({
  request: z.string(),
  reference: z.string(),
  tie: z.string(),
  subject: z.string().nullable(),
  person: z.string().optional(),
  visit: z.string().nullable(),
  /** As far as a date goes (ECMA-262, 21.4.1.1). */
  dueMs: z.int().min(0).max(8.64e15),
});

export interface AskedRequest extends RequestKey {
  readonly reference: string;
  readonly request: string;
  readonly tie: string;
  readonly askedMs: number;
  readonly dueMs: number;
  /** That day by the clock on the wall where they asked. */
  readonly dueOn: IsoDate;
  /** Undefined where nobody was shown to be meant, or the fleet does not know them. */
  readonly person: OnceRegistered | undefined;
  /** The terminal's own random name of them. */
  readonly subject: string | null;
  /** The reference of the visit that it is about. */
  readonly visit: string | null;
  readonly state: 'overdue' | 'open' | 'answered';
  readonly closing: Closing | undefined;
}

export interface RequestSources {
  readonly store: EntrySource;
  readonly register: {
    readonly people: { ever(): Promise<readonly OnceRegistered[]> };
    readonly collectives: { all(): Promise<readonly Collective[]> };
    readonly requests: Pick<RequestBook, 'all'>;
    readonly isWhole: boolean;
  };
  readonly nowMs: number;
}

export interface AskedRequests {
  /** The overdue first, then the open ones, each by when they are due; then the answered, the latest first. */
  readonly requests: readonly AskedRequest[];
  /** Entries that this version cannot read. */
  readonly unreadable: number;
}

interface Read {
  readonly entry: StoredEntry;
  readonly payload: z.infer<typeof payloadSchema>;
}

/** Whoever sees some units alone sees what was shown to be asked by people of theirs. */
export async function askedRequests({ store, register, nowMs }: RequestSources): Promise<AskedRequests> {
  const read: Read[] = [];
  let unreadable = 0;
  for await (const page of pagesOf(store, { event: 'data-request', fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER }))
    for (const entry of page) {
      const { data: payload } = payloadSchema.safeParse(entry.payload);
      if (payload) read.push({ entry, payload });
      else unreadable += 1;
    }
  const whose = whoseOf(await register.people.ever(), await enrolledAmong(store, read));
  const closings = await register.requests.all();
  const dayAt = dayAtSites(await register.collectives.all());
  const requests = read
    .map((one) => requestOf(one, { whose, closings, dayAt, nowMs }))
    .filter(({ person }) => register.isWhole || person !== undefined);
  return { requests: requests.sort(inOrder), unreadable };
}

/** Whoever the fleet has no name for was named by the terminal when it enrolled them. */
async function enrolledAmong(store: EntrySource, read: readonly Read[]): Promise<readonly Enrolled[]> {
  const about = [...new Set(read.flatMap(({ payload }) => payload.subject ?? []))];
  const enrolled: Enrolled[] = [];
  if (about.length === 0) return enrolled;
  const window = { event: 'enrolment' as const, fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER, about };
  for await (const page of pagesOf(store, window))
    for (const entry of page) {
      const said = enrolledIn(entry);
      if (said) enrolled.push({ terminal: entry.terminal, ...said });
    }
  return enrolled;
}

interface Knowing {
  readonly whose: Whose;
  readonly closings: ReadonlyMap<string, Closing>;
  readonly dayAt: DayAt;
  readonly nowMs: number;
}

function requestOf({ entry, payload }: Read, { whose, closings, dayAt, nowMs }: Knowing): AskedRequest {
  const { terminal, journalId, seq, utcMs: askedMs } = entry;
  const { request, reference, tie, subject, person = null, visit } = payload;
  const dueMs = dueOf(entry, payload.dueMs);
  const closing = closings.get(keyOfRequest({ terminal, journalId, seq }));
  const open = dueMs < nowMs ? 'overdue' : 'open';
  return {
    ...{ terminal, journalId, seq, reference, request, tie, askedMs, dueMs, subject, visit, closing },
    dueOn: dayAt(terminal, dueMs),
    person: whose.personOf({ person, subject }, { terminal, atMs: askedMs }),
    state: closing ? 'answered' : open,
  };
}

type DayAt = (terminal: string, utcMs: number) => IsoDate;

function dayAtSites(collectives: readonly Collective[]): DayAt {
  const calendarOf = calendars();
  return (terminal, utcMs) => {
    const site = calledIn(collectives, 'site', addressOf(terminal).site);
    return calendarOf(site?.timeZone ?? DEFAULT_TIME_ZONE).dateOf(utcMs);
  };
}

/** By a clock that nobody vouches for no day was promised that counts: it is as if they had asked when the fleet heard of it. */
const dueOf = ({ clockState, receivedMs }: StoredEntry, dueMs: number): number =>
  clockState === 'synced' || clockState === 'holdover' ? dueMs : dueFrom(receivedMs);

const RANK = { overdue: 0, open: 1, answered: 2 } as const;

function inOrder(one: AskedRequest, other: AskedRequest): number {
  const byState = RANK[one.state] - RANK[other.state];
  if (byState !== 0) return byState;
  if (one.closing && other.closing) return other.closing.closedMs - one.closing.closedMs;
  return one.dueMs - other.dueMs || one.askedMs - other.askedMs;
}
