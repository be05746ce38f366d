// What people asked about their own data: one entry of each person, kind and day, however often they press.
import {
  type Clock,
  type DataRequest,
  dueFrom,
  type JournalEntry,
  type JournalPayload,
  type RequestTie,
} from '../../../protocol/index.ts';
import { localTime } from '../local-time.ts';
import { newReference, type RandomBytes } from '../reference.ts';
import { type JournalPages, newestFirst } from './newest-first.ts';

/** Whoever shows nothing is taken for the same person so long: as their number stands there. */
const SAME_PERSON_MS = 30_000;
/** Of those, so many of a kind and a day: more are no people. */
const MOST_OF_NOBODY = 20;

type Payload = Extract<JournalPayload, { event: 'data-request' }>;

export interface AskedBy {
  readonly tie: RequestTie;
  /** Whose finger it was. */
  readonly subject: string | null;
  /** The fleet's name of them. */
  readonly person?: string;
  /** The reference of an earlier visit. */
  readonly visit: string | null;
}

export interface Booked extends Pick<Payload, 'reference' | 'dueMs'> {
  readonly isNew: boolean;
}

export interface RequestBookParts {
  readonly journal: JournalPages & { append(payload: JournalPayload): JournalEntry };
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly timeZone: string;
  readonly random: RandomBytes;
}

interface Kept {
  readonly payload: Payload;
  readonly atMs: number;
}

export class RequestBook {
  readonly #parts: RequestBookParts;
  /** Of today, the newest first. */
  #today: Kept[] | undefined;
  /** One after the other: of two presses at once the second finds the first. */
  #latest: Promise<unknown> = Promise.resolve();

  constructor(parts: RequestBookParts) {
    this.#parts = parts;
  }

  /** Durable when it resolves; undefined where no more can be noted of people who show nothing. @throws of the journal */
  take(request: DataRequest, by: AskedBy): Promise<Booked | undefined> {
    const taken = this.#latest.then(() => this.#take(request, by));
    this.#latest = taken.catch(() => undefined);
    return taken;
  }

  async #take(request: DataRequest, by: AskedBy): Promise<Booked | undefined> {
    const today = await this.#ofToday();
    const alike = today.filter(({ payload }) => payload.request === request && isOfSame(payload, by));
    const known = alike.find(({ atMs }) => by.tie !== 'none' || this.#nowMs - atMs < SAME_PERSON_MS);
    if (known) return { ...briefOf(known.payload), isNew: false };
    if (by.tie === 'none' && alike.length >= MOST_OF_NOBODY) return undefined;
    const atMs = this.#nowMs;
    const reference = `R-${newReference(this.#parts.random)}`;
    const payload: Payload = { event: 'data-request', request, reference, ...by, dueMs: dueFrom(atMs) };
    this.#parts.journal.append(payload);
    today.unshift({ payload, atMs });
    return { ...briefOf(payload), isNew: true };
  }

  get #nowMs(): number {
    return Math.round(this.#parts.clock.nowMs());
  }

  async #ofToday(): Promise<Kept[]> {
    // Where the journal could not be read it is tried again.
    this.#today ??= await this.#read();
    const day = this.#dayOf(this.#nowMs);
    this.#today = this.#today.filter(({ atMs }) => this.#dayOf(atMs) === day);
    return this.#today;
  }

  /** After a restart too. */
  async #read(): Promise<Kept[]> {
    const found: Kept[] = [];
    const day = this.#dayOf(this.#nowMs);
    for await (const { payload, utcMs } of newestFirst(this.#parts.journal)) {
      if (this.#dayOf(utcMs) < day) break;
      if (payload?.event === 'data-request') found.push({ payload, atMs: utcMs });
    }
    return found;
  }

  #dayOf(utcMs: number): string {
    return localTime(utcMs, this.#parts.timeZone).date;
  }
}

const briefOf = ({ reference, dueMs }: Payload): Pick<Payload, 'reference' | 'dueMs'> => ({ reference, dueMs });

/** Of one person, or one visit; of nobody in particular, where neither is known. */
const isOfSame = (payload: Payload, by: AskedBy): boolean =>
  payload.subject === by.subject && payload.visit === by.visit;
