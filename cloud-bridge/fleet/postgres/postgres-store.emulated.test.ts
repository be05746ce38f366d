// The fleet's memory in a real PostgreSQL: as in SQLite, beside other ingests, and through a restart.
import t from 'tap';
import { chainOf, THAI_NAME } from '../../../protocol/fleet/fixtures/entries.ts';
import { systemClock, terminalAddress, topicRoot, type WireEntry } from '../../../protocol/index.ts';
import { batchOf, OURS, put, told } from '../../fixtures/fleet-batches.ts';
import { fleetStoreSuite, type StorePlace } from '../../fixtures/fleet-store-suite.ts';
import { fleetWordsSuite } from '../../fixtures/fleet-words-suite.ts';
import { noPostgres, PostgresServer } from '../../fixtures/postgres.ts';
import { until } from '../../fixtures/until.ts';
import type { ReceivedBatch } from '../fleet-store.ts';
import { PostgresFleetStore } from './postgres-fleet-store.ts';

const clock = systemClock;
const open = (url: string, mayCreate = true): Promise<PostgresFleetStore> =>
  PostgresFleetStore.open(url, { clock, mayCreate });

const received = (terminal: string, entries: readonly WireEntry[]): ReceivedBatch => {
  const address = terminalAddress('bangkok', terminal);
  return { address, batch: batchOf(entries, { from: topicRoot(address) }), signedBy: OURS, receivedMs: 1000 };
};

const tenths = (chain: readonly WireEntry[]): readonly (readonly WireEntry[])[] =>
  Array.from({ length: chain.length / 10 }, (_, at) => chain.slice(10 * at, 10 * at + 10));

t.test('a store in PostgreSQL', { skip: noPostgres }, async (t) => {
  const server = await PostgresServer.start();
  t.teardown(() => server[Symbol.asyncDispose]());

  // First: the fewer databases there are, the sooner it is up again.
  t.test('a store that is shut, ended or in a deadlock with others is tried again, and nothing is twice', async (t) => {
    const url = await server.newDatabase();
    await using store = await open(url);
    const chain = chainOf(40);
    await put(store, batchOf(chain.slice(0, 10)));

    await server.kill();
    const meanwhile = put(store, batchOf(chain.slice(10, 20)));
    await server.up();
    t.match(await meanwhile, { contiguousSeq: 20 }, 'through a restart');

    const other = await server.connect(url);
    await other.query("BEGIN; SELECT 1 FROM ridged_fleet.terminals WHERE terminal = 'bangkok.gate-17' FOR UPDATE");
    const ended = put(store, batchOf(chain.slice(20, 30)));
    await until('it waits', async () => (await server.query(WAITING, url)).length === 1);
    await server.query(`SELECT pg_terminate_backend(pid) FROM (${WAITING}) AS waiting`, url);
    await other.query('COMMIT');
    t.match(await ended, { contiguousSeq: 30, added: 10 }, 'by an administrator (57P01)');

    await store.storeBatches([received('gate-1', chain.slice(0, 1))]);
    // It looks for deadlocks later than the store does: the store is the one that gives way.
    await other.query("SET deadlock_timeout = '20s'; BEGIN");
    await other.query("SELECT 1 FROM ridged_fleet.terminals WHERE terminal = 'bangkok.gate-17' FOR UPDATE");
    const crossed = store.storeBatches([received('gate-17', chain.slice(30)), received('gate-1', chain.slice(1, 2))]);
    await until('it waits', async () => (await server.query(WAITING, url)).length === 1);
    await other.query("SELECT 1 FROM ridged_fleet.terminals WHERE terminal = 'bangkok.gate-1' FOR UPDATE");
    await other.query('COMMIT');
    t.match(
      await crossed,
      [{ standing: { contiguousSeq: 40, added: 10 } }, { standing: { contiguousSeq: 2 } }],
      '40P01',
    );
    await other.end();
    t.strictSame(await store.gaps(), []);
    t.strictSame(await told(store), []);
  });

  const placeOf = async (): Promise<StorePlace> => {
    const url = await server.newDatabase();
    return {
      open: (options) => PostgresFleetStore.open(url, { clock, mayCreate: true, ...options }),
      refuse: async (terminal) => void (await server.query(refusing(terminal), url)),
      allow: async () => void (await server.query('DROP TRIGGER refusing ON ridged_fleet.terminals', url)),
    };
  };
  fleetStoreSuite(t, placeOf);
  fleetWordsSuite(t, placeOf);

  t.test(
    'three ingests store batches of the same terminals at once: each entry once, and the chain whole',
    async (t) => {
      const url = await server.newDatabase();
      // All three find an empty database, and make the same store of it.
      const stores = await Promise.all([open(url), open(url), open(url)]);
      const chain = chainOf(200);
      const names = ['gate-1', 'gate-2', 'gate-3'];
      const work = tenths(chain).flatMap((entries, at) =>
        // Twice each, by different ingests, and the terminals in another order each time.
        [0, 1].map(async (again) => {
          const order = at % 2 === 0 ? names : names.toReversed();
          const group = order.map((name) => received(name, entries));
          return await stores[(at + again) % 3]?.storeBatches(group);
        }),
      );
      const outcomes = (await Promise.all(work)).flatMap((group) => group ?? []);
      t.ok(outcomes.every(({ kind }) => kind === 'stored'));
      const added = outcomes.map((outcome) => (outcome.kind === 'stored' ? outcome.standing.added : 0));
      t.equal(
        added.reduce((sum, count) => sum + count, 0),
        600,
        'none was counted twice',
      );
      const [first] = stores;
      t.match(
        await first?.terminals(),
        names.map(() => ({ entries: 200, contiguousSeq: 200 })),
      );
      t.strictSame(await first?.gaps(), []);
      t.strictSame(first && (await told(first)), []);
      t.equal((await first?.entriesAfter(0, { limit: 1 }))?.[0]?.payload?.['place'], THAI_NAME);
      for (const store of stores) await store[Symbol.asyncDispose]();
    },
  );

  t.test('who reads on from what was seen misses nobody whose ingest was slower', async (t) => {
    const url = await server.newDatabase();
    await using slow = await open(url);
    await using fast = await open(url);
    const chain = chainOf(20);
    await slow.storeBatches([received('gate-1', chain.slice(0, 1))]);
    // It has written its entries already when it meets this lock, and cannot save how far the journal has come.
    const other = await server.connect(url);
    await other.query("BEGIN; SELECT 1 FROM ridged_fleet.journals WHERE terminal = 'bangkok.gate-1' FOR UPDATE");
    const late = slow.storeBatches([received('gate-1', chain.slice(1, 10))]);
    await until('the slow one waits', async () => (await server.query(WAITING, url)).length === 1);
    await fast.storeBatches([received('gate-2', chain.slice(0, 5))]);
    const namesOf = async (after: number) =>
      (await fast.entriesAfter(after, { limit: 99 })).map(({ id, terminal, seq }) => ({ id, terminal, seq }));
    const before = await namesOf(0);
    t.match(before, [{ terminal: 'bangkok.gate-1', seq: 1 }], 'what came later is not shown before it');
    t.equal(before.length, 1);
    await other.query('COMMIT');
    await other.end();
    await late;
    const after = await namesOf(before.at(-1)?.id ?? 0);
    t.strictSame(
      after.map(({ terminal, seq }) => `${terminal} ${seq}`),
      [
        ...chain.slice(1, 10).map(({ seq }) => `bangkok.gate-1 ${seq}`),
        ...[1, 2, 3, 4, 5].map((seq) => `bangkok.gate-2 ${seq}`),
      ],
    );
  });

  t.test('each thing that is wrong with the way to it has its code, and no password is told', async (t) => {
    const url = await server.newDatabase();
    await t.rejects(open(url, false), { code: 'USAGE', context: { why: /there is no fleet/ } });
    await t.rejects(open(server.addressOf('nowhere')), { code: 'STORE_DENIED' });
    await t.rejects(open(server.addressOf('postgres', 'stranger')), { code: 'STORE_DENIED' });
    await t.rejects(open('postgres://ridged@127.0.0.1:1/fleet'), { code: 'STORE_UNREACHABLE' });
    await (await open(url))[Symbol.asyncDispose]();
    await server.newRole('reader');
    await t.rejects(open(url.replace('ridged@', 'reader@'), false), { code: 'STORE_DENIED' });
    await mayOnlyRead(server, url, 'reader');
    const reader = { clock, mayCreate: false, readOnly: true };
    await using readable = await PostgresFleetStore.open(url.replace('ridged@', 'reader@'), reader);
    t.strictSame(await readable.entriesAfter(0, { limit: 9 }), [], 'who may read needs no more to read');

    await server.query("INSERT INTO ridged_fleet.fleet_migration VALUES ('9999-later', '')", url);
    await t.rejects(open(url), { code: 'STORE_NEWER', context: { step: '9999-later' } });
    const careless = await server.newDatabase();
    await server.query(`ALTER DATABASE ${careless.split('/').at(-1)} SET synchronous_commit = off`);
    await t.rejects(open(careless), { code: 'CONFIG_INVALID', context: { why: /synchronous_commit/ } });
  });
});

/** Backends of the database that wait for a lock. */
const WAITING =
  "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND application_name = 'ridgectl'";

/** The database itself shows this terminal on line no more. */
const refusing = (terminal: string): string =>
  `CREATE FUNCTION ridged_fleet.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
   CREATE TRIGGER refusing BEFORE UPDATE ON ridged_fleet.terminals FOR EACH ROW
     WHEN (NEW.terminal = '${terminal}' AND NEW.state = 'online') EXECUTE FUNCTION ridged_fleet.refuse()`;

async function mayOnlyRead(server: PostgresServer, url: string, role: string): Promise<void> {
  await server.query(`GRANT USAGE ON SCHEMA ridged_fleet TO ${role}`, url);
  await server.query(`GRANT SELECT ON ALL TABLES IN SCHEMA ridged_fleet TO ${role}`, url);
  await server.query(`GRANT SELECT ON ALL SEQUENCES IN SCHEMA ridged_fleet TO ${role}`, url);
}
