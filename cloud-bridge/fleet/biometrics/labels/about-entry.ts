// A label of a visit: the raw entry that it is about has to be here, and what is said of it has to be possible.
import { presentationIn, whyNoAttack, whyNoTruth } from '../../../../protocol/index.ts';
import type { FleetStore, StoredEntry } from '../../fleet-store.ts';
import { type EntryLabel, isTruth, type NewLabel, withDefaults } from './label-kinds.ts';

export interface EntryNamed {
  /** SITE.TERMINAL. */
  readonly terminal: string;
  readonly seq: number;
  /** Where the number stands in more than one journal. */
  readonly journalId: string | undefined;
}

export type EntrySource = Pick<FleetStore, 'entriesAt'>;

export type Said = Pick<NewLabel, 'kind' | 'chosen' | 'note'> & { readonly what: EntryLabel };

/** The label, or a sentence on why there can be none. */
export async function labelOfEntry(store: EntrySource, named: EntryNamed, said: Said): Promise<NewLabel | string> {
  const entry = await entryNamed(store, named);
  if (typeof entry === 'string') return entry;
  const why = whyNot(said.what, entry);
  if (why !== undefined) return why;
  const { terminal, journalId, seq } = entry;
  return withDefaults({ ...said, terminal, journalId, seq, atMs: timeOf(entry), closedMs: null, remedy: '' });
}

async function entryNamed(store: EntrySource, { terminal, seq, journalId }: EntryNamed): Promise<StoredEntry | string> {
  const all = await store.entriesAt(terminal, seq);
  const found = all.filter((entry) => journalId === undefined || entry.journalId === journalId);
  const [entry] = found;
  if (entry && found.length === 1) return entry;
  if (entry)
    return `${terminal} has ${found.length} journals with an entry ${seq}: say which (--journal, or the column journal): ${found.map((one) => one.journalId).join(', ')}`;
  const where = journalId === undefined ? '' : ` in the journal ${journalId}`;
  return `${terminal} has sent no entry ${seq}${where}: look for it with "ridgectl journal follow", and for what is still to come with "ridgectl journal gaps"`;
}

/** Complaints and incidents may be about any entry. */
function whyNot(what: EntryLabel, { payload }: StoredEntry): string | undefined {
  if (!isTruth(what) && what !== 'attack') return undefined;
  if (payload === null) return 'the payload of this entry was erased: nobody can tell what was decided';
  const read = presentationIn(payload);
  if (read === 'no-biometrics') return 'this visit was by a card or a number alone: nobody was recognised';
  if (read === 'unreadable') return 'this entry is no visit of a person, or one that this version cannot read';
  return what === 'attack' ? whyNoAttack(read.decision) : whyNoTruth(what, read.decision);
}

function timeOf({ payload, utcMs }: StoredEntry): number {
  const read = presentationIn(payload);
  return Math.max(0, Math.floor(typeof read === 'string' ? utcMs : read.atMs));
}
