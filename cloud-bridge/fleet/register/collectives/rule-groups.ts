// Groups that the rules of attendance name, to exempt them from clocking or from overtime: counted, and given another name.
import type { Transaction } from 'kysely';
import { z } from 'zod';
import type { RegisterTables } from '../tables.ts';
import { keyOfName } from './collective.ts';

type Inside = Transaction<RegisterTables>;

const groups = z.array(z.string());
const rulesSchema = z.looseObject({
  clockPolicy: z.looseObject({ exemptGroups: groups }),
  overtime: z.looseObject({ excludedGroups: groups }),
});

/** How many rule sets name one of these. @param names keys */
export async function rulesNaming(inside: Inside, names: ReadonlySet<string>): Promise<number> {
  return (await rulesOf(inside, names)).length;
}

/** A rule means the same people as before, so it is the same version of itself. @param to by the key of the former name */
export async function moveRules(inside: Inside, to: ReadonlyMap<string, string>): Promise<number> {
  const renamed = (named: readonly string[]): readonly string[] => [
    ...new Set(named.map((name) => to.get(keyOfName(name)) ?? name)),
  ];
  const naming = await rulesOf(inside, new Set(to.keys()));
  for (const { number, rules } of naming) {
    const { clockPolicy, overtime } = rules;
    const moved = {
      ...rules,
      clockPolicy: { ...clockPolicy, exemptGroups: renamed(clockPolicy.exemptGroups) },
      overtime: { ...overtime, excludedGroups: renamed(overtime.excludedGroups) },
    };
    const body = JSON.stringify(moved);
    await inside.updateTable('attendance_record').set({ body }).where('number', '=', number).execute();
  }
  return naming.length;
}

async function rulesOf(inside: Inside, names: ReadonlySet<string>) {
  const rows = await inside
    .selectFrom('attendance_record')
    .select(['number', 'body'])
    .where('kind', '=', 'rules')
    .execute();
  const all = rows.map(({ number, body }) => ({ number, rules: rulesSchema.parse(JSON.parse(body)) }));
  return all.filter(({ rules: { clockPolicy, overtime } }) =>
    [...clockPolicy.exemptGroups, ...overtime.excludedGroups].some((name) => names.has(keyOfName(name))),
  );
}
