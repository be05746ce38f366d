// A clock entry as attendance sees it: who, when, in or out, where, and what is to be said about it. A few words each, a month of them fits.
import { z } from 'zod';
import type { StoredEntry } from '../../fleet-store.ts';

export type Direction = 'in' | 'out';

/** Something about a fact that whoever reads the report is to know; it changes no grade. */
export type FactMark = 'sent-late' | 'clock-unsure' | 'not-sound' | 'not-shown';

export interface Sighting {
  /** With the terminal and `seq` it names the raw entry for ever. */
  readonly journalId: string;
  readonly seq: number;
  /** When the capture began that succeeded: a slow match makes nobody late. */
  readonly atMs: number;
  /** SITE.TERMINAL. */
  readonly terminal: string;
  readonly direction: Direction | null;
  readonly method: string;
  /** Refused: evidence that somebody stood there, never a punch. */
  readonly isAccepted: boolean;
  readonly reason: string | null;
  /** The terminal had the same punch a moment before. */
  readonly isRepeated: boolean;
  readonly marks: readonly FactMark[];
}

/** Whom an entry is about, as far as it says. */
export interface Named {
  readonly person: string | null;
  /** The terminal's own name of them. */
  readonly subject: string | null;
}

/** Of the payload only what is needed: one of a later version is read too. */
const clockPayload = z.object({
  outcome: z.enum(['accepted', 'refused']),
  reason: z.string().nullish(),
  person: z.string().nullish(),
  subject: z.string().nullish(),
  claimed: z.string().nullish(),
  direction: z.enum(['in', 'out']).nullish(),
  method: z.string(),
  repeated: z.boolean().nullish(),
  captureStartMs: z.number(),
});

export interface Seen extends Named {
  readonly sighting: Sighting;
}

/** TERMINAL/JOURNAL/SEQ. */
export const keyOf = ({ terminal, journalId, seq }: Pick<Sighting, 'terminal' | 'journalId' | 'seq'>): string =>
  `${terminal}/${journalId}/${seq}`;

const NO_MARKS: readonly FactMark[] = [];

export interface Reading {
  /** Keys of entries that are not sound. */
  readonly flawed: ReadonlySet<string>;
  /** The same text for equal texts: a month names few terminals and methods, many times over. */
  readonly share: (text: string) => string;
}

/** Undefined where the payload is none that can be understood. */
export function seenIn(entry: StoredEntry, reading: Reading): Seen | undefined {
  const parsed = clockPayload.safeParse(entry.payload);
  if (!parsed.success) return undefined;
  const { outcome, reason, person, subject, claimed, direction, method, repeated, captureStartMs } = parsed.data;
  const { share } = reading;
  // Terminals measure fractions of milliseconds; nobody is late by one.
  const atMs = Math.floor(captureStartMs);
  const sighting: Sighting = {
    ...{ terminal: share(entry.terminal), journalId: share(entry.journalId), seq: entry.seq, atMs },
    ...{ direction: direction ?? null, method: share(method), isAccepted: outcome === 'accepted' },
    ...{ reason: typeof reason === 'string' ? share(reason) : null, isRepeated: repeated ?? false },
    marks: marksOf(entry, { isShown: outcome === 'refused' || isShownBy(method), reading }),
  };
  return { sighting, person: person ?? null, subject: subject ?? claimed ?? null };
}

/** A card or a number alone counts for whoever was claimed: that it was them nothing has shown. */
export const isShownBy = (method: string | undefined): boolean => method !== 'card' && method !== 'number';

function marksOf(
  entry: StoredEntry,
  { isShown, reading: { flawed } }: { readonly isShown: boolean; readonly reading: Reading },
): readonly FactMark[] {
  const marks: readonly (FactMark | false)[] = [
    entry.historical && 'sent-late',
    entry.clockState !== 'synced' && 'clock-unsure',
    !isShown && 'not-shown',
    flawed.size > 0 && flawed.has(keyOf(entry)) && 'not-sound',
  ];
  return marks.some((mark) => mark !== false) ? marks.filter((mark) => mark !== false) : NO_MARKS;
}

const enrolmentPayload = z.object({ subject: z.string(), code: z.string() });

/** Whose the terminal's own name is; undefined where the payload does not say. */
export function enrolledIn({ payload }: StoredEntry): z.infer<typeof enrolmentPayload> | undefined {
  return enrolmentPayload.safeParse(payload).data;
}
