// People, grants, holidays, rules and operators that name a group, a unit or a site: counted, and given another name in the caller's transaction.
import type { Transaction } from 'kysely';
import type { RegisterTables } from '../tables.ts';
import { type CollectiveKind, GROUP_SEPARATOR, keyOfName, partsOf, textsOf } from './collective.ts';
import { moveRules, rulesNaming } from './rule-groups.ts';
import { moveOperators, operatorsNaming } from './work-places.ts';

type Inside = Transaction<RegisterTables>;

export interface Moved {
  readonly people: number;
  readonly grants: number;
  /** Of attendance, by the groups that they exempt. */
  readonly ruleSets: number;
  /** Who work there. */
  readonly operators: number;
}

/** How many name one of these. @param names keys */
export async function namedIn(inside: Inside, kind: CollectiveKind, names: ReadonlySet<string>): Promise<Moved> {
  const [people, grants] = [await peopleNaming(inside, kind, names), await grantsNaming(inside, kind, names)];
  const ruleSets = kind === 'group' ? await rulesNaming(inside, names) : 0;
  const operators = kind === 'site' ? (await operatorsNaming(inside, names)).length : 0;
  return { people: people.length, grants: grants.length, ruleSets, operators };
}

/** @param to by the key of the former name */
export async function moveNames(inside: Inside, kind: CollectiveKind, to: ReadonlyMap<string, string>): Promise<Moved> {
  if (to.size === 0) return { people: 0, grants: 0, ruleSets: 0, operators: 0 };
  const names = new Set(to.keys());
  const people = await peopleNaming(inside, kind, names);
  for (const { id, unit, group } of people) {
    const row = kind === 'unit' ? { unit: newNameOf(unit, to) } : { group_name: regrouped(group, to) };
    await inside
      .updateTable('person')
      .set((person) => ({ ...row, version: person('version', '+', 1) }))
      .where('id', '=', id)
      .execute();
  }
  const grants = await grantsNaming(inside, kind, names);
  for (const { id, name } of grants) {
    const row = kind === 'site' ? { at_name: newNameOf(name, to) } : { to_name: newNameOf(name, to) };
    await inside.updateTable('grants').set(row).where('id', '=', id).execute();
  }
  if (kind === 'unit') await moveHolidays(inside, to);
  const ruleSets = kind === 'group' ? await moveRules(inside, to) : 0;
  const operators = kind === 'site' ? await moveOperators(inside, to) : 0;
  return { people: people.length, grants: grants.length, ruleSets, operators };
}

const newNameOf = (name: string, to: ReadonlyMap<string, string>): string => to.get(keyOfName(name)) ?? name;

/** Each once: two groups may have become one. */
function regrouped(text: string, to: ReadonlyMap<string, string>): string {
  const whole = to.get(keyOfName(text));
  if (whole !== undefined) return whole;
  const parts = partsOf(text).map((part) => newNameOf(part, to));
  return [...new Map(parts.map((part) => [keyOfName(part), part])).values()].join(GROUP_SEPARATOR);
}

interface Naming {
  readonly id: string;
  readonly unit: string;
  readonly group: string;
}

async function peopleNaming(
  inside: Inside,
  kind: CollectiveKind,
  names: ReadonlySet<string>,
): Promise<readonly Naming[]> {
  if (kind === 'site') return [];
  const rows = await inside
    .selectFrom('person')
    .select(['id', 'unit', 'group_name as group'])
    .where('removed_ms', 'is', null)
    .execute();
  return rows.filter((row) => textsOf(row, kind).some((text) => names.has(keyOfName(text))));
}

async function grantsNaming(inside: Inside, kind: CollectiveKind, names: ReadonlySet<string>) {
  const rows =
    kind === 'site'
      ? await inside.selectFrom('grants').select(['id', 'at_name as name']).where('at_kind', '=', kind).execute()
      : await inside.selectFrom('grants').select(['id', 'to_name as name']).where('to_kind', '=', kind).execute();
  return rows.filter(({ name }) => names.has(keyOfName(name)));
}

/** The holidays of a unit are those of its people, whatever it is called: a record says the same as before. */
async function moveHolidays(inside: Inside, to: ReadonlyMap<string, string>): Promise<void> {
  const rows = await inside
    .selectFrom('attendance_record')
    .select(['number', 'slot', 'body'])
    .where('kind', '=', 'holiday')
    .execute();
  for (const { number, slot, body } of rows) {
    const unit = to.get(keyOfName(slot ?? ''));
    if (unit === undefined) continue;
    const moved = JSON.stringify({ ...JSON.parse(body), unit });
    await inside
      .updateTable('attendance_record')
      .set({ slot: unit, body: moved })
      .where('number', '=', number)
      .execute();
  }
}
