// Who works at terminals themselves, at a fleet in SQLite; and the page on which they touch a key, from its address to its end.
import { randomBytes } from 'node:crypto';
import t, { type Test } from 'tap';
import { ManualClock, newId, systemClock } from '../../../../protocol/index.ts';
import { address, birth, born, note } from '../../../fixtures/fleet-batches.ts';
import { KeyPageClient } from '../../../fixtures/key-page-client.ts';
import { card, securityKey } from '../../../fixtures/operator-keys.ts';
import { operatorActsSuite, operatorsSuite } from '../../../fixtures/operators-suite.ts';
import { manager, ridgectl } from '../../../fixtures/ridgectl.ts';
import { SoftSecurityKey } from '../../../fixtures/soft-security-key.ts';
import { until } from '../../../fixtures/until.ts';
import { makeOfficerKey } from '../../office/index.ts';
import { openSqliteRegister } from '../../register/index.ts';

operatorsSuite(t, manager);
operatorActsSuite(t, manager);

const SOMCHAI = 'สมชาย ใจดี';
const ADD = ['operators', 'add', '--name', SOMCHAI, '--role', 'operator', '--everywhere'];

/** A command that waits at its page. */
async function atPage(t: Test, fleet: Awaited<ReturnType<typeof manager>>, ...args: string[]) {
  const clock = new ManualClock();
  const stop = new AbortController();
  const { told, ended } = ridgectl([...args, ...fleet.place], stop.signal, clock);
  t.teardown(async () => {
    stop.abort();
    await ended;
  });
  await until('the page is there', () => /http:\S+/.test(told.err) || told.code !== -1);
  const [url = ''] = /http:\S+/.exec(told.err) ?? [];
  return { client: new KeyPageClient(url), clock, stop, ended, told };
}

t.test('a security key is kept once it was touched, and a further one is another', async (t) => {
  const fleet = await manager(t);
  const first = await atPage(t, fleet, ...ADD, '--json');
  t.match(first.told.err, /เปิดที่อยู่นี้ในเบราว์เซอร์.*open this address in a browser.*: http:\/\/localhost:\d+\/#/);
  t.match(await fleet.json('operators', 'list'), { operators: [] }, 'before that nobody is');
  const key = new SoftSecurityKey();
  t.match(await first.client.register(key), { status: 200 });
  const added = await first.ended;
  t.equal(added.code, 0);
  t.match(JSON.parse(added.out), { operator: { name: SOMCHAI, keys: [{ kind: 'security-key', label: 'key-1' }] } });
  await t.rejects(first.client.ask(), 'and the page is gone');

  const second = await atPage(t, fleet, 'operators', 'key', SOMCHAI);
  const { body } = await second.client.ask();
  t.match(body.options.excludeCredentials, [{ id: key.id }], 'the same key is told apart by itself');
  const same = key.create({ challenge: body.options.challenge, origin: second.client.origin });
  t.match(await second.client.post('/key', { credential: same }), {
    status: 409,
    body: { error: { word: 'refused', detail: /that key is สมชาย ใจดี's already/ } },
  });
  t.match(await second.client.register(new SoftSecurityKey({ kind: 'EdDSA' })), { status: 200 });
  t.match(await second.ended, { code: 0, out: /let in by key-1: security-key, key-2: security-key/ });
});

t.test('after five minutes nothing is kept, and so it is after Ctrl-C', async (t) => {
  const fleet = await manager(t);
  const slow = await atPage(t, fleet, ...ADD);
  slow.clock.advance(299_999);
  t.match(await slow.client.ask(), { status: 200 }, 'until then it waits');
  slow.clock.advance(1);
  t.match(await slow.ended, { code: 1, out: '', err: /หมดเวลา.*within 5 minutes.*nothing is kept/ });
  await t.rejects(slow.client.register(new SoftSecurityKey()));

  const stopped = await atPage(t, fleet, ...ADD, '--json');
  stopped.stop.abort();
  t.match(await stopped.ended, { code: 0, out: '', err: /ไม่ได้บันทึกอะไร \/ nothing is kept/ });
  await t.rejects(stopped.client.ask());
  const scripted = await atPage(t, fleet, ...ADD, '--json');
  scripted.clock.advance(300_000);
  t.match(await scripted.ended, { code: 1, out: '{"operator":null}\n' });
  t.match(await fleet.json('operators', 'list', '--all'), { operators: [] });
});

t.test('whoever came first under that name is who they are: the second is told on the page', async (t) => {
  const fleet = await manager(t);
  const [first, second] = [await atPage(t, fleet, ...ADD), await atPage(t, fleet, ...ADD)];
  t.match(await first.client.register(new SoftSecurityKey()), { status: 200 });
  t.match(await first.ended, { code: 0 });
  t.match(await second.client.register(new SoftSecurityKey()), {
    status: 409,
    body: { error: { detail: /is the name of an operator already/ } },
  });
});

t.test('what keeps a key from being kept ends the command with what to do', async (t) => {
  const fleet = await manager(t);
  const { client, ended } = await atPage(t, fleet, ...ADD);
  const file = `${fleet.file}.people`;
  const { default: Sqlite } = await import('better-sqlite3');
  const other = new Sqlite(file);
  other.exec("CREATE TRIGGER full BEFORE INSERT ON site_operator BEGIN SELECT RAISE(ABORT, 'no room'); END");
  other.close();
  t.match(await client.register(new SoftSecurityKey()), { status: 500, body: { error: { word: 'refused' } } });
  t.match(await ended, { code: 3, err: /no room/ });
});

t.test('more than a terminal takes are refused before anybody touches a key; so many fit into one order', async (t) => {
  const fleet = await manager(t);
  {
    await using store = await fleet.openStore();
    await note(store, born(address, birth, 1));
  }
  await using register = await openSqliteRegister(fleet.keys, systemClock);
  const fields = { role: 'operator', validUntilMs: null, places: [{ kind: 'everywhere', name: '' }] } as const;
  for (let at = 0; at < 32; at += 1) {
    const name = `ผู้ปฏิบัติงานคนที่ ${at}`;
    await register.operators.add({ ...fields, name }, securityKey(), null);
    await register.operators.addKey(name, card(), null);
  }
  const why = /33 operators would work at bangkok\.gate-17, and a terminal takes 32/;
  t.match(await fleet.run(...ADD), { code: 2, err: why });
  const key = `${fleet.folder}/somchai.key`;
  await makeOfficerKey(key, { name: 'สมชาย', role: 'administrator' });
  const sent = await fleet.json('operators', 'send', '--as', key);
  t.match(sent, { orders: [{ order: { what: { operators: { length: 32 } } } }] });
  for (const { name } of await register.operators.all())
    for (const label of ['a', 'b'])
      await register.operators.addKey(
        name,
        { ...securityKey(label), id: 'i'.repeat(340 - name.length) + newId(randomBytes) },
        null,
      );
  await fleet.run('jobs', 'cancel', sent.orders[0].order.id, '--as', key, '--no-wait');
  t.match(await fleet.run('operators', 'send', '--as', key), { code: 2, err: /more than fits into one order: .*keys/ });
});
