// Draws visits to be looked into, at random and in the same way each time: of each terminal as many as its share of all visits.
import { createHash } from 'node:crypto';
import {
  type Decision,
  type Presentation,
  presentationIn,
  type Series,
  type Spell,
  whyNoTruth,
} from '../../../../protocol/index.ts';
import type { FleetStore, StoredEntry } from '../../fleet-store.ts';
import { entriesOf } from '../report/period-entries.ts';

export interface SampleAsked {
  readonly count: number;
  /** The same draws the same. */
  readonly seed: string;
  readonly window: Spell;
  /** SITE.TERMINAL; all where none is given. */
  readonly terminal?: string;
}

/** The last entry of a transaction. */
export interface DrawnVisit {
  readonly terminal: string;
  readonly journalId: string;
  readonly seq: number;
  readonly atMs: number;
  readonly series: Series;
  readonly decision: Decision;
}

export interface Stratum {
  readonly terminal: string;
  readonly of: number;
  readonly drawn: number;
}

export interface Sample {
  readonly of: number;
  readonly strata: readonly Stratum[];
  /** In the order of terminals, journals and numbers. */
  readonly visits: readonly DrawnVisit[];
}

interface Ranked extends DrawnVisit {
  readonly rank: string;
}

export async function drawSample(store: Pick<FleetStore, 'entriesWithin'>, asked: SampleAsked): Promise<Sample> {
  const urns = new Map<string, Urn>();
  for (const event of ['clock', 'prove'] as const) {
    const ends = new TransactionEnds((visit) => {
      const urn = urns.get(visit.terminal) ?? new Urn(asked);
      urns.set(visit.terminal, urn);
      urn.add(visit);
    });
    for await (const entry of entriesOf(store, event, asked)) ends.add(entry, asked.window);
    ends.end();
  }
  const terminals = [...urns].sort(([a], [b]) => (a < b ? -1 : 1));
  const shares = sharesOf(
    terminals.map(([, urn]) => urn.size),
    asked.count,
  );
  const strata = terminals.map(([terminal, urn], at) => ({ terminal, of: urn.size, drawn: shares[at] ?? 0 }));
  const visits = terminals.flatMap(([, urn], at) => urn.draw(shares[at] ?? 0));
  return { of: strata.reduce((sum, { of }) => sum + of, 0), strata, visits };
}

/** Tries that follow on each other are one transaction, and what is said of it is said of its last. */
class TransactionEnds {
  readonly #told: (visit: DrawnVisit) => void;
  readonly #open = new Map<string, { readonly visit: DrawnVisit; readonly attempt: number }>();

  constructor(told: (visit: DrawnVisit) => void) {
    this.#told = told;
  }

  add({ terminal, journalId, seq, payload }: StoredEntry, { fromMs, untilMs }: Spell): void {
    const read = presentationIn(payload);
    if (typeof read === 'string' || read.atMs < fromMs || read.atMs >= untilMs) return;
    const journal = `${terminal}/${journalId}`;
    const before = this.#open.get(journal);
    if (before && read.attempt !== before.attempt + 1) this.#tell(before.visit);
    const { atMs, series, decision } = read;
    const visit = { terminal, journalId, seq, atMs, series, decision };
    if (decision === 'accepted') {
      this.#open.delete(journal);
      this.#tell(visit);
    } else this.#open.set(journal, { visit, attempt: read.attempt });
  }

  end(): void {
    for (const { visit } of this.#open.values()) this.#tell(visit);
    this.#open.clear();
  }

  #tell(visit: DrawnVisit): void {
    if (isDecided(visit)) this.#told(visit);
  }
}

/** Something can be true of it. */
const isDecided = ({ decision }: Pick<Presentation, 'decision'>): boolean =>
  whyNoTruth(decision === 'accepted' ? 'true-accept' : 'true-reject', decision) === undefined;

/** Keeps the few of the lowest rank, in whatever order they come. */
class Urn {
  readonly #asked: Pick<SampleAsked, 'seed' | 'count'>;
  #kept: Ranked[] = [];
  size = 0;

  constructor(asked: Pick<SampleAsked, 'seed' | 'count'>) {
    this.#asked = asked;
  }

  add(visit: DrawnVisit): void {
    this.size += 1;
    this.#kept.push({ ...visit, rank: rankOf(visit, this.#asked.seed) });
    if (this.#kept.length >= 2 * this.#asked.count + 1000) this.#kept = this.#lowest(this.#asked.count);
  }

  draw(count: number): readonly DrawnVisit[] {
    return this.#lowest(count)
      .map(({ rank: _, ...visit }) => visit)
      .sort((a, b) => (a.journalId === b.journalId ? a.seq - b.seq : a.journalId < b.journalId ? -1 : 1));
  }

  #lowest(count: number): Ranked[] {
    return this.#kept.sort((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, count);
  }
}

/** Nobody can tell it before without the seed, and everybody can afterwards. */
const rankOf = ({ terminal, journalId, seq }: DrawnVisit, seed: string): string =>
  createHash('sha256')
    .update(JSON.stringify([seed, terminal, journalId, seq]))
    .digest('hex');

/** As the sizes are to each other, and `count` together: what is left over goes to the largest remainders. */
function sharesOf(sizes: readonly number[], count: number): readonly number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (count >= all) return sizes;
  const exact = sizes.map((size) => (count * size) / all);
  const shares = exact.map(Math.floor);
  const left = count - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = exact
    .map((share, at) => ({ at, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.at - b.at);
  for (const { at } of byRemainder.slice(0, left)) shares[at] = (shares[at] ?? 0) + 1;
  return shares;
}
