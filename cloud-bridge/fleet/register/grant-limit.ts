// Nobody may have more rights at a terminal than it takes: their table could not be sent to it any more. Pure.
import { KioskError } from '../../../protocol/index.ts';
import { type Grant, type Grantee, isTo, type Place, rightsOf } from './grants.ts';

/** As `desiredPersonSchema` has it. */
export const MOST_RIGHTS = 64;

export type Candidate = Omit<Grantee, 'id'> & {
  /** Undefined of somebody who is about to be registered. */
  readonly id?: string;
  readonly code: string;
};

/** @throws KioskError USAGE, naming the person and the terminal, also one that nobody has heard of yet */
export function mustFit(people: readonly Candidate[], grants: readonly Grant[], nowMs: number): void {
  const own = grantsOfPeople(grants);
  const common = grants.filter(({ to }) => to.kind !== 'person');
  for (const person of likePeople(people, own)) {
    const theirs = [...common.filter((grant) => isTo(grant, person)), ...(own.get(person.id) ?? [])];
    for (const place of placesOf(theirs)) {
      const { length } = rightsOf(person, place, theirs, nowMs);
      if (length > MOST_RIGHTS)
        throw new KioskError('USAGE', {
          why: `${person.code} would have ${length} rights at ${place.terminal}, which takes ${MOST_RIGHTS} of one person: remove grants and exceptions that are over (ridgectl grants list)`,
        });
    }
  }
}

type OwnGrants = ReadonlyMap<string, readonly Grant[]>;

/** By whom they name: to look at each grant for each person would take seconds, and hold up whoever else writes. */
function grantsOfPeople(grants: readonly Grant[]): OwnGrants {
  const own = new Map<string, Grant[]>();
  for (const grant of grants)
    if (grant.to.kind === 'person') own.set(grant.to.name, [...(own.get(grant.to.name) ?? []), grant]);
  return own;
}

/** One of each whom the same grants mean. Without their own end: it only takes away, and may be changed. */
function likePeople(people: readonly Candidate[], own: OwnGrants): Iterable<Grantee & { code: string }> {
  const keyOf = ({ id = '', unit, group }: Candidate): string => JSON.stringify(own.has(id) ? id : [unit, group]);
  return new Map(
    people.map((person) => [keyOf(person), { ...person, id: person.id ?? '', validFromMs: null, validUntilMs: null }]),
  ).values();
}

/** Each terminal and site that is named, and any other: no place has other rights than one of these. */
function placesOf(grants: readonly Grant[]): readonly Place[] {
  const named = grants.flatMap(({ at: { kind, name } }): readonly Place[] => {
    if (kind === 'terminal') return [{ terminal: name, site: name.slice(0, name.indexOf('.')) }];
    return kind === 'site' ? [{ terminal: `any terminal of ${name}`, site: name }] : [];
  });
  const distinct = new Map(named.map((place) => [place.terminal, place]));
  return [...distinct.values(), { terminal: 'any terminal', site: '' }];
}
