// Many people at once, as the fleet sends them: some gone, some new or changed, whatever codes pass from one to another.
import type { z } from 'zod';
import { type NewPerson, newPersonSchema, personSchema } from './person.ts';
import type { PersonRow, PersonRows } from './person-rows.ts';

/** @returns pseudonyms of those who were left as they were, because somebody who stays has their code */
export function changePeople(rows: PersonRows, gone: readonly string[], put: readonly NewPerson[]): readonly string[] {
  for (const pseudonym of gone) rows.drop(pseudonym);
  const people = put.map((person) => newPersonSchema.parse(person));
  const known = new Map(people.map(({ pseudonym }) => [pseudonym, rows.byPseudonym(pseudonym)]));
  const isTaken = (code: string): boolean => {
    const holder = rows.byCode(code);
    return holder !== undefined && !known.has(holder.pseudonym);
  };
  const taken = people.filter(({ code }) => isTaken(code));
  const free = people.filter((person) => !taken.includes(person));
  // Their records are written anew in any case.
  for (const { pseudonym } of free) rows.vacate(pseudonym);
  for (const person of free) putPerson(rows, person, known.get(person.pseudonym));
  return taken.map(({ pseudonym }) => pseudonym);
}

function putPerson(rows: PersonRows, given: z.output<typeof newPersonSchema>, row: PersonRow | undefined): void {
  if (!row) {
    rows.insert({ ...given, cards: [] });
    return;
  }
  // A record that does not open any more is made good by what the fleet sends.
  const { cards, enrolledAtMs, enroller } = rows.opened(row) ?? { ...given, cards: [] };
  rows.update(row, personSchema.parse({ ...given, number: row.number, cards, enrolledAtMs, enroller }));
}
