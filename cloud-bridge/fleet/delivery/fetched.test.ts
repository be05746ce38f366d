// Somebody stands before a terminal that does not know them: who is to be there comes at once, nobody else is told of, and nothing is tried out.
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { terminalKey } from '../../../protocol/fleet/fixtures/keys.ts';
import {
  ManualClock,
  openCommand,
  parseTopic,
  ReplayGuard,
  sealWanted,
  TrustedKeys,
  terminalAddress,
  terminalName,
  topicRoot,
} from '../../../protocol/index.ts';
import type { Connection } from '../../connection.ts';
import { MemoryTable, openerOf } from '../../fixtures/memory-people.ts';
import { keptLog } from '../../fixtures/surroundings.ts';
import { until } from '../../fixtures/until.ts';
import { PeopleSearch } from '../../people/people-search.ts';
import { PeopleSync } from '../../people/people-sync.ts';
import { FleetKeys } from '../fleet-keys.ts';
import { openSqliteRegister } from '../register/open-register.ts';
import { Deliverer } from './deliverer.ts';

const address = terminalAddress('bangkok', 'gate-17');
const terminal = terminalName(address);
const here = { kind: 'terminal', name: terminal } as const;

async function joined(t: Test) {
  const { calculateJwkThumbprint } = await import('jose');
  const folder = t.testdir();
  const clock = new ManualClock();
  const register = await openSqliteRegister(join(folder, 'fleet.db'), clock);
  const operator = await FleetKeys.open(join(folder, 'operator.json'), 'operator');
  const trust = TrustedKeys.parse(operator.publicJwks());
  const recipient = await trust.recipient('operator');
  const signer = await terminalKey();
  const pinned = await calculateJwkThumbprint(signer.publicJwk);
  const deliverer = new Deliverer({ register, keys: operator, clock, log: keptLog(), keyOf: async () => pinned });
  const table = new MemoryTable();
  const around = { address, signer, clock, log: keptLog() };
  const send = (channel: 'people/reported' | 'people/wanted') => (message: string) =>
    deliverer.hear({ address, channel, payload: Buffer.from(message) });
  const search = new PeopleSearch({ ...around, recipient, publish: send('people/wanted') });
  const opener = await openerOf();
  const sync = new PeopleSync({ ...around, table, opener, search, publish: send('people/reported') });
  const replayGuard = new ReplayGuard();
  let answers = 0;
  const publish: Connection['publish'] = async ({ topic, payload }) => {
    const channel = parseTopic(topic)?.channel;
    if (channel !== 'people/delta' && channel !== 'people/desired') throw new Error(topic);
    const from = { trust, audience: topicRoot(address), channel, clock, clockIsTrusted: true, replayGuard } as const;
    const body = await openCommand(Buffer.from(String(payload)), from);
    if ('found' in body) answers += 1;
    // The table is long under way, and never comes.
    if (!('sealed' in body)) sync.hear(body);
  };
  const stop = new AbortController();
  const running = [
    deliverer.run({ publish } as Connection, stop.signal).catch((reason: unknown) => reason),
    sync.run(stop.signal).catch((reason: unknown) => reason),
  ];
  t.teardown(async () => {
    stop.abort();
    search.end();
    await Promise.all(running);
    await register[Symbol.asyncDispose]();
  });
  await until('it has told its key', async () => (await register.deliveries.of(terminal))?.report !== undefined);
  return { register, search, table, clock, deliverer, recipient, signer, answersSoFar: () => answers };
}

t.test('who has just been granted the terminal is there at once, while its table is still under way', async (t) => {
  const { register, search, table } = await joined(t);
  const { id } = await register.people.add({ code: '0000012345', nameTh: 'สมชาย' });
  await register.grants.add({ to: { kind: 'person', name: id }, at: here }, 'manager');
  t.equal(await search.ask('0000012345'), 'here');
  t.match([...table.welcomed.values()], [{ id, nameTh: 'สมชาย', rights: [{ schedule: null }] }]);
  t.equal(table.people.size, 0);
  t.match(await register.deliveries.of(terminal), { wants: { people: 1 } }, 'and is in the table that follows');
});

t.test('who has no right there is as unknown as whoever there is not', async (t) => {
  const { register, search, table } = await joined(t);
  const { id } = await register.people.add({ code: 'ELSEWHERE', nameTh: 'มาลี' });
  const elsewhere = { kind: 'terminal', name: 'bangkok.other' } as const;
  await register.grants.add({ to: { kind: 'person', name: id }, at: elsewhere }, 'manager');
  t.equal(await search.ask('ELSEWHERE'), 'nobody');
  t.equal(await search.ask('NOBODY'), 'nobody');
  await register.grants.add({ to: { kind: 'person', name: id }, at: here }, 'manager');
  await register.grants.add({ to: { kind: 'everyone', name: '' }, at: here, effect: 'except' }, 'manager');
  t.equal(await search.ask('ELSEWHERE'), 'nobody', 'revoked');
  t.equal(table.welcomed.size, 0);
});

t.test('whoever has stolen a terminal’s key tries out a dozen codes, and then one in six seconds', async (t) => {
  const { deliverer, recipient, signer, clock, answersSoFar } = await joined(t);
  const tryOut = async (code: number): Promise<void> => {
    const wanted = { from: topicRoot(address), asked: `${code}`.padStart(22, 'x'), code: `${code}` };
    const payload = Buffer.from(await sealWanted(wanted, recipient, signer));
    await deliverer.hear({ address, channel: 'people/wanted', payload });
  };
  for (let code = 0; code < 40; code += 1) await tryOut(code);
  await until('as many as are answered', () => answersSoFar() === 12);
  clock.advance(6000);
  await tryOut(41);
  await tryOut(42);
  await until('one more', () => answersSoFar() === 13);
});

t.test('what another key has signed, or is shown as another terminal’s, is asked of nobody', async (t) => {
  const { deliverer, recipient, signer, register, answersSoFar, search } = await joined(t);
  const wanted = { from: topicRoot(address), asked: 'n'.repeat(22), code: '1' };
  const stranger = await sealWanted(wanted, recipient, await terminalKey());
  const other = await sealWanted({ ...wanted, from: 'ridged/v1/bangkok/other' }, recipient, signer);
  for (const message of [stranger, other, 'x'])
    await deliverer.hear({ address, channel: 'people/wanted', payload: Buffer.from(message) });
  await register.people.add({ code: '2' });
  t.equal(await search.ask('2'), 'nobody');
  t.equal(answersSoFar(), 1);
});
