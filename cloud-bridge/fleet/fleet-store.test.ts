// The fleet's memory: each entry once, nothing unnoticed, and keys that only their owner can read.
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import t, { type Test } from 'tap';
import { chainOf, entryAfter } from '../../protocol/fleet/fixtures/entries.ts';
import {
  type Birth,
  type JournalBatch,
  systemClock,
  terminalAddress,
  topicRoot,
  type WireEntry,
} from '../../protocol/index.ts';
import type { Connection } from '../connection.ts';
import { birthInfo, goodHealth, keptLog } from '../fixtures/surroundings.ts';
import { until } from '../fixtures/until.ts';
import { Answers } from './answers.ts';
import { holesOf, isGenuine } from './entry-check.ts';
import { FleetKeys } from './fleet-keys.ts';
import type { EntryWindow } from './fleet-store.ts';
import { GapWatch } from './gap-watch.ts';
import { Intake } from './intake.ts';
import { SqliteFleetStore } from './sqlite-fleet-store.ts';

const address = terminalAddress('bangkok', 'gate-17');

async function folderOf(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ridged-store-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const storeOf = async (t: Test): Promise<SqliteFleetStore> =>
  SqliteFleetStore.open(join(await folderOf(t), 'fleet.db'));

function batchOf(entries: readonly WireEntry[], change: Partial<JournalBatch> = {}): JournalBatch {
  const [fromSeq, toSeq] = [entries[0]?.seq ?? 1, entries.at(-1)?.seq ?? 1];
  const journalId = entries[0]?.journalId ?? 'journal-a';
  const flags = { historical: false, ahead: false };
  return { from: topicRoot(address), journalId, fromSeq, toSeq, ...flags, entries: [...entries], ...change };
}

const OURS = 'o'.repeat(43);
const STRANGERS = 's'.repeat(43);

const putBy = async (signedBy: string, store: SqliteFleetStore, ...batches: JournalBatch[]) => {
  const received = batches.map((batch) => ({ address, batch, signedBy, receivedMs: 1000 }));
  return (await store.storeBatches(received)).at(-1);
};

const put = async (store: SqliteFleetStore, ...batches: JournalBatch[]) => {
  const outcome = await putBy(OURS, store, ...batches);
  return outcome?.kind === 'stored' ? outcome.standing : outcome;
};

const told = async (store: SqliteFleetStore) =>
  (await store.incidents(99)).map(({ kind, detail }) => `${kind}: ${detail}`);

t.test('batches in any order and any number of times become one whole journal', async (t) => {
  await using store = await storeOf(t);
  const chain = chainOf(40);
  t.match(await put(store, batchOf(chain.slice(0, 10))), { contiguousSeq: 10, highestSeq: 10, added: 10 });
  t.match(await put(store, batchOf(chain.slice(20, 40))), { contiguousSeq: 10, highestSeq: 40, added: 20 });
  t.match(await store.gaps(), [{ journalId: 'journal-a', missing: [{ fromSeq: 11, toSeq: 20 }], lost: [] }]);
  t.match(await put(store, batchOf(chain.slice(5, 15)), batchOf(chain.slice(5, 15))), { contiguousSeq: 15, added: 0 });
  t.match(await put(store, batchOf(chain.slice(12, 22))), { contiguousSeq: 40, added: 5 });
  t.strictSame(await store.gaps(), []);
  t.strictSame(await told(store), []);
  t.equal((await store.terminals())[0]?.entries, 40);
});

t.test(
  'an entry that comes again with other content is kept aside and reported, and the first one stays',
  async (t) => {
    await using store = await storeOf(t);
    const chain = chainOf(3);
    await put(store, batchOf(chain));
    const [first, second] = chain;
    if (!first || !second) throw new Error('a chain of three has two');
    const other = entryAfter(first, 'journal-a', { event: 'clock', place: 'elsewhere' });
    t.match(await put(store, batchOf([other])), { contiguousSeq: 3, added: 0 });
    await put(store, batchOf([other]));
    await put(store, batchOf([{ ...second, payload: { forged: true } }]));
    t.match(await store.incidents(9), [
      { kind: 'tampering', detail: 'journal journal-a: seq 2 came again with other content', count: 3 },
    ]);
    const entries = await store.entriesAfter(0, { limit: 9 });
    t.strictSame(entries[1]?.payload, second.payload);
    await put(store, batchOf([{ ...second, payload: null }]));
    t.equal((await store.incidents(9))[0]?.count, 3, 'the same entry with its payload erased is no tampering');
    await put(
      store,
      batchOf([{ ...second, payload: Object.fromEntries(Object.entries(second.payload ?? {}).reverse()) }]),
    );
    t.equal((await store.incidents(9))[0]?.count, 3, 'nor with its members in another order');
    t.match(await store.gaps(), [{ missing: [], lost: [], flaws: [{ seq: 2, kind: 'conflict' }] }]);
  },
);

t.test('an altered entry and a broken chain are reported, and stored all the same', async (t) => {
  await using store = await storeOf(t);
  const [first, second, third] = chainOf(3);
  if (!first || !second || !third) throw new Error('a chain of three has three');
  const stranger = entryAfter({ seq: 1, hash: 'f'.repeat(64) });
  const altered = { ...third, utcMs: 0 };
  t.match(await put(store, batchOf([first, stranger, altered])), { contiguousSeq: 3 });
  t.strictSame((await told(store)).sort(), [
    'chain-broken: journal journal-a: seq 2 does not follow the one before',
    'chain-broken: journal journal-a: seq 3 does not follow the one before',
    'entry-altered: journal journal-a: seq 3',
  ]);
  const flaws = [
    { seq: 2, kind: 'chain-broken' },
    { seq: 3, kind: 'altered' },
    { seq: 3, kind: 'chain-broken' },
  ];
  t.match(await store.gaps(), [{ flaws }]);
  await put(store, batchOf([first, stranger, altered]));
  t.match(await store.gaps(), [{ flaws }], 'the same again is nothing new');
  await put(store, batchOf([third]));
  t.match((await store.gaps())[0]?.flaws[3], { seq: 3, kind: 'conflict' }, 'the genuine one is kept beside it');
  t.equal(isGenuine(first), true);
  t.equal(isGenuine({ ...first, payload: null }), true);
});

t.test('what a terminal no longer holds is passed over, and stays on record as lost', async (t) => {
  await using store = await storeOf(t);
  const chain = chainOf(30);
  const pruned = batchOf(chain.slice(20), { fromSeq: 1 });
  t.match(await put(store, pruned), { contiguousSeq: 30 });
  t.match(await store.gaps(), [{ missing: [], lost: [{ fromSeq: 1, toSeq: 20 }] }]);
  t.match(await put(store, batchOf([], { fromSeq: 31, toSeq: 900 })), { contiguousSeq: 30 }, 'only below what exists');
  t.match(await put(store, batchOf(chain.slice(0, 5))), { added: 5 }, 'and taken with thanks where it comes after all');
});

t.test('copies sent ahead leave no gap behind; entries of a new journal are told apart', async (t) => {
  await using store = await storeOf(t);
  const chain = chainOf(30);
  t.match(await put(store, batchOf(chain.slice(20), { ahead: true, fromSeq: 15 })), {
    contiguousSeq: 0,
    highestSeq: 30,
  });
  t.match(await store.gaps(), [{ lost: [] }]);
  t.match(await put(store, batchOf(chain.slice(0, 20))), { contiguousSeq: 30, added: 20 });
  await put(store, batchOf(chainOf(2, 'journal-b')));
  t.strictSame(await told(store), ['journal-changed: journal-b follows journal-a']);
});

t.test('the first key of a terminal is pinned; another is refused until somebody trusts it', async (t) => {
  await using store = await storeOf(t);
  const [first, second] = chainOf(2);
  if (!first || !second) throw new Error('a chain of two has two');
  await put(store, batchOf([first]));
  const forged = entryAfter(first, 'journal-a', { event: 'clock', place: 'nowhere' });
  t.strictSame(await putBy(STRANGERS, store, batchOf([forged])), { kind: 'key-changed', pinned: OURS });
  t.match(await store.noteBirth(address, birth, 1), { contiguousSeq: 1, highestSeq: 1 });
  t.match(await put(store, batchOf([second])), { contiguousSeq: 2, added: 1 }, 'the genuine one finds its place free');
  await putBy(STRANGERS, store, batchOf([forged]));
  t.strictSame(await told(store), [`key-changed: signed by another key than ${OURS}`]);
  t.strictSame(await store.gaps(), [], 'nothing of it was stored');
  const refusedKey = { thumbprint: STRANGERS, batches: 2, lastMs: 1000 };
  t.match(await store.terminals(), [{ entries: 2, keyThumbprint: OURS, refusedKey }]);

  t.equal(await store.trustKey('bangkok.gate-99', null), false);
  t.equal(await store.trustKey('bangkok.gate-17', null), true);
  t.match(await store.terminals(), [{ keyThumbprint: null, refusedKey: null }]);
  t.match(await putBy(STRANGERS, store, batchOf(chainOf(1, 'journal-b'))), { kind: 'stored' });
  t.match(await store.terminals(), [{ keyThumbprint: STRANGERS, entries: 3 }]);
  t.match(await put(store, batchOf([second])), { kind: 'key-changed', pinned: STRANGERS }, 'the old key is out');
  await store.trustKey('bangkok.gate-17', OURS);
  t.match(await put(store, batchOf([second])), { added: 0 });
});

t.test('a flood of other complaints does not hide that a key has changed, and new keys make no flood', async (t) => {
  await using store = await SqliteFleetStore.open(join(await folderOf(t), 'fleet.db'), { mostIncidents: 1 });
  await put(store, batchOf(chainOf(1)));
  for (const detail of ['flood', 'and flood'])
    await store.report({ kind: 'batch-refused', terminal: 'a.b', detail, atMs: 1 });
  for (const key of ['r', 's', 't']) await putBy(key.repeat(43), store, batchOf(chainOf(2)));
  t.strictSame(await told(store), [`key-changed: signed by another key than ${OURS}`, 'batch-refused: flood']);
  t.match(await store.incidents(9, 'key-changed'), [{ kind: 'key-changed', count: 3 }]);
  t.match(await store.terminals(), [{ refusedKey: { thumbprint: 't'.repeat(43), batches: 3 } }]);
  await store.report({ kind: 'key-changed', terminal: 'c.d', detail: 'one more terminal', atMs: 1 });
  t.equal((await store.incidents(9)).length, 2, 'each kind has its bound');
});

t.test(
  'a terminal that begins another journal is told of whatever the incidents hold, until it is accepted',
  async (t) => {
    await using store = await SqliteFleetStore.open(join(await folderOf(t), 'fleet.db'), { mostIncidents: 0 });
    await put(store, batchOf(chainOf(2)));
    await put(store, batchOf(chainOf(2, 'journal-b')));
    await put(store, batchOf(chainOf(2, 'journal-c')));
    t.strictSame(await store.incidents(9), [], 'the book is full');
    const journalC = { journalId: 'journal-c', missing: [], change: { follows: 'journal-b', atMs: 1000 } };
    t.match(await store.gaps('gate-17'), [{ journalId: 'journal-b', change: { follows: 'journal-a' } }, journalC]);
    t.equal(await store.acceptJournal('bangkok.gate-17', 'journal-b', 5), true);
    t.equal(await store.acceptJournal('bangkok.gate-17', 'journal-b', 6), true, 'twice is once');
    t.match(await store.gaps(), [journalC], 'the other is still told of');
    t.equal(await store.acceptJournal('bangkok.gate-17', 'journal-a', 5), false, 'the first took the place of none');
    t.equal(await store.acceptJournal('bangkok.gate-18', 'journal-c', 5), false);
    await put(store, batchOf(chainOf(3, 'journal-b')));
    t.equal((await store.gaps()).length, 1, 'going on with it changes nothing');
  },
);

/** Sends nothing, and keeps the topics. */
const connectionInto = (topics: string[]): Connection => ({
  lost: new AbortController().signal,
  publish: async ({ topic }) => void topics.push(topic),
  subscribe: async () => undefined,
  close: async () => undefined,
  cut: () => undefined,
});

const birth: Birth = {
  ...birthInfo,
  state: 'online',
  connection: 'second',
  utcMs: 1,
  journal: { journalId: 'journal-a', lastSeq: 50, acknowledgedSeq: 10 },
};

t.test('a late word of an earlier connection takes nobody off line', async (t) => {
  await using store = await storeOf(t);
  t.match(await store.noteBirth(address, birth, 5), { journalId: 'journal-a', contiguousSeq: 0 });
  t.equal(await store.noteDeath(address, { state: 'offline', connection: 'first', reason: 'lost' }), false);
  t.match(await store.terminals(), [{ terminal: 'bangkok.gate-17', state: 'online', lastSeq: 50, lastSeenMs: 5 }]);
  t.equal(await store.noteDeath(address, { state: 'offline', connection: 'second', reason: 'lost' }), true);
  t.match(await store.terminals(), [{ state: 'offline' }]);
  const queue = { lastSeq: 60, acknowledgedSeq: 0, unacknowledged: 60, oldestUnacknowledgedAgeMs: 1 };
  await store.noteHealth(address, { ...goodHealth, utcMs: 1, queue }, 9);
  t.match(await store.terminals(), [{ lastSeq: 60, lastSeenMs: 9, health: { devices: { sensor: 'ready' } } }]);
});

t.test('made-up names are taken down up to a bound; who sends a batch is taken down beyond it', async (t) => {
  await using store = await SqliteFleetStore.open(join(await folderOf(t), 'fleet.db'), { mostUnheard: 3 });
  const named = (terminal: string) => terminalAddress('bangkok', terminal);
  const queue = { lastSeq: 0, acknowledgedSeq: 0, unacknowledged: 0, oldestUnacknowledgedAgeMs: null };
  const health = { ...goodHealth, utcMs: 1, queue };
  t.ok(await store.noteBirth(named('a'), birth, 1));
  t.ok(await store.noteBirth(named('b'), birth, 1));
  t.equal(await store.noteHealth(named('c'), health, 1), true);
  for (const forged of ['x', 'y', 'z']) t.equal(await store.noteBirth(named(forged), birth, 2), undefined);
  t.equal(await store.noteHealth(named('u'), health, 3), false);
  t.equal((await store.terminals()).length, 3);
  t.match(await store.incidents(9), [{ kind: 'name-refused', terminal: '*', count: 4, atMs: 3 }], 'one line for all');
  t.ok(await store.noteBirth(named('a'), { ...birth, connection: 'third' }, 4), 'a name that is known is heard again');

  await put(store, batchOf(chainOf(1)));
  t.ok(await store.noteBirth(address, birth, 5), 'it has sent a batch');
  t.equal(await store.noteBirth(named('x'), birth, 5), undefined, 'and takes no place of those who have not');
  const received = { address: named('b'), batch: batchOf(chainOf(1)), signedBy: STRANGERS, receivedMs: 6 };
  await store.storeBatches([received]);
  t.ok(await store.noteBirth(named('x'), birth, 7), 'a place became free');
});

t.test('a number that no terminal could have reached is marked, and not counted on', async (t) => {
  await using store = await storeOf(t);
  await put(store, batchOf(chainOf(3)));
  const claim = async (lastSeq: number) => {
    await store.noteBirth(address, { ...birth, journal: { ...birth.journal, lastSeq } }, 5);
    const [row] = await store.terminals();
    return { lastSeq: row?.lastSeq, implausibleSeq: row?.implausibleSeq };
  };
  t.strictSame(await claim(9), { lastSeq: 9, implausibleSeq: null });
  t.strictSame(await claim(10 + 1_100_000), { lastSeq: 1_100_010, implausibleSeq: null }, 'beyond its own 10');
  t.strictSame(await claim(11 + 1_100_000), { lastSeq: 3, implausibleSeq: 1_100_011 });
  const queue = { lastSeq: 8_999_999_999_999_998, acknowledgedSeq: 0, unacknowledged: 0, oldestUnacknowledgedAgeMs: 1 };
  await store.noteHealth(address, { ...goodHealth, utcMs: 1, queue }, 9);
  t.strictSame(await claim(5), { lastSeq: 5, implausibleSeq: 8_999_999_999_999_998 });
});

const longLived = { lastSeq: 2_000_005, acknowledgedSeq: 2_000_000 };
const agedHealth = {
  ...goodHealth,
  utcMs: 2,
  queue: { ...longLived, unacknowledged: 5, oldestUnacknowledgedAgeMs: 1 },
};
const agedBirth: Birth = { ...birth, journal: { journalId: 'journal-a', ...longLived } };

t.test('a fleet that lost its store takes the high numbers of an old terminal as they are', async (t) => {
  await using store = await storeOf(t);
  await store.noteBirth(address, agedBirth, 5);
  t.match(await store.terminals(), [{ lastSeq: 2_000_005, implausibleSeq: null }]);
  const queue = { ...agedHealth.queue, lastSeq: 2_000_007 };
  await store.noteHealth(address, { ...agedHealth, queue }, 6);
  t.match(await store.terminals(), [{ lastSeq: 2_000_007, implausibleSeq: null }]);
});

t.test('an old terminal that is wiped is not measured by the health of the journal before', async (t) => {
  await using store = await storeOf(t);
  await store.noteBirth(address, agedBirth, 5);
  await store.noteHealth(address, agedHealth, 6);
  const wiped = { journalId: 'journal-b', lastSeq: 4, acknowledgedSeq: 0 };
  await store.noteBirth(address, { ...birth, connection: 'third', journal: wiped }, 7);
  await put(store, batchOf(chainOf(3, 'journal-b')));
  t.match(await store.terminals(), [{ journalId: 'journal-b', contiguousSeq: 3, lastSeq: 4, implausibleSeq: null }]);
  const queue = { lastSeq: 6, acknowledgedSeq: 3, unacknowledged: 3, oldestUnacknowledgedAgeMs: 1 };
  await store.noteHealth(address, { ...agedHealth, queue }, 8);
  t.match(await store.terminals(), [{ lastSeq: 6, health: { queue } }], 'its next health counts');
});

t.test('a made-up name beyond the bound is neither answered nor asked', async (t) => {
  const folder = await folderOf(t);
  await using store = await SqliteFleetStore.open(join(folder, 'fleet.db'), { mostUnheard: 1 });
  const keys = await FleetKeys.open(join(folder, 'fleet.keys.json'));
  const ended = new AbortController();
  const answers = new Answers(keys, systemClock);
  const intake = new Intake({ store, keys, clock: systemClock, log: keptLog() }, answers);
  const payload = Buffer.from(JSON.stringify(birth));
  await intake.take(
    ['a', 'b', 'c'].map((terminal) => ({ address: terminalAddress('bangkok', terminal), channel: 'status', payload })),
  );
  const topics: string[] = [];
  const running = answers.run(connectionInto(topics), ended.signal);
  await until('the first is answered and asked', () => topics.length === 2);
  ended.abort(new Error('enough'));
  await t.rejects(running, /enough/);
  t.strictSame(topics.sort(), ['ridged/v1/bangkok/a/journal/ack', 'ridged/v1/bangkok/a/journal/resend']);
});

t.test('answers that wait are bounded: the latest are sent', async (t) => {
  const keys = await FleetKeys.open(join(await folderOf(t), 'fleet.keys.json'));
  const answers = new Answers(keys, systemClock, 2);
  for (const terminal of ['a', 'b', 'c', 'c', 'd'])
    answers.acknowledge({
      ...{ address: terminalAddress('bangkok', terminal), journalId: 'journal-a' },
      ...{ contiguousSeq: 1, highestSeq: 1, added: 1 },
    });
  const ended = new AbortController();
  const topics: string[] = [];
  const running = answers.run(connectionInto(topics), ended.signal);
  await until('both are sent', () => topics.length === 2);
  ended.abort(new Error('enough'));
  await t.rejects(running, /enough/);
  t.strictSame(topics.sort(), ['ridged/v1/bangkok/c/journal/ack', 'ridged/v1/bangkok/d/journal/ack']);
});

t.test('what was stored is there after closing, and a file that is not ours is left alone', async (t) => {
  const folder = await folderOf(t);
  const file = join(folder, 'fleet.db');
  {
    await using store = await SqliteFleetStore.open(file);
    await put(store, batchOf(chainOf(5)));
  }
  await using again = await SqliteFleetStore.open(file, { readOnly: true });
  t.match(await again.entriesAfter(3, { limit: 9, terminal: 'gate-17' }), [{ seq: 4 }, { seq: 5 }]);
  t.strictSame(await again.entriesAfter(0, { limit: 9, terminal: 'gate-1' }), []);
  t.equal(await again.idBeforeLast(2), 3);
  t.equal(await again.idBeforeLast(99), 0);
  await t.rejects(put(again, batchOf(chainOf(6))), { code: 'STORE_READ_ONLY' });

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
      await store.noteBirth(of, { ...birth, utcMs: of === address ? 1 : 3 }, 5);
      await store.noteHealth(of, agedHealth, 6);
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

t.test('a flood of different complaints is cut off; a known one is still counted', async (t) => {
  await using store = await SqliteFleetStore.open(join(await folderOf(t), 'fleet.db'), { mostIncidents: 10 });
  const complaint = { kind: 'batch-refused', terminal: 'a.b', atMs: 1 } as const;
  const flood = Array.from({ length: 15 }, (_, at) => store.report({ ...complaint, detail: `${at}` }));
  await Promise.all(flood);
  await store.report({ ...complaint, detail: '1' });
  const kept = await store.incidents(20_000);
  t.equal(kept.length, 10);
  t.equal(kept.find(({ detail }) => detail === '1')?.count, 2);
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
  const watch = new GapWatch(3);
  const at = (journalId: string) => ({ address, journalId, contiguousSeq: 0, highestSeq: 9, added: 1 });
  watch.afterBatch(at('signed'), { ahead: false, fromSeq: 5 }, 0);
  for (const forged of ['a', 'b', 'c', 'd']) t.ok(watch.afterBirth(at(forged), 20, 0));
  const open = () => watch.overdue(10_000).map(({ standing }) => standing.journalId);
  t.strictSame(open(), ['signed', 'c', 'd']);
  for (const journalId of ['e', 'f', 'g']) watch.afterBatch(at(journalId), { ahead: false, fromSeq: 5 }, 0);
  t.strictSame(open(), ['e', 'f', 'g'], 'the oldest gives way where all were signed');
});

t.test('a made-up birth neither withdraws, nor shortens, nor exposes what a signed batch has asked for', async (t) => {
  const watch = new GapWatch(2);
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
  const watch = new GapWatch(2);
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
  const watch = new GapWatch(2);
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

t.test('entries of one kind within a time come page by page in its order, whoever they are about', async (t) => {
  await using store = await storeOf(t);
  const chain: WireEntry[] = [];
  for (const [at, payload] of [
    { event: 'clock', person: 'a' },
    { event: 'fault', device: 'sensor' },
    { event: 'clock', subject: 'b' },
    { event: 'clock', claimed: 'c' },
    { event: 'clock', person: 'a' },
  ].entries())
    chain.push(entryAfter(chain[at - 1] ?? { seq: 0, hash: '0'.repeat(64) }, 'journal-a', payload));
  await put(store, batchOf(chain.slice(3)));
  await put(store, batchOf(chain.slice(0, 3)));
  const [fromMs = 0, , , , untilMs = 0] = chain.map(({ utcMs }) => utcMs);
  const seqs = async (change: Partial<EntryWindow> = {}) =>
    (await store.entriesWithin({ event: 'clock', fromMs, untilMs: untilMs + 1, limit: 9, ...change })).map(
      ({ seq }) => seq,
    );
  t.strictSame(await seqs(), [1, 3, 4, 5], 'by their own time, not by arrival');
  t.strictSame(await seqs({ untilMs, fromMs: fromMs + 1 }), [3, 4]);
  t.strictSame(await seqs({ event: 'fault' }), [2]);
  t.strictSame(await seqs({ about: ['a', 'c'] }), [1, 4, 5]);
  t.strictSame(await seqs({ about: [] }), []);
  t.strictSame(await seqs({ terminal: 'gate-17' }), [1, 3, 4, 5]);
  t.strictSame(await seqs({ terminal: 'gate-18' }), []);
  const [, second] = await store.entriesWithin({ event: 'clock', fromMs, untilMs: untilMs + 1, limit: 2 });
  if (!second) throw new Error('there are four');
  t.strictSame(await seqs({ after: second, limit: 1 }), [4]);
});
