// Terminals join and leave a fleet in PostgreSQL as they do one in SQLite, and the keys stay on this machine.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { systemClock } from '../../../protocol/index.ts';
import { noPostgres, PostgresServer } from '../../fixtures/postgres.ts';
import { ridgectl, type Told } from '../../fixtures/ridgectl.ts';
import { PostgresFleetStore } from '../postgres/index.ts';
import { renewalSuite } from './fixtures/renewal-suite.ts';
import { joinBy, signerOf } from './fixtures/trusted-fleet.ts';
import { openPostgresTerminalBook } from './index.ts';

t.test('a terminal joins, is certified anew, and is retired', { skip: noPostgres }, async (t) => {
  const server = await PostgresServer.start();
  t.teardown(() => server[Symbol.asyncDispose]());
  const store = await server.newDatabase();
  const keys = join(t.testdir(), 'fleet');
  const openStore = () => PostgresFleetStore.open(store, { clock: systemClock, mayCreate: true });
  await using opened = await openStore();
  const at = (args: readonly string[], ...more: string[]) => ridgectl([...args, '--store', store, ...more]).ended;
  const run = (...args: string[]): Promise<Told> => at(args, '--keys', keys);
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out);

  t.match(await at(['terminals', 'list']), { code: 0, out: /no terminal has been heard of/ });
  const signer = signerOf();
  await joinBy({ run, json, keys }, 'bangkok.gate-17', signer);
  const shown = JSON.parse((await at(['terminals', 'show', 'bangkok.gate-17', '--json'])).out);
  t.equal(await opened.pinnedKey('bangkok.gate-17'), shown.key);
  t.match(await at(['terminals', 'list']), { code: 0, out: /bangkok\.gate-17 .*claimed, until/ });
  await joinBy({ run, json, keys }, 'bangkok.gate-17', signer);
  t.match(await json('terminals', 'retire', 'bangkok.gate-17'), { retired: true, before: false });
  t.match(await json('terminals', 'retire', 'bangkok.gate-17'), { retired: true, before: true });
  t.equal(await opened.pinnedKey('bangkok.gate-17'), 'retired');
  t.equal((await run('broker', 'init', '--host', 'broker.example')).code, 0);
  t.match(await json('broker', 'refresh'), { revoked: 2, retired: ['bangkok.gate-17'] });
  t.match(await at(['terminals', 'claim', 'none', '--code', 'x', '--answer', 'y']), { code: 2, err: /--keys/ });
  const files = readdirSync(t.testdirName).filter((name) => name.endsWith('.key'));
  t.strictSame(files.length, 5, 'two authorities, three services');
});

t.test('who is given another certificate', { skip: noPostgres }, async (t) => {
  const server = await PostgresServer.start();
  t.teardown(() => server[Symbol.asyncDispose]());
  renewalSuite(t, async (t, clock) => {
    const book = await openPostgresTerminalBook(await server.newDatabase(), clock);
    t.teardown(() => book[Symbol.asyncDispose]());
    return book;
  });
});
