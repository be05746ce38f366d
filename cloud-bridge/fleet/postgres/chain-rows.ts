// What is lost of journals, and how far each is whole: the rows behind ../journal-chain.ts.
import type { SeqRange } from '../../../protocol/index.ts';
import { holesOf } from '../entry-check.ts';
import { type ChainLink, follow } from '../journal-chain.ts';
import type { Asked } from './database.ts';
import type { OpenJournal, PlacedBatch } from './journal-rows.ts';

/** Lost ranges are looked up where something is missing, which is seldom: see passLost. */
const NOT_LOST = (): undefined => undefined;

/** Links of a journal that are looked at in one go. */
const STRIDE = 300;

/**
 * Believed only below an entry that exists: what a terminal has pruned is older than what it holds.
 * @returns what is lost from now on, as far as it is not held
 */
export async function keepLost(client: Asked, { received, journal }: PlacedBatch): Promise<readonly SeqRange[]> {
  const lost: SeqRange[] = [];
  for (const hole of holesOf(received.batch).filter(({ toSeq }) => toSeq < journal.highestSeq)) {
    const { rows } = await client.query<{ seq: number }>(
      'SELECT seq FROM entries WHERE journal = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq',
      [journal.id, hole.fromSeq, hole.toSeq],
    );
    lost.push(...holesOf({ ...hole, entries: rows }));
  }
  for (const { fromSeq, toSeq } of lost)
    await client.query(
      `INSERT INTO lost (journal, from_seq, to_seq) VALUES ($1, $2, $3)
       ON CONFLICT (journal, from_seq) DO UPDATE SET to_seq = greatest(lost.to_seq, excluded.to_seq)`,
      [journal.id, fromSeq, toSeq],
    );
  return lost;
}

/** Follows each as far as it is whole. @returns numbers that do not follow the one before, by journal */
export async function advance(
  client: Asked,
  journals: readonly OpenJournal[],
): Promise<ReadonlyMap<OpenJournal, readonly number[]>> {
  const broken = new Map<OpenJournal, readonly number[]>();
  for (let open = journals; open.length > 0; ) {
    const links = await linksAfter(client, open);
    const goOn: OpenJournal[] = [];
    for (const journal of open) {
      const next = links.get(journal.id) ?? [];
      const walk = follow(journal.position, next, NOT_LOST);
      journal.position = walk.position;
      broken.set(journal, [...(broken.get(journal) ?? []), ...walk.broken]);
      if (walk.isWhole ? next.length === STRIDE : await passLost(client, journal, next)) goOn.push(journal);
    }
    open = goOn;
  }
  return broken;
}

async function linksAfter(client: Asked, journals: readonly OpenJournal[]): Promise<Map<number, ChainLink[]>> {
  const { rows } = await client.query<ChainLink & { journal: number }>(
    `SELECT open.journal, link.seq, link.previous, link.hash
     FROM unnest($1::bigint[], $2::bigint[]) AS open (journal, seq) CROSS JOIN LATERAL (
       SELECT e.seq, e.previous, e.hash FROM entries e WHERE e.journal = open.journal AND e.seq > open.seq
       ORDER BY e.seq LIMIT ${STRIDE}) AS link
     ORDER BY open.journal, link.seq`,
    [journals.map(({ id }) => id), journals.map(({ position }) => position.seq)],
  );
  const links = new Map<number, ChainLink[]>(journals.map(({ id }) => [id, []]));
  for (const { journal, ...link } of rows) links.get(journal)?.push(link);
  return links;
}

/** Over a lost range, up to the next entry. False where something in between may still come. */
async function passLost(client: Asked, journal: OpenJournal, links: readonly ChainLink[]): Promise<boolean> {
  const next = journal.position.seq + 1;
  const { rows } = await client.query<{ to_seq: number }>(
    'SELECT to_seq FROM lost WHERE journal = $1 AND from_seq <= $2 AND to_seq >= $2 ORDER BY to_seq DESC LIMIT 1',
    [journal.id, next],
  );
  const beyond = links.find(({ seq }) => seq > next);
  const [lost] = rows;
  if (!lost || !beyond) return false;
  journal.position = { seq: Math.min(lost.to_seq, beyond.seq - 1), hash: '' };
  return true;
}
