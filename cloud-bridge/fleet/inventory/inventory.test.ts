// The inventory against the tables that are really there: a column that nobody has looked at fails here.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t from 'tap';
import { systemClock } from '../../../protocol/index.ts';
import { manager } from '../../fixtures/ridgectl.ts';
import { openSqliteOffice } from '../office/index.ts';
import { openSqliteRegister } from '../register/index.ts';
import { openSqliteTerminalBook } from '../trust/open-terminal-book.ts';
import { columnsOf, FLEET_COLUMNS, type FleetTable } from './fleet-columns.ts';
import { fleetInventory, fleetPage, storeNames } from './fleet-inventory.ts';

/** As SQLite tells of a file: its own tables are none of ours. */
function columnsIn(path: string): Readonly<Record<string, readonly string[]>> {
  const db = new Sqlite(path, { readonly: true });
  const tables = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all();
  const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck();
  const found = Object.fromEntries(tables.map((table) => [table, [...columns.all(table)].sort()]));
  db.close();
  return found;
}

const namesOf = ({ plain, sealed }: FleetTable): readonly string[] =>
  [plain, sealed].flatMap((held) => columnsOf(held).flatMap(([, columns]) => columns)).sort();

t.test('every column of every table is looked at, and none that is not there', async (t) => {
  const { folder, file } = await manager(t);
  for (const book of [openSqliteRegister, openSqliteOffice, openSqliteTerminalBook])
    await (await book(file, systemClock))[Symbol.asyncDispose]();
  const databases = readdirSync(folder).filter((name) => !/-(wal|shm)$|\.json$/.test(name));
  t.strictSame(
    databases.sort(),
    storeNames()
      .map((store) => `fleet.db${store}`)
      .sort(),
    'of no other file',
  );
  for (const store of storeNames()) {
    const tables = Object.entries(FLEET_COLUMNS[store]).map(([name, about]) => [name, namesOf(about)]);
    t.strictSame(Object.fromEntries(tables), columnsIn(`${file}${store}`), store);
  }
});

t.test('whatever is of somebody says until when and how it ends; templates and photos are sealed', async (t) => {
  for (const place of [{ file: 'fleet.db' }, 'postgres'] as const) {
    const lines = fleetInventory(place);
    for (const { where, kept, key, why, retention, destruction, dataClass } of lines) {
      t.ok(retention !== '' && destruction !== '', where);
      t.ok(kept === 'sealed' ? key !== null : why !== '', `${where}: ${kept}`);
      if (dataClass === 'template' || dataClass === 'photo') t.equal(kept, 'sealed', where);
    }
    t.ok(fleetInventory(place, { all: true }).length > lines.length);
  }
  const entries = (place: Parameters<typeof fleetInventory>[0]) =>
    fleetInventory(place)
      .filter(({ where }) => / entries$/.test(where))
      .map(({ where, fields }) => [where, ...fields].join(' '));
  t.notMatch(entries({ file: 'fleet.db' }).join(), /claimed/);
  t.match(entries('postgres').join(), /ridged_fleet entries person subject claimed/);
});

t.test('ridgectl tells it for people and for scripts', async (t) => {
  const { run, json } = await manager(t);
  t.match(await run('data', 'inventory'), { code: 0, out: /fleet\.db\.people person \| `code`.* identity / });
  const { lines } = await json('data', 'inventory');
  t.ok(lines.every(({ label }: { label: string }) => label !== 'none'));
  t.ok((await json('data', 'inventory', '--all')).lines.length > lines.length);
});

t.test('the page is what the tables say', async (t) => {
  const file = join(import.meta.dirname, 'INVENTORY.md');
  const page = fleetPage(fleetInventory({ file: 'fleet.db' }));
  if (process.env['RIDGED_WRITE_PAGES']) writeFileSync(file, page);
  t.equal(readFileSync(file, 'utf8'), page, 'RIDGED_WRITE_PAGES=1 writes it anew');
});
