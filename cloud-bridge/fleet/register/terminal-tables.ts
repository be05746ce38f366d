// Tables of terminals, row by row: whom each is to have, whom it had when it last said so, and what it was offered since.
import type { Kysely, Transaction } from 'kysely';
import {
  changeBetween,
  hashOfTable,
  NOT_AS_SENT,
  type PeopleReport,
  type TableDigests,
} from '../../../protocol/index.ts';
import { IDS_AT_ONCE, pagesOf } from './pages.ts';
import type { RegisterTables } from './tables.ts';

type Db = Kysely<RegisterTables> | Transaction<RegisterTables>;
type TableName = 'desired' | 'confirmed';

/** Rows of one statement; SQLite allows 32,766 variables, four of them a row at most. */
const ROWS_AT_ONCE = 5000;
/** A terminal is past what was offered it before: its report of that was on its way for too long. */
const MOST_OFFERS = 4;
/** In an offer: not there any more. */
const GONE = 'gone';

export async function digestsIn(db: Db, table: TableName, terminal: string): Promise<TableDigests> {
  const rows = await rowsIn(db, table, terminal).orderBy('person_id').execute();
  return tableOf(rows);
}

/** Of some of them, in no order. */
export async function digestsOf(
  db: Db,
  table: TableName,
  { terminal, ids }: { readonly terminal: string; readonly ids: readonly string[] },
): Promise<TableDigests> {
  const pages = pagesOf(ids, IDS_AT_ONCE).map((page) =>
    rowsIn(db, table, terminal).where('person_id', 'in', page).execute(),
  );
  return tableOf((await Promise.all(pages)).flat());
}

const rowsIn = (db: Db, table: TableName, terminal: string) =>
  db.selectFrom(table).select(['person_id', 'digest']).where('terminal', '=', terminal);

const tableOf = (rows: readonly { readonly person_id: string; readonly digest: string }[]): TableDigests =>
  new Map(rows.map(({ person_id, digest }) => [person_id, digest]));

/** Part of the caller's transaction. */
export async function replaceRows(
  db: Transaction<RegisterTables>,
  table: TableName,
  { terminal, rows: wants }: { readonly terminal: string; readonly rows: TableDigests },
): Promise<void> {
  const before = await digestsIn(db, table, terminal);
  const { put, remove } = changeBetween(before, wants);
  const gone = [...put.filter((id) => before.has(id)), ...remove];
  for (const page of pagesOf(gone, IDS_AT_ONCE))
    await db.deleteFrom(table).where('terminal', '=', terminal).where('person_id', 'in', page).execute();
  const rows = put.map((id) => ({ terminal, person_id: id, digest: wants.get(id) ?? '' }));
  for (const page of pagesOf(rows, ROWS_AT_ONCE)) await db.insertInto(table).values(page).execute();
}

export interface Offer {
  readonly terminal: string;
  readonly revision: number;
  /** What the terminal has, as it has said. */
  readonly has: TableDigests;
  readonly wants: TableDigests;
}

/** Kept as what it changes of what the terminal has: its report of it may come when it is to have something else already. Part of the caller's transaction. */
export async function keepOffer(
  db: Transaction<RegisterTables>,
  { terminal, revision, has, wants }: Offer,
): Promise<void> {
  const { put, remove } = changeBetween(has, wants);
  const rows = [
    ...put.map((id) => ({ terminal, revision, person_id: id, digest: wants.get(id) ?? '' })),
    ...remove.map((id) => ({ terminal, revision, person_id: id, digest: GONE })),
  ];
  await db
    .deleteFrom('offered')
    .where('terminal', '=', terminal)
    .where('revision', '<=', revision - MOST_OFFERS)
    .execute();
  for (const page of pagesOf(rows, ROWS_AT_ONCE)) await db.insertInto('offered').values(page).execute();
}

/** It has another table than the one that they change. Part of the caller's transaction. */
export async function dropOffers(db: Transaction<RegisterTables>, terminal: string): Promise<void> {
  await db.deleteFrom('offered').where('terminal', '=', terminal).execute();
}

/**
 * Which table a terminal has by its report, where it is what it was offered, whoever it could not take apart; undefined where nobody knows,
 * and where it is what it has said before.
 */
export async function tableSaid(
  db: Transaction<RegisterTables>,
  terminal: string,
  { table, problems }: Pick<PeopleReport, 'table' | 'problems'>,
): Promise<TableDigests | undefined> {
  if (!table) return undefined;
  const isSaid = (digests: TableDigests): boolean => hashOfTable(digests.values()) === table.hash;
  const before = await digestsIn(db, 'confirmed', terminal);
  if (isSaid(before)) return undefined;
  const offers = [await digestsIn(db, 'desired', terminal), await offeredAt(db, { terminal, ...table }, before)];
  return offers.map((offer) => withoutThese(offer, problems, before)).find(isSaid);
}

async function offeredAt(
  db: Transaction<RegisterTables>,
  { terminal, revision }: Pick<Offer, 'terminal' | 'revision'>,
  before: TableDigests,
): Promise<TableDigests> {
  const rows = await db
    .selectFrom('offered')
    .select(['person_id', 'digest'])
    .where('terminal', '=', terminal)
    .where('revision', '=', revision)
    .execute();
  const table = new Map([...before, ...tableOf(rows)]);
  for (const [id, digest] of table) if (digest === GONE) table.delete(id);
  return table;
}

function withoutThese(offer: TableDigests, problems: PeopleReport['problems'], before: TableDigests): TableDigests {
  const table = new Map(offer);
  for (const { person, problem } of problems)
    if (problem === 'code-taken') table.delete(person);
    // They are there as they were.
    else if (problem === 'no-room-for-photo') table.set(person, before.get(person) ?? NOT_AS_SENT);
    else if (table.has(person)) table.set(person, NOT_AS_SENT);
  return table;
}
