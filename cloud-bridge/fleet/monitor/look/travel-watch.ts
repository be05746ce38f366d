// Who was accepted at two sites: where and when each person was last, and between which of them too little time lay.
export interface Sighted {
  /** The fleet's random id: that of one terminal means nothing at another. */
  readonly person: string;
  readonly site: string;
  readonly terminal: string;
  readonly atMs: number;
}

/** Between two sites, the earlier first. */
export interface Travel {
  readonly person: string;
  readonly from: Omit<Sighted, 'person'>;
  readonly to: Omit<Sighted, 'person'>;
}

/** Entries come out of order after an outage: so many are kept of each person, to find whom a late one lies between. */
const MOST_SIGHTINGS = 8;
/** Longer ways than this lie between no two sites. */
const LONGEST_MS = 24 * 3_600_000;
/** A forger who is seen a thousand times a day is seen. */
const MOST_TRAVELS = 1000;

export class TravelWatch {
  readonly #people = new Map<string, Omit<Sighted, 'person'>[]>();
  #travels: Travel[] = [];

  note({ person, ...seen }: Sighted): void {
    const known = this.#people.get(person) ?? [];
    this.#people.set(person, known);
    const place = known.filter(({ atMs }) => atMs <= seen.atMs).length;
    const [before, after] = [known[place - 1], known[place]];
    if (before) this.#keep({ person, from: before, to: seen });
    if (after) this.#keep({ person, from: seen, to: after });
    known.splice(place, 0, seen);
    if (known.length > MOST_SIGHTINGS) known.shift();
  }

  /** Since `fromMs`, in the order of their discovery. */
  since(fromMs: number): readonly Travel[] {
    return this.#travels.filter(({ to }) => to.atMs >= fromMs);
  }

  forgetBefore(fromMs: number): void {
    this.#travels = this.#travels.filter(({ to }) => to.atMs >= fromMs);
    for (const [person, known] of this.#people)
      if ((known.at(-1)?.atMs ?? 0) < fromMs - LONGEST_MS) this.#people.delete(person);
  }

  #keep(travel: Travel): void {
    const { from, to } = travel;
    if (from.site === to.site || to.atMs - from.atMs > LONGEST_MS) return;
    this.#travels.push(travel);
    if (this.#travels.length > MOST_TRAVELS) this.#travels.shift();
  }
}
