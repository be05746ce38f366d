// What is named and by how many: each group, unit or site on record, and each name that is on none. Pure.
import {
  below,
  type Collective,
  type CollectiveKind,
  GROUP_SEPARATOR,
  keyOfName,
  namesOf,
  partsOf,
  textsOf,
} from './collective.ts';

export interface CensusSources {
  readonly collectives: readonly Collective[];
  readonly people: readonly { readonly unit: string; readonly group: string }[];
  readonly grants: readonly { readonly to: NamedBy; readonly at: NamedBy }[];
  /** Of each terminal that has been heard of. */
  readonly sites: readonly string[];
}

interface NamedBy {
  readonly kind: string;
  readonly name: string;
}

export interface CensusRow {
  /** Null of a name that is on no record. */
  readonly collective: Collective | null;
  readonly name: string;
  readonly people: number;
  /** With those of the units that lie in it. */
  readonly peopleInAll: number;
  readonly grants: number;
  readonly terminals: number;
}

/** What is on record first, each in the order of its code or name. */
export function censusOf(kind: CollectiveKind, sources: CensusSources): readonly CensusRow[] {
  const ofKind = sources.collectives.filter((one) => one.kind === kind);
  const known = ofKind.map((collective) => {
    const own = keysOf([collective]);
    const inAll = keysOf([collective, ...below(ofKind, collective)]);
    return { collective, name: collective.code, ...counted(kind, sources, { own, inAll }) };
  });
  const recorded = keysOf(ofKind);
  const strangers = [...namesSaid(kind, sources)]
    .filter(([key]) => !recorded.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, name]) => {
      const own = new Set([key]);
      return { collective: null, name, ...counted(kind, sources, { own, inAll: own }) };
    });
  return [...known, ...strangers];
}

const keysOf = (all: readonly Collective[]): ReadonlySet<string> => new Set(all.flatMap(namesOf).map(keyOfName));

interface Keys {
  readonly own: ReadonlySet<string>;
  readonly inAll: ReadonlySet<string>;
}

function counted(kind: CollectiveKind, { people, grants, sites }: CensusSources, { own, inAll }: Keys) {
  const among = (keys: ReadonlySet<string>): number =>
    kind === 'site' ? 0 : people.filter((one) => textsOf(one, kind).some((text) => keys.has(keyOfName(text)))).length;
  const says = ({ to, at }: (typeof grants)[number]): NamedBy => (kind === 'site' ? at : to);
  return {
    ...{ people: among(own), peopleInAll: among(inAll) },
    grants: grants.map(says).filter((one) => one.kind === kind && own.has(keyOfName(one.name))).length,
    terminals: kind === 'site' ? sites.filter((site) => own.has(keyOfName(site))).length : 0,
  };
}

/** Every name that somebody, or a grant, or a terminal has said, by its key. */
function namesSaid(kind: CollectiveKind, { people, grants, sites }: CensusSources): ReadonlyMap<string, string> {
  const ofPeople = {
    site: () => sites,
    unit: () => people.map(({ unit }) => unit),
    group: () => people.flatMap(({ group }) => (group.includes(GROUP_SEPARATOR) ? partsOf(group) : [group])),
  }[kind]();
  const ofGrants = grants.flatMap(({ to, at }) => [to, at]).flatMap((one) => (one.kind === kind ? [one.name] : []));
  const said = [...ofPeople, ...ofGrants].filter((name) => name !== '');
  return new Map(said.map((name) => [keyOfName(name), name]));
}
