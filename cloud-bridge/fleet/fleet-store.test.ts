// The fleet's memory: each entry once, nothing unnoticed, and keys that only their owner can read.
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import t, { type Test } from 'tap';
import { chainOf, entryAfter } from '../../protocol/fleet/fixtures/entries.ts';
import { terminalAddress } from '../../protocol/index.ts';
import {
  address,
  agedHealth,
  batchOf,
  birth,
  born,
  note,
  put,
  putBy,
  STRANGERS,
  well,
} from '../fixtures/fleet-batches.ts';
import { fleetStoreSuite, type StorePlace } from '../fixtures/fleet-store-suite.ts';
import { fleetWordsSuite } from '../fixtures/fleet-words-suite.ts';
import { holesOf } from './entry-check.ts';
import { FleetKeys } from './fleet-keys.ts';
import { GapWatch } from './gap-watch.ts';
import { SqliteFleetStore } from './sqlite-fleet-store.ts';

async function folderOf(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ridged-store-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** By a connection of its own, as somebody who repairs a store would. */
async function sqlIn(file: string, sql: string): Promise<void> {
  const { default: Sqlite } = await import('better-sqlite3');
  new Sqlite(file).exec(sql).close();
}

async function placeOf(t: Test): Promise<StorePlace> {
  const file = join(await folderOf(t), 'fleet.db');
  return {
    open: (options) => SqliteFleetStore.open(file, options),
    refuse: (terminal) =>
      sqlIn(
        file,
        `CREATE TRIGGER refusing BEFORE UPDATE ON terminals WHEN NEW.terminal = '${terminal}' AND NEW.state = 'online'
         BEGIN SELECT RAISE(ABORT, 'refused'); END`,
      ),
    allow: () => sqlIn(file, 'DROP TRIGGER refusing'),
  };
}

fleetStoreSuite(t, placeOf);
fleetWordsSuite(t, placeOf);

t.test('a file that is not ours is left alone', async (t) => {
  const folder = await folderOf(t);
  const { default: Sqlite } = await import('better-sqlite3');
  const foreign = new Sqlite(join(folder, 'foreign.db'));
  foreign.exec('CREATE TABLE entries (id INTEGER)');
  foreign.close();
  await writeFile(join(folder, 'text.db'), 'not a database, but longer than its header would be'.repeat(4));
  for (const name of ['foreign.db', 'text.db'])
    await t.rejects(SqliteFleetStore.open(join(folder, name)), { code: 'STORE_CORRUPT' }, name);
  for (const options of [{ readOnly: true }, {}])
    await t.rejects(SqliteFleetStore.open(join(folder, 'nowhere', 'x.db'), options), { code: 'USAGE' });
  await t.rejects(SqliteFleetStore.open(folder), { code: 'USAGE' });
});

/** As the third version left it. */
function toThirdVersion(db: Database): void {
  db.exec('DROP INDEX entries_of_event');
  db.exec('ALTER TABLE terminals DROP COLUMN health_journal');
  db.pragma('user_version = 3');
}

/** As the second version left it. */
function toSecondVersion(db: Database): void {
  toThirdVersion(db);
  db.exec('DROP INDEX incidents_of_kind');
  for (const column of ['follows', 'accepted_ms']) db.exec(`ALTER TABLE journals DROP COLUMN ${column}`);
  db.pragma('user_version = 2');
}

/** As the first version left it: unsigned entries, two incidents and evidence of a conflict. */
async function firstVersion(t: Test): Promise<string> {
  const file = join(await folderOf(t), 'fleet.db');
  {
    await using store = await SqliteFleetStore.open(file);
    const [first, second, third] = chainOf(3);
    if (!first || !second || !third) throw new Error('a chain of three has three');
    await put(store, batchOf([first, { ...second, utcMs: 0 }, entryAfter({ seq: 2, hash: 'f'.repeat(64) })]));
    await put(store, batchOf([{ ...first, utcMs: 0 }]));
  }
  const { default: Sqlite } = await import('better-sqlite3');
  const db = new Sqlite(file);
  toSecondVersion(db);
  db.exec('DROP TABLE flaws');
  for (const column of ['key', 'refused_key', 'refused_ms', 'refused_batches'])
    db.exec(`ALTER TABLE terminals DROP COLUMN ${column}`);
  db.pragma('user_version = 1');
  db.close();
  return file;
}

for (const readOnly of [true, false])
  t.test(
    `a store of the first version opens ${readOnly ? 'to be read' : 'and works on'}, its flaws told`,
    async (t) => {
      const file = await firstVersion(t);
      await using store = await SqliteFleetStore.open(file, { readOnly });
      const flaws = [
        { seq: 1, kind: 'conflict' },
        { seq: 2, kind: 'altered' },
        { seq: 3, kind: 'chain-broken' },
      ];
      t.match(await store.gaps(), [{ journalId: 'journal-a', flaws }]);
      t.match(await store.terminals(), [{ entries: 3, keyThumbprint: null, refusedKey: null }]);
      if (readOnly) return;
      t.match(await putBy(STRANGERS, store, batchOf(chainOf(4).slice(3))), { kind: 'stored' });
      t.match(await store.terminals(), [{ entries: 4, keyThumbprint: STRANGERS }]);
    },
  );

t.test('a store of the second version opens, and tells which journal took the place of which', async (t) => {
  const file = join(await folderOf(t), 'fleet.db');
  {
    await using store = await SqliteFleetStore.open(file);
    for (const journalId of ['journal-a', 'journal-b', 'journal-c']) await put(store, batchOf(chainOf(1, journalId)));
  }
  const { default: Sqlite } = await import('better-sqlite3');
  const db = new Sqlite(file);
  toSecondVersion(db);
  db.close();
  await using store = await SqliteFleetStore.open(file, { readOnly: true });
  t.match(await store.gaps(), [
    { journalId: 'journal-b', change: { follows: 'journal-a', atMs: 1000 } },
    { journalId: 'journal-c', change: { follows: 'journal-b' } },
  ]);
});

t.test('in a store of the third version a health counts where it is younger than the birth', async (t) => {
  const file = join(await folderOf(t), 'fleet.db');
  const reborn = terminalAddress('bangkok', 'gate-18');
  {
    await using store = await SqliteFleetStore.open(file);
    for (const of of [address, reborn]) {
      await note(store, born(of, { ...birth, utcMs: of === address ? 1 : 3 }, 5));
      await note(store, well(of, agedHealth, 6));
    }
  }
  const { default: Sqlite } = await import('better-sqlite3');
  const db = new Sqlite(file);
  toThirdVersion(db);
  db.close();
  await using store = await SqliteFleetStore.open(file, { readOnly: true });
  t.match(await store.terminals(), [{ lastSeq: 2_000_005 }, { terminal: 'bangkok.gate-18', lastSeq: 50 }]);
});

t.test('two who open a store of the first version at once both find it up to date', async (t) => {
  const file = await firstVersion(t);
  await Promise.all([1, 2].map(async () => (await SqliteFleetStore.open(file))[Symbol.asyncDispose]()));
  await using store = await SqliteFleetStore.open(file, { readOnly: true });
  t.equal((await store.gaps())[0]?.flaws.length, 3);
});

t.test('holes are the numbers without an entry', async (t) => {
  const entries = [{ seq: 3 }, { seq: 4 }, { seq: 8 }];
  t.strictSame(holesOf({ fromSeq: 1, toSeq: 9, entries }), [
    { fromSeq: 1, toSeq: 2 },
    { fromSeq: 5, toSeq: 7 },
    { fromSeq: 9, toSeq: 9 },
  ]);
  t.strictSame(holesOf({ fromSeq: 3, toSeq: 4, entries: entries.slice(0, 2) }), []);
});

t.test('a gap is asked for once, piece by piece, and again when nobody answers', async (t) => {
  const watch = new GapWatch();
  const at = (contiguousSeq: number) => ({ address, journalId: 'j', contiguousSeq, highestSeq: 9999, added: 1 });
  const batch = (fromSeq: number, ahead = false) => ({ fromSeq, ahead });
  t.equal(watch.afterBatch(at(10), batch(11), 0), undefined, 'in its turn');
  t.equal(watch.afterBatch(at(10), batch(500, true), 0), undefined, 'a copy sent ahead');
  t.match(watch.afterBatch(at(10), batch(5001), 0), { range: { fromSeq: 11, toSeq: 2010 } });
  t.equal(watch.afterBatch(at(10), batch(5101), 1), undefined, 'asked already');
  t.equal(watch.afterBatch(at(1000), batch(900), 2), undefined, 'on its way');
  t.match(watch.afterBatch(at(2010), batch(1911), 3), { range: { fromSeq: 2011, toSeq: 4010 } }, 'the next piece');
  t.strictSame(watch.overdue(9_000), []);
  t.match(watch.overdue(10_003), [{ range: { fromSeq: 2011, toSeq: 4010 } }]);
  t.equal(watch.afterBatch(at(6000), batch(4900), 10_100), undefined);
  t.strictSame(watch.overdue(99_000), [], 'answered');
  t.match(watch.afterBirth(at(10), 20, 0), { range: { fromSeq: 11, toSeq: 20 } }, 'the terminal knows of more than we');
  t.equal(watch.afterBirth(at(10), 10, 0), undefined);
  watch.afterBirth(at(10), 20, 0);
  for (let ms = 10_000; ms <= 40_000; ms += 10_000) t.equal(watch.overdue(ms).length, 1);
  t.strictSame(watch.overdue(50_000), [], 'in the end it is given up until the terminal comes back');
});

t.test('open questions are bounded: made-up births push each other out, and nothing that was signed', async (t) => {
  const watch = new GapWatch({ mostOpen: 3 });
  const at = (journalId: string) => ({ address, journalId, contiguousSeq: 0, highestSeq: 9, added: 1 });
  watch.afterBatch(at('signed'), { ahead: false, fromSeq: 5 }, 0);
  for (const forged of ['a', 'b', 'c', 'd']) t.ok(watch.afterBirth(at(forged), 20, 0));
  const open = () => watch.overdue(10_000).map(({ standing }) => standing.journalId);
  t.strictSame(open(), ['signed', 'c', 'd']);
  for (const journalId of ['e', 'f', 'g']) watch.afterBatch(at(journalId), { ahead: false, fromSeq: 5 }, 0);
  t.strictSame(open(), ['e', 'f', 'g'], 'the oldest gives way where all were signed');
});

t.test('a made-up birth neither withdraws, nor shortens, nor exposes what a signed batch has asked for', async (t) => {
  const watch = new GapWatch({ mostOpen: 2 });
  const at = (journalId: string) => ({ address, journalId, contiguousSeq: 10, highestSeq: 9999, added: 1 });
  const flood = () => ['x', 'y', 'z'].forEach((forged) => void watch.afterBirth(at(forged), 20, 0));
  const open = (nowMs: number) => watch.overdue(nowMs).filter(({ standing }) => standing.journalId === 'signed');
  watch.afterBatch(at('signed'), { ahead: false, fromSeq: 1001 }, 0);
  t.equal(watch.afterBirth(at('signed'), 0, 1), undefined);
  t.match(open(10_000), [{ range: { fromSeq: 11, toSeq: 1000 } }], 'still open after a birth that claims nothing');
  t.match(watch.afterBirth(at('signed'), 20, 10_001), { range: { fromSeq: 11, toSeq: 1000 } }, 'asked again in full');
  t.match(watch.afterBirth(at('signed'), 1500, 10_002), { range: { fromSeq: 11, toSeq: 1500 } });
  flood();
  t.match(open(20_002), [{ range: { fromSeq: 11, toSeq: 1500 } }], 'no flood pushes it out');
});

t.test('a signed batch vouches for what a birth has asked for first, to its own end', async (t) => {
  const watch = new GapWatch({ mostOpen: 2 });
  const at = (journalId: string, contiguousSeq = 10) => ({
    ...{ address, journalId, contiguousSeq },
    ...{ highestSeq: 9999, added: 1 },
  });
  watch.afterBirth(at('signed'), 20, 0);
  t.equal(watch.afterBatch(at('signed'), { ahead: false, fromSeq: 1001 }, 1), undefined, 'asked already');
  for (const forged of ['x', 'y', 'z']) watch.afterBirth(at(forged), 20, 2);
  t.match(
    watch.afterBatch(at('signed', 20), { ahead: false, fromSeq: 11 }, 3),
    { range: { fromSeq: 21, toSeq: 1000 } },
    'the rest of what is missing',
  );
});

t.test('a genuine birth takes back what a made-up one has claimed, and the terminal is left in peace', async (t) => {
  const watch = new GapWatch();
  const at = (contiguousSeq: number) => ({ address, journalId: 'j', contiguousSeq, highestSeq: 9999, added: 1 });
  watch.afterBatch(at(10), { ahead: false, fromSeq: 21 }, 0);
  t.match(watch.afterBirth(at(10), 8e15, 1), { range: { fromSeq: 11, toSeq: 2010 } }, 'one question, however far');
  watch.afterBatch(at(30), { ahead: false, fromSeq: 11 }, 2);
  t.match(watch.overdue(10_002), [{ range: { fromSeq: 31, toSeq: 2010 } }], 'only the claim is still open');
  t.equal(watch.afterBirth(at(30), 30, 10_003), undefined);
  t.strictSame(watch.overdue(30_000), []);
});

t.test('what only a birth has claimed does not become signed for by the answers to it', async (t) => {
  const watch = new GapWatch({ mostOpen: 2 });
  const at = (journalId: string, contiguousSeq: number) => ({
    ...{ address, journalId, contiguousSeq },
    ...{ highestSeq: 9999, added: 1 },
  });
  watch.afterBatch(at('signed', 10), { ahead: false, fromSeq: 21 }, 0);
  watch.afterBirth(at('forged', 10), 9000, 0);
  t.match(watch.afterBatch(at('forged', 2010), { ahead: false, fromSeq: 11 }, 1), { range: { fromSeq: 2011 } });
  watch.afterBirth(at('another', 10), 9000, 2);
  t.match(watch.overdue(20_000), [{ standing: { journalId: 'signed' } }, { standing: { journalId: 'another' } }]);
});

t.test('where others store too a gap is asked for only if it has not closed by itself meanwhile', async (t) => {
  const watch = new GapWatch({ graceMs: 2000 });
  const at = (contiguousSeq: number, journalId = 'j') => ({
    ...{ address, journalId, contiguousSeq },
    ...{ highestSeq: 9999, added: 1 },
  });
  const behind = { ahead: false, fromSeq: 101 };
  t.equal(watch.afterBatch(at(0), behind, 0), undefined, 'another has what is in between, perhaps');
  t.equal(watch.afterBatch(at(0, 'k'), behind, 0), undefined);
  t.strictSame(watch.late(1999), []);
  t.match(watch.late(2000), [{ journalId: 'j' }, { journalId: 'k' }]);
  t.equal(watch.learn(at(200), 2000), undefined, 'it has come through another');
  t.equal(watch.learn(at(0, 'k'), 2000), undefined);
  t.match(watch.overdue(2000), [{ standing: { journalId: 'k' }, range: { fromSeq: 1, toSeq: 100 } }]);
  t.strictSame(watch.overdue(11_999), []);
  t.equal(watch.learn(at(50, 'k'), 12_000), undefined, 'half an answer');
  t.strictSame(watch.overdue(12_000), [], 'the rest is on its way');
  t.match(watch.overdue(22_000), [{ range: { fromSeq: 51, toSeq: 100 } }]);
  t.match(watch.afterBirth(at(0, 'l'), 20, 0), { range: { toSeq: 20 } }, 'a birth is one ingest’s alone: at once');
  t.equal(watch.learn(at(0, 'nobody asked'), 0), undefined);
});

t.test('keys are made once, for their owner alone, and give away nothing private', async (t) => {
  const file = join(await folderOf(t), 'fleet.keys.json');
  const [first, second] = await Promise.all([FleetKeys.open(file), FleetKeys.open(file)]);
  t.strictSame(first.publicJwks(), second.publicJwks(), 'two first starts at once agree');
  t.equal((await stat(file)).mode & 0o777, 0o600);
  t.notOk(JSON.stringify(first.publicJwks()).includes('"d"'));
  const { signing } = JSON.parse(await readFile(file, 'utf8'));
  t.notOk(JSON.stringify(first.publicJwks()).includes(signing.d));
  t.equal(first.unsealKey('another'), undefined);
  await chmod(file, 0o644);
  await t.rejects(FleetKeys.open(file), { code: 'KEY_UNAVAILABLE', context: { mode: '644' } });
  await chmod(file, 0o600);
  for (const text of ['', '{}', '{"signing":{"d":"x"},"sealing":{"d":"y"}}']) {
    await writeFile(file, text);
    await t.rejects(FleetKeys.open(file), { code: 'KEY_UNAVAILABLE' }, text);
  }
});
