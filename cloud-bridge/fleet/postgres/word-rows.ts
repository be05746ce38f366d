// What terminals say of themselves, into their rows: all of a group in one transaction, each step for all of them at once.
import { terminalName } from '../../../protocol/index.ts';
import { nameRefused } from '../complaints.ts';
import type { Word, WordOutcome } from '../fleet-store.ts';
import type { Asked } from './database.ts';
import { noteIncidents } from './incident-rows.ts';
import { type JournalName, standingsOf } from './journal-rows.ts';
import { type Heard, Presence } from './presence.ts';
import { takeTerminals } from './terminal-rows.ts';

export interface NoteOptions {
  /** Different complaints of a kind that are kept. */
  readonly mostIncidents: number;
  /** Names that are kept although they never sent a batch: anybody can say that he is there. */
  readonly mostUnheard: number;
}

interface HeardWord {
  readonly word: Word;
  readonly kind: Heard;
}

const nameOf = ({ address }: Word): string => terminalName(address);

const journalOf = (word: Word): readonly JournalName[] =>
  word.kind === 'birth' ? [{ address: word.address, journalId: word.birth.journal.journalId }] : [];

/** Within a transaction of the caller. */
export async function noteWords(
  client: Asked,
  words: readonly Word[],
  { mostIncidents, mostUnheard }: NoteOptions,
): Promise<readonly WordOutcome[]> {
  const admitted = await admittedNames(client, words, mostUnheard);
  const firstSeenMs = new Map(
    words
      .filter((word) => admitted.has(nameOf(word)))
      .toReversed()
      .map((word) => [nameOf(word), word.atMs]),
  );
  const taken = await takeTerminals(client, firstSeenMs);
  const presences = new Map([...taken].map(([name, row]) => [name, new Presence(row)]));
  const heard = words.map((word) => ({ word, kind: presences.get(nameOf(word))?.hear(word) ?? unheard(word) }));
  await keepPresences(client, presences);
  const refused = heard.filter(({ kind }) => kind === 'name-refused').map(({ word }) => nameRefused(word.atMs));
  await noteIncidents(client, refused, mostIncidents);
  return await withStandings(client, heard);
}

/** Known already, or new while there is room for such. */
async function admittedNames(client: Asked, words: readonly Word[], mostUnheard: number): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ terminal: string }>(
    'SELECT terminal FROM terminals WHERE terminal = ANY($1::text[])',
    [[...new Set(words.map(nameOf))]],
  );
  const names = new Set(rows.map(({ terminal }) => terminal));
  const strangers = new Set(words.filter(({ kind }) => kind !== 'death').map(nameOf));
  for (const name of names) strangers.delete(name);
  if (strangers.size === 0) return names;
  const room = mostUnheard - (await countUnheard(client));
  for (const name of [...strangers].slice(0, Math.max(0, room))) names.add(name);
  return names;
}

async function countUnheard(client: Asked): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*) FROM terminals t WHERE NOT EXISTS (SELECT 1 FROM journals j WHERE j.terminal = t.terminal)',
  );
  return rows[0]?.count ?? 0;
}

/** A death of somebody unknown changes nothing, and is no attempt to become known. */
const unheard = ({ kind }: Word): Heard => (kind === 'death' ? 'outdated' : 'name-refused');

async function keepPresences(client: Asked, presences: ReadonlyMap<string, Presence>): Promise<void> {
  const changed = [...presences].filter(([, { isChanged }]) => isChanged);
  if (changed.length === 0) return;
  const all = changed.map(([, presence]) => presence);
  await client.query(
    `UPDATE terminals t SET last_seen_ms = coalesce(said.at_ms, t.last_seen_ms), state = coalesce(said.state, t.state),
       connection = said.connection, birth = coalesce(said.birth, t.birth), birth_journal = said.birth_journal,
       health = coalesce(said.health, t.health),
       health_journal = CASE WHEN said.health IS NULL THEN t.health_journal ELSE said.health_journal END
     FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       AS said (terminal, at_ms, state, connection, birth, birth_journal, health, health_journal)
     WHERE t.terminal = said.terminal`,
    [
      ...[changed.map(([terminal]) => terminal), all.map(({ seenMs }) => seenMs), all.map(({ state }) => state)],
      ...[all.map(({ connection }) => connection), all.map(({ birth }) => birth)],
      ...[all.map(({ birthJournal }) => birthJournal), all.map(({ health }) => health)],
      all.map(({ healthJournal }) => healthJournal),
    ],
  );
}

/** Nobody else moves the journals of births while their terminals are ours. */
async function withStandings(client: Asked, heard: readonly HeardWord[]): Promise<readonly WordOutcome[]> {
  const births = heard.filter(({ word, kind }) => word.kind === 'birth' && kind === 'noted').map(({ word }) => word);
  const standings = await standingsOf(client, births.flatMap(journalOf));
  const ofBirths = new Map(births.map((word, at) => [word, standings[at]]));
  return heard.map(({ word, kind }) => {
    const standing = ofBirths.get(word);
    return standing ? { kind: 'born', standing } : { kind };
  });
}
