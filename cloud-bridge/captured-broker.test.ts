// A broker that was broken into replays, reorders, forges and drops; it can neither make anybody known, nor lower a threshold, nor lose an entry unnoticed.
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { chainOf } from '../protocol/fleet/fixtures/entries.ts';
import { officerKeys, terminalKey, testKeys } from '../protocol/fleet/fixtures/keys.ts';
import {
  approveOrder,
  Broadcast,
  type Clock,
  type DownwardChannel,
  type FleetJwks,
  type JobReport,
  journalBatchSchema,
  type OpenedOrder,
  type Order,
  sealBatch,
  signCommand,
  signOrder,
  systemClock,
  TrustedKeys,
  terminalAddress,
  topicOf,
  topicRoot,
} from '../protocol/index.ts';
import { CapturedBroker, type Passing } from './fixtures/captured-broker.ts';
import { MemoryOutbox } from './fixtures/memory-outbox.ts';
import { MemoryCaptures, MemoryTable, openerOf } from './fixtures/memory-people.ts';
import { gateKey, keptLog, linkBasics, seededRandom } from './fixtures/surroundings.ts';
import { until as untilWithin } from './fixtures/until.ts';
import { FleetKeys, openSqliteRegister, SqliteFleetStore, startDelivery, startIngest } from './fleet/index.ts';
import { FleetLink } from './index.ts';
import type { TerminalJobs } from './jobs/index.ts';

const address = terminalAddress('bangkok', 'gate-17');
const TERMINAL = 'bangkok.gate-17';
const forever = new AbortController().signal;
const topic = (channel: Parameters<typeof topicOf>[1]): string => topicOf(address, channel);

/** Waits of minutes pass quickly: what is waited for is the table's business. */
const hastyClock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 50), signal) };

/** What was lost is sent again after 15 s, and later. */
const until = (what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> =>
  untilWithin(what, isTrue, 60_000);

class TakenOrders implements TerminalJobs {
  readonly changed = new Broadcast<unknown>();
  readonly taken: OpenedOrder[] = [];

  take(opened: OpenedOrder): void {
    this.taken.push(opened);
  }

  waiting(): readonly Omit<JobReport, 'from'>[] {
    return [];
  }

  heard(): void {}
}

async function captured(t: Test) {
  const folder = t.testdir();
  const broker = await CapturedBroker.start();
  const store = await SqliteFleetStore.open(join(folder, 'fleet.db'));
  const register = await openSqliteRegister(join(folder, 'fleet.db'), systemClock);
  const keys = await FleetKeys.open(join(folder, 'keys.json'));
  const operator = await FleetKeys.open(join(folder, 'operator.json'), 'operator');
  const [chief, deputy] = await Promise.all([
    officerKeys('administrator', 'chief'),
    officerKeys('administrator', 'deputy'),
  ]);
  const trust: FleetJwks = {
    keys: [keys.publicJwks(), operator.publicJwks(), chief.jwks, deputy.jwks].flatMap((jwks) => jwks.keys),
  };
  const log = keptLog();
  const fleet = { url: broker.fleetUrl, clock: systemClock, log, protocolVersion: 4 } as const;
  const ingest = startIngest({ ...fleet, store, keys }, forever);
  const keyOf = (terminal: string) => store.pinnedKey(terminal);
  const delivery = startDelivery({ ...fleet, register, keys: operator, keyOf, places: async () => [address] }, forever);
  const refused: string[] = [];
  const outbox = new MemoryOutbox(20);
  const table = new MemoryTable();
  const orders = new TakenOrders();
  const opener = await openerOf();
  const link = new FleetLink({
    ...{ ...linkBasics(refused), url: broker.terminalUrl, clock: hastyClock, log, protocolVersion: 4 },
    ...{ trust, outbox, signer: () => gateKey, jobs: orders, drain: { ackPatienceMs: 200 } },
    people: { table, captures: new MemoryCaptures(), opener: async () => opener },
  });
  link.start(forever);
  t.teardown(async () => {
    for (const part of [link, ingest, delivery, register, store, broker]) await part[Symbol.asyncDispose]();
  });
  const stored = async (): Promise<number> => (await store.terminals()).at(0)?.contiguousSeq ?? 0;
  await until('all that was recorded is stored', async () => (await stored()) === 20 && outbox.acknowledgedSeq === 20);
  return { broker, store, register, operator, keys, trust, chief, deputy, outbox, table, orders, refused, stored };
}

/** As many as have come until it is quiet. */
const shuffled =
  (random: () => number) =>
  (messages: readonly Passing[]): readonly Passing[] =>
    messages
      .map((message) => ({ message, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ message }) => message);

t.test('what was said once and is said again, in any order, changes nothing', async (t) => {
  const { broker, register, outbox, table, orders, stored } = await captured(t);
  const malee = await register.people.add({ code: '0000067890', nameTh: 'มาลี ใจดี' });
  await register.grants.add({ to: { kind: 'everyone', name: '' }, at: { kind: 'site', name: 'bangkok' } }, 'manager');
  await until('the terminal has her', () => table.people.size === 1);
  await register.people.remove(malee.id);
  await until('and has her no more', () => table.people.size === 0);
  const before = { revision: table.state?.revision, acknowledged: outbox.acknowledgedSeq };
  const said = broker.kept.filter(({ direction }) => direction === 'down');
  t.ok(said.some(({ channel }) => channel === 'people/delta' || channel === 'people/desired'));
  t.ok(said.some(({ channel }) => channel === 'journal/ack'));
  for (const { topic: at, payload } of shuffled(seededRandom(3))([...said, ...said]))
    await broker.say('down', at, payload);
  const upward = broker.kept.filter(({ direction }) => direction === 'up');
  for (const { topic: at, payload } of shuffled(seededRandom(4))(upward)) await broker.say('up', at, payload);
  outbox.append(5);
  await until('what is new is stored all the same', async () => (await stored()) === 25);
  t.equal(table.people.size, 0, 'she who was removed is not known again');
  t.equal(table.state?.revision, before.revision);
  t.strictSame(orders.taken, []);
});

t.test('nobody becomes known by what a stranger has made up, nor by the key of another office', async (t) => {
  const { broker, table, outbox, keys, refused } = await captured(t);
  const stranger = await testKeys('operator', 'stranger');
  const ask = { ask: 'report', nonce: 'n'.repeat(22) } as const;
  const forge = (signer: Parameters<typeof signCommand>[1], id: string) =>
    signCommand(
      { audience: topicRoot(address), channel: 'people/delta', body: ask, id: id.repeat(22) },
      signer,
      systemClock,
    );
  await broker.say('down', topic('people/delta'), await forge(stranger.signer, 'a'));
  // The ingest's key is online, and the first that a thief would have.
  await broker.say('down', topic('people/delta'), await forge({ ...keys.signer, role: 'operator' }, 'b'));
  await broker.say('down', topic('people/delta'), await forge(keys.signer, 'c'));
  await broker.say('down', topic('people/desired'), 'no JWS at all');
  await until('each was refused', () => refused.filter((line) => line.startsWith('people/')).length === 4);
  t.strictSame(
    refused.filter((line) => line.startsWith('people/')),
    ['people/delta: unknown-key', 'people/delta: role', 'people/delta: role', 'people/desired: malformed'],
  );
  t.equal(table.people.size, 0);
  const { journalId } = outbox;
  const tooHigh = {
    audience: topicRoot(address),
    channel: 'journal/ack',
    body: { journalId, seq: 999 },
    id: 'd'.repeat(22),
  };
  const ack = await signCommand(tooHigh as never, stranger.signer, systemClock);
  await broker.say('down', topic('journal/ack' satisfies DownwardChannel), ack);
  await until('the forged acknowledgement too', () => refused.includes('journal/ack: unknown-key'));
  t.equal(outbox.acknowledgedSeq, 20);
});

t.test('a threshold is lowered by two administrators and their signatures, not by whoever sends', async (t) => {
  const { broker, operator, chief, deputy, orders, refused } = await captured(t);
  const order: Order = {
    ...{ id: 'o'.repeat(22), by: 'สมหญิง ใจดี', atMs: systemClock.nowMs(), untilMs: null, terminals: [TERMINAL] },
    what: { kind: 'policy', version: 1, values: { 'verification.fmr': 1e-3 } },
  };
  const connection = (): string => {
    const birth = broker.kept.findLast(({ channel }) => channel === 'status');
    return JSON.parse(birth?.payload ?? '{}').connection;
  };
  let number = 0;
  const give = async (jws: string, approval: string | null, at = connection()): Promise<void> => {
    number += 1;
    const id = String(number).padStart(22, 'x');
    const body = { give: { order: jws, approval }, connection: at };
    const command = { audience: topicRoot(address), channel: 'command', body, id } as const;
    // The service's own key was stolen with the broker: whatever it sends is believed to come from the fleet.
    await broker.say('down', topic('command'), await signCommand(command, operator.signer, systemClock));
  };
  const jws = await signOrder(order, chief.signer);
  const asOperator = await signOrder(order, operator.signer);
  const approval = await approveOrder(jws, { by: 'รอง', atMs: order.atMs }, deputy.signer);
  await give(asOperator, await approveOrder(asOperator, { by: 'x', atMs: 1 }, operator.signer));
  await give(jws, null);
  await give(jws, await approveOrder(jws, { by: 'x', atMs: 1 }, chief.signer));
  await give(jws, approval, 'of-yesterday');
  await until('each was refused', () => refused.filter((line) => line.startsWith('command')).length === 4);
  t.strictSame(
    refused.filter((line) => line.startsWith('command')).sort(),
    ['approval', 'approval', 'connection', 'role'].map((why) => `command: order: ${why}`),
  );
  t.strictSame(orders.taken, [], 'and one that was for another connection was not looked at');
  await give(jws, approval);
  await until('what both have signed is taken', () => orders.taken.length === 1);
  t.match(orders.taken, [
    { order: { what: { values: { 'verification.fmr': 1e-3 } } }, orderedBy: 'chief-sig', approvedBy: 'deputy-sig' },
  ]);
});

t.test(
  'entries that it drops or keeps back are kept by the terminal, and arrive each once, in their order',
  async (t) => {
    const { broker, store, outbox, stored } = await captured(t);
    const random = seededRandom(5);
    broker.treat = ({ channel }) => (channel === 'journal' && random() < 0.5 ? 'drop' : 'pass');
    outbox.append(300);
    await until(
      'half of all batches are dropped, and all arrive',
      async () => (await stored()) === 320 && outbox.acknowledgedSeq === 320,
    );
    broker.treat = ({ channel }) => (channel === 'journal/ack' ? 'drop' : 'pass');
    outbox.append(50);
    await until('all are stored, and nobody is told', async () => (await stored()) === 370);
    t.equal(outbox.acknowledgedSeq, 320, 'so the terminal lets nothing go');
    broker.treat = ({ channel }) => (channel?.startsWith('journal') ? 'hold' : 'pass');
    outbox.append(200);
    await until('some are held', () => broker.held >= 2);
    await broker.release(shuffled(random));
    broker.treat = () => 'pass';
    await until(
      'all are stored and acknowledged',
      async () => (await stored()) === 570 && outbox.acknowledgedSeq === 570,
    );
    const [journal] = await store.gaps();
    t.match(journal ?? { missing: [], lost: [], flaws: [] }, { missing: [], lost: [], flaws: [] });
    t.equal((await store.terminals()).at(0)?.entries ?? 570, 570);
  },
);

t.test('entries that it makes up, and a terminal that it invents, are not stored as this one’s', async (t) => {
  const { broker, store, trust, stored } = await captured(t);
  const recipient = await TrustedKeys.parse(trust).recipient('ingest');
  const thief = await terminalKey();
  const entries = chainOf(3, 'journal-a');
  const batch = journalBatchSchema.parse({
    ...{ from: topicRoot(address), journalId: 'journal-a', fromSeq: 21, toSeq: 23, historical: false, ahead: false },
    entries: entries.map((entry, at) => ({ ...entry, seq: 21 + at })),
  });
  await broker.say('up', topic('journal'), await sealBatch(batch, recipient, thief));
  await until(
    'it was refused and counted',
    async () => (await store.terminals()).at(0)?.refusedKey?.thumbprint !== undefined,
  );
  t.equal(await stored(), 20);
  const own = broker.kept.filter(({ channel }) => channel === 'journal').at(-1)?.payload ?? '';
  // Its own batch, shown as another terminal's.
  await broker.say('up', 'ridged/v1/bangkok/gate-18/journal', own);
  await until('it is an incident', async () =>
    (await store.incidents(99)).some(({ kind }) => kind === 'batch-refused'),
  );
  t.equal(
    (await store.terminals()).some(
      ({ terminal, contiguousSeq }) => terminal === 'bangkok.gate-18' && contiguousSeq > 0,
    ),
    false,
  );
});
