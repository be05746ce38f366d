// Whose an entry is: by the fleet's own name of a person, or through what the same terminal said when it enrolled them.
import type { OnceRegistered } from '../../register/index.ts';
import type { Named } from './sighting.ts';

export interface Whose {
  /** Undefined where the fleet knows nobody of that name; the code is then all that is known, if it is. */
  personOf(named: Named, where: { readonly terminal: string; readonly atMs: number }): OnceRegistered | undefined;
  codeOf(subject: string, terminal: string): string | undefined;
  /** All names by which entries speak of a person. */
  namesOf(person: Pick<OnceRegistered, 'id' | 'code'>): readonly string[];
}

/** What a terminal said at an enrolment. */
export interface Enrolled {
  readonly terminal: string;
  readonly subject: string;
  readonly code: string;
}

/** @param enrolled in the order of their time: the latest counts */
export function whoseOf(people: readonly OnceRegistered[], enrolled: readonly Enrolled[]): Whose {
  const byId = new Map(people.map((person) => [person.id, person]));
  const byCode = grouped(people, ({ code }) => spelling(code));
  const codes = new Map(enrolled.map(({ terminal, subject, code }) => [`${terminal} ${subject}`, code]));
  const codeOf = (subject: string, terminal: string): string | undefined => codes.get(`${terminal} ${subject}`);
  return {
    codeOf,
    personOf: ({ person, subject }, { terminal, atMs }) => {
      const known = person === null ? undefined : byId.get(person);
      const code = subject === null ? undefined : codeOf(subject, terminal);
      return known ?? (code === undefined ? undefined : holderAt(byCode.get(spelling(code)) ?? [], atMs));
    },
    namesOf: ({ id, code }) => [
      id,
      ...enrolled.filter((one) => spelling(one.code) === spelling(code)).map(({ subject }) => subject),
    ],
  };
}

/** Canonically equal spellings are one code, as in the register. */
const spelling = (code: string): string => code.normalize('NFC');

/** A code is given again once its owner has left: whoever had not left by then, else whoever had it last. */
const holderAt = (holders: readonly OnceRegistered[], atMs: number): OnceRegistered | undefined =>
  holders.find(({ removedMs }) => removedMs === null || removedMs > atMs) ?? holders.at(-1);

export function grouped<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group) group.push(item);
    else groups.set(nameOf(item), [item]);
  }
  return groups;
}
