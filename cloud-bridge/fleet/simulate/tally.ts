// What the store itself holds of what light terminals were told is stored: every row is read, none is believed.
import type { FleetStore, StoredEntry } from '../fleet-store.ts';

export interface Tally {
  /** Acknowledged. */
  readonly entries: number;
  /** Acknowledged, and not there. */
  readonly lost: number;
  /** Rows beside the first of a number. */
  readonly duplicated: number;
  /** Altered, out of their chain, or two under one number. */
  readonly flawed: number;
}

const PAGE = 2000;

/** The place in the order of arrival behind which a run begins. */
export const arrivalsNow = (store: FleetStore): Promise<number> => store.idBeforeLast(0);

/**
 * @param acknowledged by journal, the number up to which everything is to be there
 * @param after of the arrivals, as it was before the run
 */
export async function tallyOf(
  store: FleetStore,
  { acknowledged, after }: { readonly acknowledged: ReadonlyMap<string, number>; readonly after: number },
): Promise<Tally> {
  const held = new Map([...acknowledged.keys()].map((journalId) => [journalId, new Set<number>()]));
  let duplicated = 0;
  for await (const { journalId, seq } of arrivals(store, after)) {
    const numbers = held.get(journalId);
    if (numbers?.has(seq)) duplicated += 1;
    numbers?.add(seq);
  }
  const counts = [...acknowledged].map(([journalId, seq]) => ({ seq, held: upTo(seq, held.get(journalId)) }));
  const gaps = (await store.gaps()).filter(({ journalId }) => held.has(journalId));
  return {
    entries: counts.reduce((sum, { seq }) => sum + seq, 0),
    lost: counts.reduce((sum, count) => sum + count.seq - count.held, 0),
    duplicated,
    flawed: gaps.reduce((sum, { flaws }) => sum + flaws.length, 0),
  };
}

async function* arrivals(store: FleetStore, after: number): AsyncGenerator<StoredEntry> {
  for (let last = after; ; ) {
    const page = await store.entriesAfter(last, { limit: PAGE });
    yield* page;
    if (page.length < PAGE) return;
    last = page.at(-1)?.id ?? last;
  }
}

const upTo = (seq: number, numbers: ReadonlySet<number> = new Set()): number =>
  [...numbers].filter((number) => number <= seq).length;
