// What an older key has sealed is sealed anew with the newest, a few rows at a time, while everything else goes on.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isFault } from '../../../protocol/index.ts';
import { MARK_BYTES, type Place, type Sealer } from './sealer.ts';
import type { StoreFile } from './store-file.ts';

type Value = string | number | Buffer | null;
type AnyRow = Readonly<Record<string, Value>>;

/** A column that holds what was sealed, and where a row's belongs. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  readonly placeOf: (row: AnyRow) => Place;
}

export const sealedColumn = <Row>(table: string, column: string, placeOf: (row: Row) => Place): SealedColumn => ({
  table,
  column,
  // As the statements of the stores: a row is what its table's schema says.
  placeOf: (row) => placeOf(row as Row),
});

export interface Resealed {
  readonly resealed: number;
  /** They did not open with the key that had sealed them, and stay as they are. */
  readonly unreadable: number;
}

const PAGE_ROWS = 256;
/** Of one transaction: a photo may have 64 KB. */
const ROWS_AT_ONCE = 16;

/** Resolves once nothing of this column is left but what does not open. @throws the signal's reason; KioskError of the store */
export async function reseal(
  file: StoreFile,
  sealer: Sealer,
  { table, column, placeOf }: SealedColumn,
  signal: AbortSignal,
): Promise<Resealed> {
  const key = primaryKeyOf(file, table);
  const names = key.join(', ');
  const isThis = key.map((name) => `${name} = @${name}`).join(' AND ');
  const rowOf = file.db.prepare<[AnyRow], AnyRow>(`SELECT * FROM ${table} WHERE ${isThis}`);
  const put = file.db.prepare<[AnyRow]>(`UPDATE ${table} SET ${column} = @sealedAnew WHERE ${isThis}`);
  let [resealed, unreadable] = [0, 0];
  const sealAnew = (named: AnyRow): void => {
    const row = rowOf.get(named);
    const sealed = row?.[column];
    // Gone, or written anew meanwhile.
    if (!row || !(sealed instanceof Buffer) || sealer.isNewest(sealed)) return;
    const place = placeOf(row);
    const plain = openOf(sealer, sealed, place);
    if (!plain) unreadable += 1;
    else {
      put.run({ ...named, sealedAnew: sealer.seal(plain, place) });
      plain.fill(0);
      resealed += 1;
    }
  };
  for (const page of pagesOf(file, { table, column, key, names })) {
    const older = page.filter(({ mark }) => mark instanceof Buffer && !sealer.isNewest(mark));
    for (let at = 0; at < older.length; at += ROWS_AT_ONCE) {
      signal.throwIfAborted();
      file.grow(() => {
        for (const { mark: _, ...named } of older.slice(at, at + ROWS_AT_ONCE)) sealAnew(named);
      });
      await nextTurn();
    }
    await nextTurn();
  }
  return { resealed, unreadable };
}

function openOf(sealer: Sealer, sealed: Buffer, place: Place): Buffer | undefined {
  try {
    return sealer.open(sealed, place);
  } catch (fault) {
    if (isFault(fault, 'SEAL_BROKEN')) return undefined;
    throw fault;
  }
}

interface Paged {
  readonly table: string;
  readonly column: string;
  readonly key: readonly string[];
  readonly names: string;
}

/** By the key: what is written meanwhile is sealed with the newest. */
function* pagesOf(file: StoreFile, { table, column, key, names }: Paged): Generator<readonly AnyRow[]> {
  const select = `SELECT ${names}, substr(${column}, 1, ${MARK_BYTES}) AS mark FROM ${table}`;
  const order = `ORDER BY ${names} LIMIT ${PAGE_ROWS}`;
  const after = `(${key.map((name) => `@${name}`).join(', ')})`;
  const first = file.db.prepare<[], AnyRow>(`${select} ${order}`);
  const next = file.db.prepare<[AnyRow], AnyRow>(`${select} WHERE (${names}) > ${after} ${order}`);
  let page = file.read(() => first.all());
  while (page.length > 0) {
    yield page;
    const { mark: _, ...last } = page.at(-1) ?? {};
    page = file.read(() => next.all(last));
  }
}

function primaryKeyOf(file: StoreFile, table: string): readonly string[] {
  const columns = file.db.prepare<[string], { name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?)');
  const key = file.read(() => columns.all(table)).filter(({ pk }) => pk > 0);
  return key.sort((a, b) => a.pk - b.pk).map(({ name }) => name);
}
