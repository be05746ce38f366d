// What a terminal understands, by its own latest report: nothing else is sent to it.
import type { Kysely, Transaction } from 'kysely';
import { z } from 'zod';
import type { PeopleReport, Understood } from '../../../protocol/index.ts';
import type { Delivery } from './deliveries.ts';
import type { Place } from './grants.ts';
import type { RegisterTables } from './tables.ts';

/** Of a report only that. */
const saying = z.object({ understands: z.array(z.string()) });

export type Understanding = Readonly<Record<Understood, boolean>>;

/** @param report as it is kept; none before the terminal has reported */
export function understandingIn(report: string | null | undefined): Understanding {
  const { data } = saying.safeParse(JSON.parse(report ?? 'null'));
  const has = (word: Understood): boolean => data?.understands.includes(word) === true;
  return { methods: has('methods'), photos: has('photos') };
}

export async function understandingOf(
  db: Kysely<RegisterTables> | Transaction<RegisterTables>,
  { terminal }: Place,
): Promise<Understanding> {
  const row = await db.selectFrom('delivery').select('report').where('terminal', '=', terminal).executeTakeFirst();
  return understandingIn(row?.report);
}

export const isSameUnderstanding = (one: Understanding, other: Understanding): boolean =>
  one.methods === other.methods && one.photos === other.photos;

/** A terminal that was brought to another version is to have another table, where it has one already. */
export function hasLearned(before: Delivery | undefined, { understands = [] }: PeopleReport): boolean {
  if (!before || before.wants.revision === 0) return false;
  const knew = before.report?.understands ?? [];
  return JSON.stringify([...knew].sort()) !== JSON.stringify([...understands].sort());
}
