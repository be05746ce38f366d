// Officers of a fleet in a real PostgreSQL: as in SQLite.
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../../protocol/index.ts';
import { officeSuite } from '../../fixtures/office-suite.ts';
import { operatorActsSuite } from '../../fixtures/operators-suite.ts';
import { noPostgres, PostgresServer } from '../../fixtures/postgres.ts';
import { type Manager, ridgectl, type Told } from '../../fixtures/ridgectl.ts';
import { secondOfficerSuite } from '../../fixtures/second-officer-suite.ts';
import { staffed } from '../../fixtures/staffed-fleet.ts';
import { PostgresFleetStore } from './postgres-fleet-store.ts';

t.test('officers of a fleet in PostgreSQL', { skip: noPostgres }, async (t) => {
  const server = await PostgresServer.start();
  t.teardown(() => server[Symbol.asyncDispose]());

  const managerOf = async (t: Test): Promise<Manager> => {
    const store = await server.newDatabase();
    const keys = join(t.testdir(), 'fleet');
    const openStore = () => PostgresFleetStore.open(store, { clock: systemClock, mayCreate: true });
    await (await openStore())[Symbol.asyncDispose]();
    const run = (...args: string[]): Promise<Told> =>
      ridgectl([...args, '--store', store, ...(needsKeys(args) ? ['--keys', keys] : [])]).ended;
    const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out);
    return { keys, place: ['--store', store, '--keys', keys], openStore, run, json };
  };

  officeSuite(t, managerOf);
  secondOfficerSuite(t, managerOf);
  operatorActsSuite(t, managerOf);

  t.test('many who act at once write one chain', async (t) => {
    const { as, boss, jsonAs } = await staffed(t, managerOf);
    const adding = Array.from({ length: 6 }, (_, at) => as(boss, 'people', 'add', '--code', `${at}`));
    t.strictSame(
      (await Promise.all(adding)).map(({ code }) => code),
      [0, 0, 0, 0, 0, 0],
    );
    t.match(await jsonAs(boss, 'audit', 'verify'), { intact: true, entries: 13, unended: [] });
  });

  t.test(
    'who may see the journals alone sees them, until the fleet has officers; then the database holds them back',
    async (t) => {
      const fleet = await managerOf(t);
      const [store = ''] = fleet.place.slice(1);
      await server.newRole('looker');
      const look = () => ridgectl(['terminals', 'list', '--store', store.replace('ridged@', 'looker@')]).ended;
      await server.query('GRANT USAGE ON SCHEMA ridged_fleet TO looker', store);
      await server.query('GRANT SELECT ON ALL TABLES IN SCHEMA ridged_fleet TO looker', store);
      t.match(await look(), { code: 0, out: /no terminal/ });
      const key = `${fleet.keys}.boss`;
      t.match(await fleet.run('officers', 'add', 'boss', '--role', 'administrator', '--out', key), { code: 0 });
      t.match(await look(), { code: 3, out: '', err: /STORE_DENIED/ });
    },
  );
});

/** Those who only look into the store, the audit and what waits have none. */
const needsKeys = ([noun = '', verb = '']: readonly string[]): boolean =>
  !['journal', 'audit'].includes(noun) &&
  (noun !== 'officers' || verb === 'add') &&
  (noun !== 'approvals' || verb === 'approve');
