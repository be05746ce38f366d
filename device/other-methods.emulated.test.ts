// By what somebody clocks, and who is not there yet, over a real broker at a whole terminal: said in the fleet, followed by the screen.
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Mosquitto, noMosquitto } from '../cloud-bridge/fixtures/mosquitto.ts';
import { keptLog } from '../cloud-bridge/fixtures/surroundings.ts';
import {
  FleetKeys,
  openSqliteRegister,
  SqliteFleetStore,
  startDelivery,
  startIngest,
} from '../cloud-bridge/fleet/index.ts';
import { encodeFingerMinutiae, type OtherMethod, systemClock, type TerminalAddress } from '../protocol/index.ts';
import { openTerminal, print, type Terminal, until } from './fixtures/terminal.ts';

const never = new AbortController().signal;
const ADDRESS = { site: 'site', terminal: 'terminal' };
const NAME = `${ADDRESS.site}.${ADDRESS.terminal}`;
const here = { kind: 'terminal', name: NAME } as const;

async function fleetAt(t: Test, url: string, places: readonly TerminalAddress[]) {
  const folder = t.testdir();
  const file = join(folder, 'fleet.db');
  const keys = await FleetKeys.open(join(folder, 'fleet.keys.json'));
  const operator = await FleetKeys.open(join(folder, 'operator.json'), 'operator');
  const store = await SqliteFleetStore.open(file);
  const register = await openSqliteRegister(file, systemClock);
  const around = { url, clock: systemClock, log: keptLog() };
  const ingest = startIngest({ ...around, store, keys }, never);
  const keyOf = (terminal: string): Promise<string | null> => store.pinnedKey(terminal);
  const delivery = startDelivery({ ...around, register, keys: operator, keyOf, places: async () => places }, never);
  t.teardown(async () => {
    for (const part of [delivery, ingest, register, store]) await part[Symbol.asyncDispose]();
  });
  const trust = { keys: [...keys.publicJwks().keys, ...operator.publicJwks().keys] };
  return { register, delivery, store, access: { url, trust } };
}

async function capturedFinger({ kiosk }: Terminal, finger: number) {
  const impressions = [];
  for (const impression of [0, 1, 2]) {
    const extraction = await kiosk.engine.extract(print(finger, impression), never);
    const record = Buffer.from(encodeFingerMinutiae(extraction.template)).toString('base64');
    impressions.push({ record, quality: 80, sensor: 'office', enroller: 'officer-1', atMs: 1 });
  }
  return { finger: 'right-index', consentId: 'C-1', impressions } as const;
}

const dayFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

t.test('a record in the fleet is another way at the terminal, and back again', { skip: noMosquitto }, async (t) => {
  await using broker = await Mosquitto.start();
  const { register, access } = await fleetAt(t, broker.url, [ADDRESS]);
  await using terminal = await openTerminal({ dataDir: t.testdir({}), fleet: access, address: ADDRESS });
  const { claims, stores } = terminal.kiosk;
  const { id } = await register.people.add({ code: '0000012345', nameTh: 'สมชาย' });
  await register.templates.replace(id, [await capturedFinger(terminal, 1)]);
  await register.people.touch(id);
  await register.grants.add({ to: { kind: 'everyone', name: '' }, at: here }, 'manager');
  const known = (method: OtherMethod | undefined) =>
    until(`the terminal says ${method}`, () => {
      const person = stores.people.byCode('0000012345');
      return person !== undefined && person.methods[0]?.method === method;
    });
  const set = (method: OtherMethod) => {
    const record = { kind: 'method', personId: id, from: dayFromNow(-2), until: dayFromNow(2) } as const;
    return register.times.book([{ ...record, body: { method } }], 'manager');
  };
  await known(undefined);
  t.match(await terminal.touch(print(1, 4)), { code: 'accepted' });

  await set('number-finger');
  await known('number-finger');
  t.match(await terminal.touch(print(1, 5)), { code: 'claim-first', accepted: false });
  t.match(await claims.byNumber('0000012345'), { claimed: true, ways: ['finger'] });
  t.match(await terminal.touch(print(1, 6)), { accepted: true, person: { code: '0000012345' } });

  const { numbers } = await set('number');
  await known('number');
  t.match(await claims.byNumber('0000012345'), { claimed: false, answer: { accepted: true } });
  t.match(stores.journal.readNewest(1)[0]?.payload, {
    method: 'number',
    subject: null,
    person: id,
    outcome: 'accepted',
  });

  await register.times.withdraw('method', numbers[0] ?? 0, 'manager');
  await known(undefined);
  t.match(await terminal.touch(print(1, 7)), { accepted: true });
});

t.test('who is not there yet is fetched while they stand there, and only they', { skip: noMosquitto }, async (t) => {
  await using broker = await Mosquitto.start();
  // Nobody has brought this terminal its table.
  const { register, access, store } = await fleetAt(t, broker.url, []);
  await using terminal = await openTerminal({ dataDir: t.testdir({}), fleet: access, address: ADDRESS });
  const { claims, stores, fleet } = terminal.kiosk;
  await until('it is known by its own key, and has told its own', async () => {
    const delivery = await register.deliveries.of(NAME);
    return (await store.pinnedKey(NAME)) !== null && delivery?.report !== undefined && delivery.report !== null;
  });
  const somchai = await register.people.add({ code: '0000012345', nameTh: 'สมชาย' });
  await register.people.add({ code: '0000067890', nameTh: 'มาลี' });
  await register.templates.replace(somchai.id, [await capturedFinger(terminal, 1)]);
  await register.people.touch(somchai.id);
  await register.grants.add({ to: { kind: 'person', name: somchai.id }, at: here }, 'manager');
  t.equal(stores.people.count, 0);

  const startedAt = performance.now();
  t.match(await claims.byNumber('0000012345'), { claimed: true, ways: ['finger'] });
  t.comment(`fetched in ${Math.round(performance.now() - startedAt)} ms`);
  t.match(await terminal.touch(print(1, 5)), { accepted: true, person: { code: '0000012345' } });
  t.match(await claims.byNumber('0000067890'), { answer: { code: 'claim-unknown' } }, 'no right here');
  t.match(await claims.byNumber('nobody'), { answer: { code: 'claim-unknown' } });
  await until('the table itself has them', () => stores.fleetPeople.early().length === 0);
  t.equal(stores.people.count, 1);

  fleet?.pause();
  const offAt = performance.now();
  t.match(await claims.byNumber('0000067890'), { answer: { code: 'claim-unknown' } });
  t.comment(`refused off line in ${Math.round(performance.now() - offAt)} ms`);
});
