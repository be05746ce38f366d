// Rows whose unit or group is on no record, set aside where that was asked for: a slip in a name would be a unit of its own. Pure.
import { type Collective, calledIn, keyOfName, partsOf } from '../register/collectives/collective.ts';
import type { CheckedPerson, CheckedRows, SetAside } from './check-rows.ts';
import type { ColumnMap } from './map-columns.ts';

export interface StrictOptions {
  readonly collectives: readonly Collective[];
  readonly map: ColumnMap;
  readonly columns: readonly string[];
}

/** Whoever stands in such a row is in the file all the same. */
export function onRecordOnly(checked: CheckedRows, options: StrictOptions): CheckedRows {
  const judged = checked.people.map((person) => ({ person, aside: complaintsAbout(person, options) }));
  const bad = judged.filter(({ aside }) => aside.length > 0);
  return {
    ...checked,
    people: judged.filter(({ aside }) => aside.length === 0).map(({ person }) => person),
    aside: [...checked.aside, ...bad.flatMap(({ aside }) => aside)].sort((a, b) => a.line - b.line),
    codesAside: [...checked.codesAside, ...bad.map(({ person }) => person.fields.code)],
  };
}

function complaintsAbout({ line, fields, said }: CheckedPerson, { collectives, map, columns }: StrictOptions) {
  return (['unit', 'group'] as const).flatMap((kind): readonly SetAside[] => {
    const text = fields[kind];
    // Whoever is in none is in none that is wrong.
    if (!said.includes(kind) || text === '') return [];
    const isKnown = (name: string): boolean => calledIn(collectives, kind, keyOfName(name)) !== undefined;
    const unknown = (kind === 'unit' ? [text] : partsOf(text)).find((name) => !isKnown(name));
    if (unknown === undefined) return [];
    const column = map[kind]?.[0] ?? kind;
    const why = `no ${kind} of this name is on record (ridgectl ${kind}s list)`;
    return [{ line, column, columnNumber: columns.indexOf(column) + 1, why }];
  });
}
