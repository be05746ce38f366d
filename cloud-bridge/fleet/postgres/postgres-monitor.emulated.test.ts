// ridgectl monitor at a fleet in PostgreSQL; a role that may only read is enough to watch terminals.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { chainOf } from '../../../protocol/fleet/fixtures/entries.ts';
import { systemClock } from '../../../protocol/index.ts';
import { batchOf, put } from '../../fixtures/fleet-batches.ts';
import { monitorSuite } from '../../fixtures/monitor-suite.ts';
import { noPostgres, PostgresServer } from '../../fixtures/postgres.ts';
import { ridgectl, type Told } from '../../fixtures/ridgectl.ts';
import { PostgresFleetStore } from './postgres-fleet-store.ts';

t.test('ridgectl monitor at PostgreSQL', { skip: noPostgres }, async (t) => {
  const server = await PostgresServer.start();
  t.teardown(() => server[Symbol.asyncDispose]());

  const managerOf = async (t: Test) => {
    const store = await server.newDatabase();
    const folder = t.testdir();
    const openStore = () => PostgresFleetStore.open(store, { clock: systemClock, mayCreate: true });
    await (await openStore())[Symbol.asyncDispose]();
    const given = ['--state', join(folder, 'monitor.json'), '--webhook-key', join(folder, 'webhook.key')];
    const place = ['--store', store, ...given];
    const run = (...args: string[]): Promise<Told> => ridgectl([...args, ...place]).ended;
    const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out);
    return { store, keys: join(folder, 'fleet'), place, openStore, run, json };
  };

  monitorSuite(t, managerOf);

  t.test('who may only read can watch; where nobody says where to remember it is asked', async (t) => {
    const { store, openStore } = await managerOf(t);
    {
      await using opened = await openStore();
      await put(opened, batchOf(chainOf(3)));
    }
    await server.newRole('watcher');
    await server.query('GRANT USAGE ON SCHEMA ridged_fleet TO watcher', store);
    await server.query('GRANT SELECT ON ALL TABLES IN SCHEMA ridged_fleet TO watcher', store);
    await server.query('GRANT SELECT ON ALL SEQUENCES IN SCHEMA ridged_fleet TO watcher', store);
    const address = server.addressOf(store.split('/').at(-1) ?? '', 'watcher');
    const told = await ridgectl(['monitor', '--store', address, '--once', '--json']).ended;
    t.equal(told.code, 1, told.err);
    t.match(JSON.parse(told.out), {
      terminals: [{ terminal: 'bangkok.gate-17' }],
      alerts: [{ rule: 'terminal-silent' }],
    });
    t.match(await ridgectl(['monitor', '--store', address]).ended, { code: 2, err: /--state FILE is needed/ });
  });

  t.test('with --keys the register is watched too', async (t) => {
    const { store, keys } = await managerOf(t);
    const place = ['--store', store, '--keys', keys];
    t.match(await ridgectl(['people', 'add', '--code', '0001', ...place]).ended, { code: 0 });
    const rules = `${keys}.rules.json`;
    writeFileSync(rules, '{"rules":{"people-changed":{"perHour":0}}}');
    const told = await ridgectl(['monitor', '--once', '--json', '--rules', rules, ...place]).ended;
    t.match(JSON.parse(told.out), { alerts: [{ rule: 'people-changed', figures: { people: 1 } }] });
    t.notMatch(told.err, /not watched/);
  });
});
