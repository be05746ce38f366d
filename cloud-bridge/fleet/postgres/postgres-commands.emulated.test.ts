// ridgectl at a fleet in PostgreSQL, as a manager meets it.
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { chainOf } from '../../../protocol/fleet/fixtures/entries.ts';
import { systemClock } from '../../../protocol/index.ts';
import { collectivesSuite } from '../../fixtures/collectives-suite.ts';
import { capturesSuite, pushSuite } from '../../fixtures/delivery-suite.ts';
import { duplicatesSuite } from '../../fixtures/duplicates-suite.ts';
import { batchOf, put, putBy, STRANGERS } from '../../fixtures/fleet-batches.ts';
import { jobsSuite } from '../../fixtures/jobs-suite.ts';
import { labelSuite } from '../../fixtures/label-suite.ts';
import { operatorsSuite } from '../../fixtures/operators-suite.ts';
import { noPostgres, PostgresServer } from '../../fixtures/postgres.ts';
import { requestsSuite } from '../../fixtures/requests-suite.ts';
import { ridgectl, type Told } from '../../fixtures/ridgectl.ts';
import { PostgresFleetStore } from './postgres-fleet-store.ts';

t.test('ridgectl at PostgreSQL', { skip: noPostgres }, async (t) => {
  const server = await PostgresServer.start();
  t.teardown(() => server[Symbol.asyncDispose]());
  await server.newRole('vault');

  const managerOf = async (t: Test) => {
    const store = await server.newDatabase();
    const templates = await server.newDatabase('vault');
    const keys = join(t.testdir(), 'fleet');
    const openStore = () => PostgresFleetStore.open(store, { clock: systemClock, mayCreate: true });
    await (await openStore())[Symbol.asyncDispose]();
    const run = (...args: string[]): Promise<Told> =>
      ridgectl([...args, '--store', store, ...partsOf(args, { keys, templates })]).ended;
    const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out);
    const place = ['--store', store, '--keys', keys, '--templates', templates];
    return { store, keys, place, openStore, run, json };
  };

  pushSuite(t, managerOf);
  capturesSuite(t, managerOf);
  labelSuite(t, managerOf);
  jobsSuite(t, managerOf);
  collectivesSuite(t, managerOf);
  duplicatesSuite(t, managerOf);
  operatorsSuite(t, managerOf);
  requestsSuite(t, managerOf);

  t.test(
    'people come from a file, are granted, listed and leave; keys lie on this machine, for their owner alone',
    async (t) => {
      const { run, json, keys } = await managerOf(t);
      const file = join(t.testdir({ 'staff.csv': 'EMPNO,NAME\r\n0001,น้ำฝน ใจงาม\r\n0002,สมชาย\r\n' }), 'staff.csv');
      const take = ['people', 'import', file, '--map', 'code=EMPNO', 'nameTh=NAME'];
      t.match(await run(...take, '--expect', '2'), { code: 0, out: /2 joined/ });
      t.match(await run(...take, '--expect', '2'), { code: 0, out: /0 joined, 0 changed, 2 as before/ });
      t.match(await json('people', 'list'), {
        people: [{ code: '0001', nameTh: 'น้ำฝน ใจงาม', fingers: 0 }, { code: '0002' }],
      });
      t.match(await run('grants', 'add', '--everyone', '--everywhere', '--by', 'manager'), { code: 0, out: /grant 1/ });
      t.match(await run('grants', 'remove', '1'), { code: 0 });
      t.match(await run('grants', 'remove', '1'), { code: 2, err: /no grant 1/ });
      t.match(await run('people', 'remove', '0002'), { code: 0 });
      t.match(await run('people', 'add', '--code', '0001'), { code: 3, err: /PERSON_EXISTS/ });
      t.equal(statSync(`${keys}.templates.key.json`).mode & 0o077, 0);
    },
  );

  t.test('what terminals sent is followed, and gaps, keys and journals are settled as in SQLite', async (t) => {
    const { run, json, openStore } = await managerOf(t);
    t.match(await run('terminals', 'list'), { code: 0, out: /no terminal has been heard of/ });
    await using store = await openStore();
    await put(store, batchOf(chainOf(3)), batchOf(chainOf(9).slice(5)));
    await put(store, batchOf(chainOf(2, 'journal-b')));
    await putBy(STRANGERS, store, batchOf(chainOf(3)));
    const { out } = await run('journal', 'follow', '--once', '--last', '2', '--json');
    t.strictSame(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).journalId),
      ['journal-b', 'journal-b'],
    );
    const gaps = await run('journal', 'gaps', '--json');
    t.equal(gaps.code, 1);
    t.match(JSON.parse(gaps.out), {
      journals: [{ missing: [{ fromSeq: 4, toSeq: 5 }] }, { change: { follows: 'journal-a' } }],
      refused: [{ refusedKey: STRANGERS, batches: 1 }],
    });
    t.match(await run('journal', 'accept', 'gate-17', 'journal-b'), { code: 0 });
    t.match(await run('terminals', 'trust', 'gate-17'), { code: 0 });
    t.match(await json('terminals', 'list'), {
      terminals: [{ terminal: 'bangkok.gate-17', keyThumbprint: null, refusedKey: null }],
    });
  });

  t.test('each mistake is one clear line, and no password is ever shown', async (t) => {
    const { store, keys, run } = await managerOf(t);
    const empty = await server.newDatabase();
    const at = (...args: string[]) => ridgectl(args).ended;
    t.match(await at('terminals', 'list', '--store', empty), { code: 2, err: /there is no fleet in/ });
    const secret = store.replace('ridged@', 'ridged:hush@');
    t.match(await at('terminals', 'list', '--store', secret), { code: 2, err: /PGPASSFILE/ });
    t.match(await at('people', 'list', '--store', store, '--keys', keys, '--templates', secret), {
      code: 2,
      err: /--templates/,
    });
    for (const { err } of [
      await at('terminals', 'list', '--store', secret),
      await at('trust', '--store', `${secret}%`, '--keys', keys),
    ])
      t.notMatch(err, /hush/);
    t.match(await at('people', 'list', '--store', store), { code: 2, err: /--keys FILE is needed/ });
    t.match(await at('trust', '--store', 'sqlite:fleet.db', '--keys', keys), {
      code: 2,
      err: /--keys goes with postgres/,
    });
    t.match(await at('people', 'list', '--store', 'sqlite:fleet.db', '--templates', store), {
      code: 2,
      err: /--templates goes with/,
    });
    t.match(await at('terminals', 'list', '--store', 'postgres://ridged@127.0.0.1:1/fleet'), {
      code: 3,
      err: /^ridgectl: STORE_UNREACHABLE/,
    });
    t.match(await at('terminals', 'list', '--store', server.addressOf('postgres', 'stranger')), {
      code: 3,
      err: /STORE_DENIED.*PGPASSFILE/,
    });
    writeFileSync(`${keys}.templates.key.json`, '{}', { mode: 0o644 });
    t.match(await run('people', 'list'), { code: 3, err: /KEY_UNAVAILABLE/ });

    const share = (...args: string[]) => at('ingest', '--broker', 'mqtt://127.0.0.1:1', '--share', ...args);
    t.match(await share('a/b', '--store', store, '--keys', keys), { code: 2, err: /--share a\/b/ });
    t.match(await share('campus', '--store', 'sqlite:fleet.db'), {
      code: 2,
      err: /needs a store that several can write to/,
    });
    t.match(await share('campus', '--store', store, '--keys', keys, '--mqtt', '3.1.1'), { code: 2, err: /MQTT 5/ });
    t.match(await share('campus', '--store', store, '--keys', keys), { code: 2, err: /ridgectl trust/ });
    t.notOk(existsSync(`${keys}.keys.json`), 'nor did that make any');
    t.match(await at('ingest', '--help'), { code: 0, out: /postgres:\/\/[\s\S]*PGPASSFILE[\s\S]*--share/ });
  });
});

/** What a command needs besides the store: those who only look into the journals need nothing. */
const partsOf = (
  [noun = '', verb = '']: readonly string[],
  { keys, templates }: { keys: string; templates: string },
): readonly string[] => {
  if (noun === 'journal' || (noun === 'terminals' && verb !== 'people')) return [];
  return ['--keys', keys, ...(noun === 'trust' ? [] : ['--templates', templates])];
};
