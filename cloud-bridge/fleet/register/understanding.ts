// What a terminal understands, by its own latest report: nothing else is sent to it.
import type { Kysely, Transaction } from 'kysely';
import { z } from 'zod';
import type { PeopleReport, Understood } from '../../../protocol/index.ts';
import type { Delivery } from './deliveries.ts';
import type { Place } from './grants.ts';
import type { RegisterTables } from './tables.ts';

/** Of a report only that. */
const saying = z.object({ understands: z.array(z.string()) });

/**
 * Whether it can be told by what else than a finger somebody clocks.
 * @param report as it is kept; none before the terminal has reported
 */
export function takesMethods(report: string | null | undefined): boolean {
  const { data } = saying.safeParse(JSON.parse(report ?? 'null'));
  return data?.understands.includes('methods' satisfies Understood) === true;
}

export async function doesTakeMethods(
  db: Kysely<RegisterTables> | Transaction<RegisterTables>,
  { terminal }: Place,
): Promise<boolean> {
  const row = await db.selectFrom('delivery').select('report').where('terminal', '=', terminal).executeTakeFirst();
  return takesMethods(row?.report);
}

/** A terminal that was brought to another version is to have another table, where it has one already. */
export function hasLearned(before: Delivery | undefined, { understands = [] }: PeopleReport): boolean {
  if (!before || before.wants.revision === 0) return false;
  const knew = before.report?.understands ?? [];
  return JSON.stringify([...knew].sort()) !== JSON.stringify([...understands].sort());
}
