// Site operators who work at a site by its name: found, and given its new name in the caller's transaction.
import type { Transaction } from 'kysely';
import { z } from 'zod';
import { workPlaceSchema } from '../../operators/places.ts';
import type { RegisterTables } from '../tables.ts';
import { keyOfName } from './collective.ts';

type Inside = Transaction<RegisterTables>;

const placesSchema = z.array(workPlaceSchema);

/** @param names keys of sites */
export async function operatorsNaming(inside: Inside, names: ReadonlySet<string>) {
  const rows = await inside
    .selectFrom('site_operator')
    .select(['id', 'places'])
    .where('removed_ms', 'is', null)
    .execute();
  return rows
    .map(({ id, places }) => ({ id, places: placesSchema.parse(JSON.parse(places)) }))
    .filter(({ places }) => places.some(({ kind, name }) => kind === 'site' && names.has(keyOfName(name))));
}

/** @param to by the key of the former name */
export async function moveOperators(inside: Inside, to: ReadonlyMap<string, string>): Promise<number> {
  const found = await operatorsNaming(inside, new Set(to.keys()));
  for (const { id, places } of found) {
    const moved = places.map(({ kind, name }) => ({
      kind,
      name: kind === 'site' ? (to.get(keyOfName(name)) ?? name) : name,
    }));
    // Two sites may have become one.
    const distinct = [...new Map(moved.map((place) => [`${place.kind} ${keyOfName(place.name)}`, place])).values()];
    await inside
      .updateTable('site_operator')
      .set({ places: JSON.stringify(distinct) })
      .where('id', '=', id)
      .execute();
  }
  return found.length;
}
