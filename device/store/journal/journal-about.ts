// Which entries are about somebody: each is opened, page by page, so that people go on clocking meanwhile.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type JournalClass, type JournalEntry, namesIn } from '../../../protocol/index.ts';

const PAGE_ENTRIES = 250;

export interface Asked {
  /** The fleet's name of them, and those of this terminal as far as whoever asks knows them. */
  readonly names: readonly string[];
  readonly upToSeq: number;
}

export interface EntryAbout {
  readonly seq: number;
  readonly class: JournalClass;
  /** UTC by which its retention counts: that of the next entry which a synchronised clock has written. */
  agedMs: number;
}

type Read = (fromSeq: number, limit: number) => readonly JournalEntry[];

/** Those that still tell something, the oldest first. @throws the signal's reason; KioskError of the store */
export async function entriesAbout(
  read: Read,
  { names, upToSeq }: Asked,
  signal: AbortSignal,
): Promise<readonly EntryAbout[]> {
  const known = new Set(names);
  // An entry that names them by the fleet's name and by the terminal's makes others theirs, earlier ones too.
  for (;;) {
    const before = known.size;
    const found = await entriesNaming(read, { known, upToSeq }, signal);
    if (known.size === before) return found;
  }
}

interface Naming {
  /** Grows by the names that stand beside them. */
  readonly known: Set<string>;
  readonly upToSeq: number;
}

async function entriesNaming(read: Read, naming: Naming, signal: AbortSignal): Promise<readonly EntryAbout[]> {
  const found: EntryAbout[] = [];
  let undated = 0;
  for (let page = read(1, PAGE_ENTRIES); page.length > 0; page = read((page.at(-1)?.seq ?? 0) + 1, PAGE_ENTRIES)) {
    for (const entry of page) {
      const { seq, class: kind, utcMs: agedMs, clockState } = entry;
      if (isNamed(entry, naming)) found.push({ seq, class: kind, agedMs });
      if (clockState === 'synced') undated = dated(found, undated, agedMs);
    }
    await nextTurn();
    signal.throwIfAborted();
  }
  return found;
}

function dated(found: readonly EntryAbout[], from: number, agedMs: number): number {
  for (const about of found.slice(from)) about.agedMs = agedMs;
  return found.length;
}

function isNamed({ seq, payload }: JournalEntry, { known, upToSeq }: Naming): boolean {
  const names = namesIn(payload);
  if (seq > upToSeq || !names.some((name) => known.has(name))) return false;
  for (const name of names) known.add(name);
  return true;
}
