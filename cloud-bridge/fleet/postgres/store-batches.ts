// Batches into tables, all of a group in one transaction and each step for all of them at once.
import { entriesLost, flawed, keyChanged } from '../complaints.ts';
import { isGenuine } from '../entry-check.ts';
import type { BatchOutcome, FlawKind, Incident, JournalStanding, ReceivedBatch } from '../fleet-store.ts';
import { announceArrivals } from './arrival-order.ts';
import { advance, keepLost } from './chain-rows.ts';
import type { Asked } from './database.ts';
import { addEntries, arrivalsOf, keepConflicts } from './entry-rows.ts';
import { noteIncidents } from './incident-rows.ts';
import { type OpenJournal, type PlacedBatch, placeBatches, saveJournals } from './journal-rows.ts';
import { type Admission, admit, countRefusal, keepAdmitted } from './terminal-rows.ts';

export interface StoreOptions {
  /** Different complaints of a kind that are kept. */
  readonly mostIncidents: number;
}

/** Within a transaction of the caller. */
export async function storeBatches(
  client: Asked,
  group: readonly ReceivedBatch[],
  { mostIncidents }: StoreOptions,
): Promise<readonly BatchOutcome[]> {
  const notes = new Notes();
  const admissions = await admit(client, group);
  const admitted = admissions.filter(({ received, pinned }) => received.signedBy === pinned);
  await refuse(client, admissions, notes);
  const placed = await placeBatches(client, receivedOf(admitted), (incident) => notes.incidents.push(incident));
  if (placed.length > 0) {
    await announceArrivals(client);
    await keepEntries(client, placed, notes);
    await followChains(client, placed, notes);
    await keepAdmitted(client, admitted);
  }
  await keepNotes(client, notes, mostIncidents);
  const standings = new Map(placed.map((batch) => [batch.received, standingAfter(batch)]));
  return admissions.map(({ received, pinned }) => {
    const standing = standings.get(received);
    return standing ? { kind: 'stored', standing } : { kind: 'key-changed', pinned };
  });
}

const receivedOf = (admissions: readonly Admission[]): readonly ReceivedBatch[] =>
  admissions.map(({ received }) => received);

/** What was found wrong on the way, written at its end: in the same transaction as the entries that it is about. */
class Notes {
  readonly incidents: Incident[] = [];
  readonly flaws: { readonly journal: number; readonly seq: number; readonly kind: FlawKind }[] = [];

  flaw(kind: FlawKind, { journal, received }: PlacedBatch, seq: number): void {
    this.flaws.push({ journal: journal.id, seq, kind });
    this.incidents.push(flawed(kind, seq, received));
  }
}

async function refuse(client: Asked, admissions: readonly Admission[], notes: Notes): Promise<void> {
  for (const { received, pinned } of admissions.filter(({ received, pinned }) => received.signedBy !== pinned)) {
    await countRefusal(client, received);
    notes.incidents.push(keyChanged(pinned, received));
  }
}

async function keepEntries(client: Asked, placed: readonly PlacedBatch[], notes: Notes): Promise<void> {
  const { added, again } = await addEntries(client, arrivalsOf(placed));
  for (const { batch, entry } of added) {
    batch.added += 1;
    batch.journal.added += 1;
    if (!isGenuine(entry)) notes.flaw('altered', batch, entry.seq);
  }
  for (const { batch, entry } of await keepConflicts(client, again)) notes.flaw('conflict', batch, entry.seq);
}

async function followChains(client: Asked, placed: readonly PlacedBatch[], notes: Notes): Promise<void> {
  for (const batch of placed) {
    batch.journal.highestSeq = Math.max(batch.journal.highestSeq, batch.received.batch.entries.at(-1)?.seq ?? 0);
    // Copies sent ahead say nothing of what lies between them.
    const lost = batch.received.batch.ahead ? [] : await keepLost(client, batch);
    notes.incidents.push(...lost.map((range) => entriesLost(range, batch.received)));
  }
  const latest = new Map<OpenJournal, PlacedBatch>(placed.map((batch) => [batch.journal, batch]));
  for (const [journal, broken] of await advance(client, [...latest.keys()])) {
    const batch = latest.get(journal);
    for (const seq of broken) if (batch) notes.flaw('chain-broken', batch, seq);
  }
  await saveJournals(client, [...latest.keys()]);
}

async function keepNotes(client: Asked, { flaws, incidents }: Notes, mostIncidents: number): Promise<void> {
  if (flaws.length > 0)
    await client.query(
      `INSERT INTO flaws (journal, seq, kind) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])
       ON CONFLICT DO NOTHING`,
      [flaws.map(({ journal }) => journal), flaws.map(({ seq }) => seq), flaws.map(({ kind }) => kind)],
    );
  await noteIncidents(client, incidents, mostIncidents);
}

/** Where the journal stands after the whole group: what is told of it is on the disk by then. */
function standingAfter({ received: { address, batch }, journal, added }: PlacedBatch): JournalStanding {
  const { position, highestSeq } = journal;
  return { address, journalId: batch.journalId, contiguousSeq: position.seq, highestSeq, added };
}
