// How much of the fleet was searched for duplicates: two who were never known at one terminal together were never compared. Pure.

export interface Coverage {
  /** With a finger. */
  readonly people: number;
  /** Of them, known where a terminal has searched all that it has. */
  readonly searched: number;
  /** Two and two of them. */
  readonly pairs: number;
  readonly compared: number;
}

/** Who are known at the same of them. */
interface Alike {
  readonly count: number;
  readonly at: readonly number[];
}

/** @param tables whom each terminal has that has come to the end of its search */
export function coverageOf(people: ReadonlySet<string>, tables: readonly ReadonlySet<string>[]): Coverage {
  const alike = new Map<string, Alike>();
  for (const person of people) {
    const at = tables.flatMap((table, index) => (table.has(person) ? [index] : []));
    const key = at.join(' ');
    alike.set(key, { at, count: (alike.get(key)?.count ?? 0) + 1 });
  }
  const known = [...alike.values()].filter(({ at }) => at.length > 0);
  const within = known.reduce((sum, { count }) => sum + pairsOf(count), 0);
  const between = known.reduce((sum, one, index) => {
    const places = new Set(one.at);
    const met = known.slice(index + 1).filter(({ at }) => at.some((place) => places.has(place)));
    return sum + met.reduce((all, { count }) => all + one.count * count, 0);
  }, 0);
  return {
    ...{ people: people.size, searched: known.reduce((sum, { count }) => sum + count, 0) },
    ...{ pairs: pairsOf(people.size), compared: within + between },
  };
}

const pairsOf = (count: number): number => (count * (count - 1)) / 2;
