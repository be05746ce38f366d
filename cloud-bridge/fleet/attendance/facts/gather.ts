// The clock entries of a time, page by page, as facts about people; what belongs to nobody is counted, never lost.
import type { EntryWindow, FleetStore, StoredEntry } from '../../fleet-store.ts';
import { enrolledIn, keyOf, type Seen, type Sighting, seenIn } from './sighting.ts';
import { type Enrolled, grouped, type Whose } from './whose.ts';

/** Small enough to be forgotten at once: larger pages outlive the young generation. */
const PAGE = 500;
/** An entry is written when the visit has ended: seconds after the capture began, and minutes where a clock was set in between. */
const WRITTEN_WITHIN_MS = 900_000;

export interface Gathering {
  readonly fromMs: number;
  /** Exclusive. */
  readonly untilMs: number;
  readonly about?: readonly string[];
}

/** Punches of somebody whom the register does not know. */
export interface Unattributed {
  readonly terminal: string;
  /** What the terminal's own enrolment says; null where it says nothing. */
  readonly code: string | null;
  readonly punches: number;
}

export interface Gathered {
  readonly byPerson: ReadonlyMap<string, readonly Sighting[]>;
  readonly unattributed: readonly Unattributed[];
  /** Entries whose payload is none that can be understood. */
  readonly unreadable: number;
}

export type EntrySource = Pick<FleetStore, 'entriesWithin'>;

/** One page in memory at a time. */
export async function* pagesOf(
  store: EntrySource,
  window: Omit<EntryWindow, 'limit' | 'after'>,
): AsyncGenerator<readonly StoredEntry[]> {
  for (let page = await store.entriesWithin({ ...window, limit: PAGE }); page.length > 0; ) {
    yield page;
    const after = page.at(-1);
    page = after && page.length === PAGE ? await store.entriesWithin({ ...window, limit: PAGE, after }) : [];
  }
}

export interface Seeing {
  readonly store: EntrySource;
  /** Keys of entries that are not sound. */
  readonly flawed: ReadonlySet<string>;
}

/** By when the capture began, whenever the entry was written. Undefined stands for what cannot be understood. */
export async function* seenWithin(
  { store, flawed }: Seeing,
  { fromMs, untilMs, about }: Gathering,
): AsyncGenerator<Seen | undefined> {
  const window = { event: 'clock' as const, fromMs, untilMs: untilMs + WRITTEN_WITHIN_MS, ...(about && { about }) };
  const reading = { flawed, share: sharing() };
  for await (const page of pagesOf(store, window))
    for (const entry of page) {
      const seen = seenIn(entry, reading);
      if (!seen || (fromMs <= seen.sighting.atMs && seen.sighting.atMs < untilMs)) yield seen;
    }
}

function sharing(): (text: string) => string {
  const texts = new Map<string, string>();
  return (text) => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, text);
    return text;
  };
}

/** Of a month of entries a few words each stay in memory, by person. */
export async function gather(seeing: Seeing, asked: Gathering & { readonly whose: Whose }): Promise<Gathered> {
  const byPerson = new Map<string, Sighting[]>();
  const strangers: { readonly terminal: string; readonly code: string | null }[] = [];
  let unreadable = 0;
  for await (const seen of seenWithin(seeing, asked)) {
    if (!seen) {
      unreadable += 1;
      continue;
    }
    const { sighting, subject } = seen;
    const person = asked.whose.personOf(seen, sighting);
    if (person) put(byPerson, person.id, sighting);
    else if (sighting.isAccepted)
      strangers.push({
        terminal: sighting.terminal,
        code: (subject && asked.whose.codeOf(subject, sighting.terminal)) || null,
      });
  }
  return { byPerson, unattributed: countedStrangers(strangers), unreadable };
}

function put(byPerson: Map<string, Sighting[]>, id: string, sighting: Sighting): void {
  const known = byPerson.get(id);
  if (known) known.push(sighting);
  else byPerson.set(id, [sighting]);
}

function countedStrangers(strangers: readonly Omit<Unattributed, 'punches'>[]): readonly Unattributed[] {
  const groups = grouped(strangers, ({ terminal, code }) => `${terminal} ${code ?? ''}`);
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  return sorted.flatMap((group) => group.slice(0, 1).map((one) => ({ ...one, punches: group.length })));
}

/** What the terminals have said at their enrolments, in the order of their time. */
export async function enrolments(store: EntrySource, untilMs: number): Promise<readonly Enrolled[]> {
  const enrolled: Enrolled[] = [];
  for await (const page of pagesOf(store, { event: 'enrolment', fromMs: 0, untilMs }))
    for (const entry of page) {
      const said = enrolledIn(entry);
      if (said) enrolled.push({ terminal: entry.terminal, ...said });
    }
  return enrolled;
}

export interface Wholeness {
  readonly flawed: ReadonlySet<string>;
  /** Terminals of which entries are still to come: what a report says of them is provisional. */
  readonly incomplete: readonly { readonly terminal: string; readonly missing: number }[];
}

export async function wholeness(store: Pick<FleetStore, 'gaps'>): Promise<Wholeness> {
  const gaps = await store.gaps();
  const flawed = gaps.flatMap(({ terminal, journalId, flaws }) =>
    flaws.map(({ seq }) => keyOf({ terminal, journalId, seq })),
  );
  const incomplete = gaps
    .map(({ terminal, missing }) => ({
      terminal,
      missing: missing.reduce((sum, { fromSeq, toSeq }) => sum + toSeq - fromSeq + 1, 0),
    }))
    .filter(({ missing }) => missing > 0);
  return { flawed: new Set(flawed), incomplete };
}
