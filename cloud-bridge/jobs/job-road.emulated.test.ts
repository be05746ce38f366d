// Orders over a real broker: carried to the terminal as officers have signed them, and whatever else comes told and left undone.
import { randomBytes, randomUUID } from 'node:crypto';
import mqtt from 'mqtt';
import t, { type Test } from 'tap';
import { officerKeys, type TestKeys, testKeys } from '../../protocol/fleet/fixtures/keys.ts';
import {
  approveOrder,
  type Clock,
  type CommandMessage,
  type JobReport,
  MOST_ORDER_BYTES,
  type Order,
  type Ordered,
  openJobReport,
  type SignedOrder,
  sealCommand,
  signCommand,
  signOrder,
  statusSchema,
  systemClock,
} from '../../protocol/index.ts';
import { MemoryJobs, storeFull } from '../fixtures/memory-jobs.ts';
import { MemoryOutbox } from '../fixtures/memory-outbox.ts';
import { MemoryCaptures, MemoryTable, openerOf } from '../fixtures/memory-people.ts';
import { Mosquitto, noMosquitto } from '../fixtures/mosquitto.ts';
import { gateKey, keptLog, linkBasics } from '../fixtures/surroundings.ts';
import { until } from '../fixtures/until.ts';
import { FleetLink, type FleetLinkOptions } from '../fleet-link.ts';

const ROOT = 'ridged/v1/bangkok/gate-17';
const TERMINAL = 'bangkok.gate-17';
const forever = new AbortController().signal;

/** Twenty times as fast as time passes. */
const swiftClock: Clock = {
  ...systemClock,
  monotonicMs: () => 20 * systemClock.monotonicMs(),
  sleep: (ms, signal) => systemClock.sleep(ms / 20, signal),
};

const newId = (): string => randomBytes(16).toString('base64url');

const orderOf = (what: Ordered, change: Partial<Order> = {}): Order => {
  const atMs = Date.now();
  return { id: newId(), by: 'สมหญิง', atMs, untilMs: atMs + 60_000, terminals: [TERMINAL], what, ...change };
};

interface Desk extends AsyncDisposable {
  readonly reports: JobReport[];
  readonly connections: string[];
  say(body: CommandMessage, signer?: TestKeys['signer']): Promise<string>;
  publish(message: string): Promise<void>;
  /** To the connection of its latest birth. */
  give(signed: SignedOrder): Promise<string>;
}

/** The fleet's side, by hand. */
async function deskAt(url: string, operator: TestKeys): Promise<Desk> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 5 });
  const reports: JobReport[] = [];
  const connections: string[] = [];
  client.on('message', (topic, payload) => {
    if (topic.endsWith('/status')) {
      const status = statusSchema.parse(JSON.parse(payload.toString()));
      if (status.state === 'online') connections.push(status.connection);
    } else void openJobReport(payload, () => operator.unsealKey).then(({ report }) => reports.push(report));
  });
  await client.subscribeAsync([`${ROOT}/status`, `${ROOT}/command/result`], { qos: 1 });
  const publish = async (message: string): Promise<void> =>
    void (await client.publishAsync(`${ROOT}/command`, message, { qos: 1 }));
  const say = async (body: CommandMessage, signer = operator.signer): Promise<string> => {
    const command = { audience: ROOT, channel: 'command', body, id: randomUUID() } as const;
    const message = await signCommand(command, signer, systemClock);
    await publish(message);
    return message;
  };
  return {
    ...{ reports, connections, publish, say },
    give: async (give) => {
      await until('the terminal is there', () => connections.length > 0);
      return await say({ give, connection: connections.at(-1) ?? '' });
    },
    [Symbol.asyncDispose]: async () => void (await client.endAsync()),
  };
}

t.test('orders over Mosquitto', { skip: noMosquitto }, async (t) => {
  const broker = await Mosquitto.start();
  t.teardown(() => broker[Symbol.asyncDispose]());
  const [service, operator, chief, deputy, stranger] = await Promise.all([
    testKeys('operator', 'service'),
    officerKeys('operator', 'operator'),
    officerKeys('administrator', 'chief'),
    officerKeys('administrator', 'deputy'),
    officerKeys('operator', 'stranger'),
  ]);
  const ingest = await testKeys();
  /** The service seals and is sealed to; officers only sign. */
  const signing = [operator, chief, deputy].flatMap(({ jwks }) => jwks.keys.filter(({ use }) => use === 'sig'));
  const trust = { keys: [...ingest.jwks.keys, ...service.jwks.keys, ...signing] };

  const road = async (t: Test, jobs = new MemoryJobs(), clock = systemClock, more: Partial<FleetLinkOptions> = {}) => {
    const refused: string[] = [];
    const log = keptLog();
    const link = new FleetLink({
      ...{ ...linkBasics(refused, log), url: broker.url, clock, trust, outbox: new MemoryOutbox(0), jobs },
      ...{ signer: () => gateKey, ...more },
    });
    link.start(forever);
    const desk = await deskAt(broker.url, service);
    t.teardown(async () => {
      await link[Symbol.asyncDispose]();
      await desk[Symbol.asyncDispose]();
    });
    return { jobs, refused, link, desk, log };
  };

  t.test('an order is taken once, and each of its standings comes back sealed until it was heard', async (t) => {
    const { jobs, desk } = await road(t);
    const order = orderOf({ kind: 'reboot', what: 'service' });
    const signed = { order: await signOrder(order, operator.signer), approval: null };
    await desk.give(signed);
    await until('it was taken', () => jobs.taken.length === 1);
    t.match(jobs.taken[0], { order, orderedBy: operator.signer.kid, approvedBy: null });
    await until('it waits', () => desk.reports.length === 1);
    const about = { from: ROOT, job: order.id, kind: 'reboot' };
    t.match(desk.reports, [{ ...about, number: 1, standing: { state: 'waiting', because: 'queue' } }]);
    await desk.give(signed);
    jobs.tell({ job: order.id, kind: 'reboot' }, { state: 'running', progress: 0.5, step: 'stopping' });
    await until('it runs', () => desk.reports.some(({ number }) => number === 2));
    await desk.say({ heard: { job: order.id, number: 1 } });
    await until('the first word is heard', () => jobs.heardOf.length === 1);
    t.equal(jobs.waiting(9).length, 1, 'the second is not');
    jobs.tell({ job: order.id, kind: 'reboot' }, { state: 'done', answer: {} });
    await until('it is done', () => desk.reports.some(({ number }) => number === 3));
    await desk.say({ heard: { job: order.id, number: 3 } });
    await until('nothing is left to be told', () => jobs.waiting(9).length === 0);
    t.equal(jobs.taken.length, 1);
  });

  t.test('what nobody has heard is told again', async (t) => {
    const { jobs, desk } = await road(t, new MemoryJobs(), swiftClock);
    const order = orderOf({ kind: 'self-test' });
    await desk.give({ order: await signOrder(order, operator.signer), approval: null });
    await until('it was told thrice', () => desk.reports.filter(({ job }) => job === order.id).length >= 3);
    t.equal(jobs.waiting(9)[0]?.number, 1);
    await desk.say({ heard: { job: order.id, number: 1 } });
    await until('it was heard', () => jobs.waiting(9).length === 0);
  });

  t.test('what no officer of the right wants is not done; the terminal says so, and keeps it in mind', async (t) => {
    const { jobs, desk, refused } = await road(t);
    const wipe = orderOf({ kind: 'wipe', reason: 'stolen' });
    const jws = await signOrder(wipe, chief.signer);
    const approval = await approveOrder(jws, { by: 'x', atMs: wipe.atMs }, deputy.signer);
    const lock = (change: Partial<Order> = {}): Order => orderOf({ kind: 'lock', reason: 'น้ำท่วม' }, change);
    const unknownKind = { ...lock(), what: { kind: 'sing' } } as unknown as Order;
    const bare = async (order: Order, by = operator): Promise<SignedOrder> => ({
      order: await signOrder(order, by.signer),
      approval: null,
    });
    const cases: readonly (readonly [string, SignedOrder])[] = [
      ['unknown-key', await bare(lock(), stranger)],
      ['role', await bare(orderOf({ kind: 'snapshot', reason: 'x' }))],
      ['approval', { order: jws, approval: null }],
      ['approval', { order: jws, approval: await approveOrder(jws, { by: 'x', atMs: 1 }, chief.signer) }],
      ['audience', await bare(lock({ terminals: ['bangkok.gate-18'] }))],
      ['malformed', await bare(unknownKind)],
    ];
    for (const [at, [why, signed]] of cases.entries()) {
      await desk.give(signed);
      await until(`${why} is answered`, () => desk.reports.length === at + 1);
      t.match(desk.reports[at], { number: 1, standing: { state: 'rejected', why } }, why);
    }
    t.equal(desk.reports.at(-1)?.kind, 'sing', 'also of a kind that this terminal does not know');
    await desk.give({ order: 'no.order.atall', approval: null });
    await until('garbage is told of', () => refused.length === cases.length + 1);
    t.strictSame(refused, [...cases.map(([why]) => `command: order: ${why}`), 'command: order: malformed']);
    t.equal(desk.reports.length, cases.length, 'what has no name is not answered');
    t.strictSame(jobs.taken, []);
    await desk.give({ order: jws, approval });
    await until('with both signatures it is taken', () => jobs.taken.length === 1);
    t.match(jobs.taken[0], { orderedBy: chief.signer.kid, approvedBy: deputy.signer.kid });
  });

  t.test('what is repeated, kept back, or sent by another role is nothing', async (t) => {
    const { jobs, desk, refused, link } = await road(t);
    const signed = { order: await signOrder(orderOf({ kind: 'self-test' }), operator.signer), approval: null };
    const message = await desk.give(signed);
    await until('it was taken', () => jobs.taken.length === 1);
    await desk.publish(message);
    await until('the repetition is told of', () => refused.length === 1);
    t.match(refused, ['command: replayed']);
    const [before = ''] = desk.connections;
    link.pause();
    link.resume();
    await until('it has come again', () => desk.connections.length === 2);
    const again = { order: await signOrder(orderOf({ kind: 'self-test' }), operator.signer), approval: null };
    await desk.say({ give: again, connection: before });
    await until('it was for an earlier connection', () => refused.length === 2);
    t.equal(refused[1], 'command: order: connection');
    await desk.say({ give: again, connection: desk.connections[1] ?? '' }, ingest.signer);
    await until('the ingest may not order', () => refused.length === 3);
    t.match(refused[2], /command: role/);
    t.equal(jobs.taken.length, 1);
    t.notOk(desk.reports.some(({ standing }) => standing.state === 'rejected'));
    await desk.give(again);
    await until('for this connection it is taken', () => jobs.taken.length === 2);
  });

  t.test('a store that fails loses nothing: the order comes again, the word of the fleet too', async (t) => {
    const { jobs, desk, log } = await road(t);
    jobs.fault = storeFull();
    const order = orderOf({ kind: 'self-test' });
    const signed = { order: await signOrder(order, operator.signer), approval: null };
    await desk.give(signed);
    await until('it was not taken', () => log.lines.some(({ message }) => message === 'an order was not taken'));
    t.equal(desk.reports.length, 0, 'nor rejected');
    jobs.fault = undefined;
    await desk.give(signed);
    await until('now it was', () => desk.reports.length === 1);
    jobs.fault = storeFull();
    await desk.say({ heard: { job: order.id, number: 1 } });
    await until('it could not be kept', () => log.lines.some(({ message }) => /could not be kept/.test(message)));
    jobs.fault = undefined;
    await desk.say({ heard: { job: order.id, number: 1 } });
    await until('now it was kept', () => jobs.waiting(9).length === 0);
  });

  t.test('of a flood a few are kept and the rest let go; the terminal serves on', async (t) => {
    const { jobs, desk, refused } = await road(t);
    const forged = { order: await signOrder(orderOf({ kind: 'self-test' }), stranger.signer), approval: null };
    await Promise.all(Array.from({ length: 200 }, () => desk.give(forged)));
    const good = { order: await signOrder(orderOf({ kind: 'self-test' }), operator.signer), approval: null };
    await until('a genuine one that comes again is taken still', async () => {
      await desk.give(good);
      return jobs.taken.length === 1;
    });
    t.ok(refused.length <= 20, `${refused.length} were told`);
  });

  t.test('an order of as many terminals as may be, with its approval, is no message too large', async (t) => {
    const { jobs, desk } = await road(t);
    const reason = 'x'.repeat(300);
    const others = (count: number): readonly string[] =>
      Array.from({ length: count }, (_, at) => `bangkok.${'t'.repeat(48)}-${String(at).padStart(4, '0')}`);
    const jwsOf = (count: number): Promise<string> =>
      signOrder(orderOf({ kind: 'wipe', reason }, { terminals: [TERMINAL, ...others(count)] }), chief.signer);
    let count = 600;
    while ((await jwsOf(count)).length > MOST_ORDER_BYTES) count -= 5;
    const order = await jwsOf(count);
    t.ok(MOST_ORDER_BYTES - order.length < 1000, `${count} terminals in ${order.length} bytes`);
    await desk.give({ order, approval: await approveOrder(order, { by: 'ก'.repeat(64), atMs: 1 }, deputy.signer) });
    await until('it was taken', () => jobs.taken.length === 1);
  });

  t.test('what is sealed to the terminal is opened there, and what is sealed to another told of', async (t) => {
    const opener = await openerOf();
    const people = { table: new MemoryTable(), captures: new MemoryCaptures(), opener: async () => opener };
    const { jobs, desk, refused } = await road(t, new MemoryJobs(), systemClock, { people });
    const order = orderOf({ kind: 'self-test' });
    const give = { order: await signOrder(order, operator.signer), approval: null };
    await until('the terminal is there', () => desk.connections.length > 0);
    const [connection = ''] = desk.connections;
    await desk.say({ sealed: await sealCommand({ give, connection }, (await openerOf()).publicJwk) });
    await desk.say({ sealed: 'not.a.seal' });
    await until('neither opens', () => refused.length === 2);
    t.strictSame(refused, ['command: order: seal', 'command: order: seal']);
    await desk.say({ sealed: await sealCommand({ give, connection: 'before' }, opener.publicJwk) });
    await until('it was for an earlier connection', () => refused.length === 3);
    t.strictSame(jobs.taken, []);
    await desk.say({ sealed: await sealCommand({ give, connection }, opener.publicJwk) });
    await until('it was taken', () => jobs.taken.length === 1);
    t.match(jobs.taken[0], { order, orderedBy: operator.signer.kid });
    const heard = { job: order.id, number: 1 };
    await desk.say({ sealed: await sealCommand({ heard }, opener.publicJwk) });
    await until('nothing is left to be told', () => jobs.waiting(9).length === 0);
    const largest = {
      order: randomBytes(33 * 1024).toString('base64url'),
      approval: randomBytes(1536).toString('base64url'),
    };
    t.equal(largest.order.length, MOST_ORDER_BYTES);
    await desk.say({ sealed: await sealCommand({ give: largest, connection }, opener.publicJwk) });
    await until('the largest there can be is opened', () => refused.length === 4);
    t.equal(refused[3], 'command: order: malformed');
  });

  t.test('where nothing could be told of, nothing is done', async (t) => {
    const jobs = new MemoryJobs();
    const withoutSeal = { keys: trust.keys.filter(({ use, roles }) => use === 'sig' || !roles.includes('operator')) };
    const refused: string[] = [];
    await using link = new FleetLink({
      ...{ ...linkBasics(refused), url: broker.url, clock: systemClock, trust: withoutSeal },
      ...{ outbox: new MemoryOutbox(0), jobs, signer: () => gateKey },
    });
    link.start(forever);
    await using desk = await deskAt(broker.url, service);
    const unlock = { order: await signOrder(orderOf({ kind: 'self-test' }), operator.signer), approval: null };
    await desk.publish(await desk.give(unlock));
    await until('it was heard, for its repetition is refused', () => refused.length === 1);
    t.strictSame(jobs.taken, []);
  });
});
