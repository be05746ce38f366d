// Groups, units and sites as rows.
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { CollectiveTable, RegisterTables } from '../tables.ts';
import { type Collective, keyOfName, newCollectiveSchema } from './collective.ts';

/** In the order of their codes. */
export async function collectivesIn(
  db: Kysely<RegisterTables> | Transaction<RegisterTables>,
): Promise<readonly Collective[]> {
  return (await db.selectFrom('collective').selectAll().orderBy('kind').orderBy('code').execute()).map(collectiveOf);
}

export const collectiveOf = (row: Selectable<CollectiveTable>): Collective => ({
  ...{ id: row.id, version: row.version },
  ...newCollectiveSchema.parse({
    ...{ kind: row.kind, code: row.code, nameTh: row.name_th, nameEn: row.name_en },
    ...{ within: row.within_id, timeZone: row.time_zone },
  }),
});

export const rowOf = ({ kind, code, nameTh, nameEn, within, timeZone, version }: Omit<Collective, 'id'>) => ({
  ...{ kind, code, code_key: keyOfName(code), name_th: nameTh, name_en: nameEn },
  ...{ within_id: within, time_zone: timeZone, version },
});
