// The inventory against what is really there: a column, a field, a file or a message that nobody has looked at fails here.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t from 'tap';
import { z } from 'zod';
import { fleetJsonSchemas } from '../../protocol/fleet/json-schemas.ts';
import { journalPayloadSchema, OTHERS_IN, systemClock } from '../../protocol/index.ts';
import { POLICY, policyWith } from '../config/index.ts';
import { openTerminal } from '../fixtures/terminal.ts';
import { openTerminal as openStores } from '../store/fixtures/terminal.ts';
import { beginWipe, finishWipe } from '../vault/index.ts';
import { DATA_FILES, isOurs, STORE_NAMES } from './data-files.ts';
import { leavesOf } from './fixtures/leaves.ts';
import { inventory, terminalPage } from './index.ts';
import { JOURNAL_FIELDS } from './journal-fields.ts';
import { STORE_COLUMNS } from './store-columns.ts';
import { classOf, MESSAGES, OF_NOBODY } from './wire-fields.ts';

/** As SQLite tells of a file: its own tables are none of ours. */
function columnsIn(path: string): Readonly<Record<string, readonly string[]>> {
  const db = new Sqlite(path, { readonly: true });
  const tables = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all();
  const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck();
  const found = Object.fromEntries(tables.map((table) => [table, columns.all(table).sort()]));
  db.close();
  return found;
}

const namesOf = (tables: (typeof STORE_COLUMNS)[string] = {}): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(tables).map(([table, { columns }]) => [table, Object.keys(columns).sort()]));

t.test('every column of every store is looked at, and none that is not there', async (t) => {
  const dataDir = t.testdir();
  await (await openStores(dataDir, { clock: systemClock, snapshots: 'keep' }))[Symbol.asyncDispose]();
  const stores = readdirSync(dataDir).filter((name) => name.endsWith('.db'));
  t.strictSame(stores.sort(), STORE_NAMES.map((name) => `${name}.db`).sort());
  for (const name of STORE_NAMES)
    t.strictSame(namesOf(STORE_COLUMNS[name]), columnsIn(join(dataDir, `${name}.db`)), name);
});

t.test('every field of every entry is looked at, once', async (t) => {
  for (const event of journalPayloadSchema.options) {
    const schema = z.toJSONSchema(event, { io: 'input', unrepresentable: 'any' });
    const name = event.shape.event.value;
    const said = Object.values(JOURNAL_FIELDS[name]).flat();
    t.strictSame(
      [...said].sort(),
      leavesOf({ ...schema })
        .filter((leaf) => leaf !== 'event')
        .sort(),
      name,
    );
  }
});

t.test('what an entry about a person tells of others is masked in a copy of their data', async (t) => {
  for (const event of journalPayloadSchema.options) {
    const name = event.shape.event.value;
    const { pseudonym = [], official = [] } = JOURNAL_FIELDS[name];
    if (!pseudonym.some((path) => ['subject', 'person', 'claimed'].includes(path))) continue;
    const members = new Set(official.map((path) => path.split('.')[0]));
    t.strictSame([...members].sort(), [...(OTHERS_IN[name] ?? [])].sort(), name);
  }
});

t.test('every field of every message is looked at, and evidence among them', async (t) => {
  const schemas = Object.entries(fleetJsonSchemas()).map(
    ([file, schema]) => [file.replace('.json', ''), schema] as const,
  );
  t.strictSame(schemas.map(([name]) => name).sort(), [...Object.keys(MESSAGES), ...OF_NOBODY].sort());
  for (const [name, schema] of schemas) {
    const message = MESSAGES[name];
    const leaves = leavesOf({ ...schema });
    if (message)
      t.strictSame(
        leaves.filter((leaf) => classOf(message, leaf) === undefined),
        [],
        name,
      );
    for (const path of Object.values(message?.fields ?? {}).flat())
      if (!/\.(id|atMs|rights|methods|photo|enroller|retryAfterMs)$|^(id|rights|methods|photo)$/.test(path))
        t.ok(
          leaves.some((leaf) => leaf.startsWith(path)),
          `${name} has ${path}`,
        );
  }
});

t.test('a whole terminal lays nothing in its folder that the inventory does not name', async (t) => {
  const dataDir = t.testdir();
  await using terminal = await openTerminal({ dataDir, walkUp: { profiles: [] } });
  terminal.kiosk.stores.journal.append({ event: 'recovered', device: 'sensor' });
  t.strictSame(
    readdirSync(dataDir).filter((name) => !isOurs(name)),
    [],
  );
});

t.test('a wipe leaves nothing of what the inventory names', async (t) => {
  const dataDir = t.testdir();
  // What a TPM keeps is asked of the TPM; what a wipe itself writes is not there before.
  const notBefore = ['vault.tpm2', 'wiping.json', 'wiping.lock', 'wipe-left.json'];
  const files = DATA_FILES.map(({ name }) => name).filter((name) => !notBefore.includes(name));
  for (const name of [...files, ...STORE_NAMES.map((store) => `${store}.db`)]) {
    const isFolder = ['damaged', 'fleet'].includes(name);
    if (isFolder) mkdirSync(join(dataDir, name));
    writeFileSync(join(dataDir, name, ...(isFolder ? ['a-file'] : [])), '');
  }
  await beginWipe(dataDir, { alsoFiles: [] });
  await finishWipe(dataDir);
  t.strictSame(readdirSync(dataDir), []);
});

t.test(
  'whatever is of somebody says until when, by which policy, and how it ends; what is sealed says by which key',
  async (t) => {
    const policy = policyWith({ version: 3, values: { 'retention.journalDays.transaction': 12 } });
    for (const { where, fields, kept, key, why, retention, destruction } of inventory(policy)) {
      const what = `${where} ${fields}`;
      t.ok(retention !== '' && destruction !== '', what);
      t.ok(kept === 'sealed' ? key !== null : why !== '', `${what}: ${kept}`);
    }
    const clock = inventory(policy).find(({ where, dataClass }) => where === 'journal clock' && dataClass === 'visit');
    t.match(clock, { retention: /12 days/, label: 'pseudonymous', key: 'journal' });
    t.ok(inventory(policy, { all: true }).length > inventory(policy).length);
  },
);

t.test('the page is what the tables say', async (t) => {
  const file = join(import.meta.dirname, 'INVENTORY.md');
  const page = terminalPage(inventory(POLICY));
  if (process.env['RIDGED_WRITE_PAGES']) writeFileSync(file, page);
  t.equal(readFileSync(file, 'utf8'), page, 'RIDGED_WRITE_PAGES=1 writes it anew');
});
