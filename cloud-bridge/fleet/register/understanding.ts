// What a terminal understands and has, by its own latest report: nothing else is sent to it.
import type { Kysely, Transaction } from 'kysely';
import { z } from 'zod';
import { type PeopleReport, type PersonProblem, UNDERSTANDS, type Understood } from '../../../protocol/index.ts';
import type { Delivery } from './deliveries.ts';
import type { Place } from './grants.ts';
import type { RegisterTables } from './tables.ts';

/** Of a report only that. */
const saying = z.object({
  understands: z.array(z.string()).default([]),
  table: z.object({ hash: z.string() }).nullable(),
  needs: z.object({ what: z.string() }).nullable(),
  problems: z.array(z.object({ person: z.string(), problem: z.string() })),
});

/** A photo for which there is no room is sent again, later and later. */
const IS_NO_TROUBLE: PersonProblem = 'no-room-for-photo';

export interface TerminalWord extends Readonly<Record<Understood, boolean>> {
  /** Hash of its table; null where it has none, or wants all of it anew. */
  readonly table: string | null;
  /** Whom it has not as they were sent, whatever it is sent. */
  readonly troubled: ReadonlySet<string>;
}

/** @param report as it is kept; none before the terminal has reported */
export function wordIn(report: string | null | undefined): TerminalWord {
  const { data } = saying.safeParse(JSON.parse(report ?? 'null'));
  const has = (word: Understood): boolean => data?.understands.includes(word) === true;
  const troubled = (data?.problems ?? []).filter(({ problem }) => problem !== IS_NO_TROUBLE);
  return {
    ...{ methods: has('methods'), photos: has('photos'), duress: has('duress'), 'no-fingers': has('no-fingers') },
    table: data?.needs?.what === 'snapshot' ? null : (data?.table?.hash ?? null),
    troubled: new Set(troubled.map(({ person }) => person)),
  };
}

export async function wordOf(
  db: Kysely<RegisterTables> | Transaction<RegisterTables>,
  { terminal }: Place,
): Promise<TerminalWord> {
  const row = await db.selectFrom('delivery').select('report').where('terminal', '=', terminal).executeTakeFirst();
  return wordIn(row?.report);
}

/** Whether the same table comes of either: without photos it does not matter what it has. */
export const isSameWord = (one: TerminalWord, other: TerminalWord): boolean =>
  UNDERSTANDS.every((word) => one[word] === other[word]) && (!one.photos || one.table === other.table);

/** A terminal that was brought to another version is to have another table, where it has one already. */
export function hasLearned(before: Delivery | undefined, { understands = [] }: PeopleReport): boolean {
  if (!before || before.wants.revision === 0) return false;
  const knew = before.report?.understands ?? [];
  return JSON.stringify([...knew].sort()) !== JSON.stringify([...understands].sort());
}
