// Orders from the book to terminals and back over Mosquitto: terminals that come and go, couriers that are several, words that nobody may believe.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import mqtt from 'mqtt';
import t, { type Test } from 'tap';
import { type TestTerminalKey, terminalKey } from '../../../protocol/fleet/fixtures/keys.ts';
import {
  type Clock,
  commandSchema,
  type JobReport,
  type Ordered,
  openOrder,
  SEALED_ORDERS,
  sealJobReport,
  systemClock,
  TrustedKeys,
  terminalAddress,
  topicOf,
  topicRoot,
} from '../../../protocol/index.ts';
import { officer, orderOf, signedBy } from '../../fixtures/job-words.ts';
import { MemoryJobs } from '../../fixtures/memory-jobs.ts';
import { MemoryOutbox } from '../../fixtures/memory-outbox.ts';
import { MemoryCaptures, MemoryTable, openerOf } from '../../fixtures/memory-people.ts';
import { Mosquitto, noMosquitto } from '../../fixtures/mosquitto.ts';
import { heard, reportOf } from '../../fixtures/register-words.ts';
import { birthInfo, gateKey, keptLog, linkBasics } from '../../fixtures/surroundings.ts';
import { until } from '../../fixtures/until.ts';
import { FleetLink } from '../../fleet-link.ts';
import type { TerminalPeople } from '../../people/people-road.ts';
import { startDelivery } from '../delivery/index.ts';
import { FleetKeys } from '../fleet-keys.ts';
import { openSqliteRegister } from '../register/open-register.ts';
import { type CourierOptions, startCourier } from './start-courier.ts';

const GATE = 'bangkok.gate-17';
const address = terminalAddress('bangkok', 'gate-17');
const forever = new AbortController().signal;

/** Twenty times as fast as time passes. */
const swiftClock: Clock = {
  ...systemClock,
  monotonicMs: () => 20 * systemClock.monotonicMs(),
  sleep: (ms, signal) => systemClock.sleep(ms / 20, signal),
};

/** A message, and whatever in it is base64, and whatever in that is. */
function layersOf(text: string): readonly Buffer[] {
  const words = text.match(/[A-Za-z0-9_-]{8,}/g) ?? [];
  const within = words.map((word) => Buffer.from(word, 'base64url').toString('latin1'));
  return [Buffer.from(text, 'latin1'), ...within.filter((inner) => inner !== '').flatMap(layersOf)];
}

const idIn = (jws: string): unknown =>
  JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8')).id;

t.test('a courier at Mosquitto', { skip: noMosquitto }, async (t) => {
  const broker = await Mosquitto.start();
  t.teardown(() => broker[Symbol.asyncDispose]());
  const gate = await gateKey;

  const fleet = async (t: Test, pinned: string | null = gate.thumbprint) => {
    const folder = t.testdir();
    const register = await openSqliteRegister(join(folder, 'fleet.db'), systemClock);
    t.teardown(() => register[Symbol.asyncDispose]());
    const keys = await FleetKeys.open(join(folder, 'operator.json'), 'operator');
    const ingest = await FleetKeys.open(join(folder, 'ingest.json'));
    const trust = { keys: [...ingest.publicJwks().keys, ...keys.publicJwks().keys, ...(await officer).jwks.keys] };
    const log = keptLog();
    const start = (more: Partial<CourierOptions> = {}) => {
      const store = { erase: async () => 0 };
      const around = { url: broker.url, register, store, keys, keyOf: async () => pinned, log };
      const courier = startCourier({ ...around, clock: swiftClock, ...more }, forever);
      t.teardown(() => courier[Symbol.asyncDispose]());
      return courier;
    };
    const join_ = (jobs: MemoryJobs, people?: TerminalPeople) => {
      const link = new FleetLink({
        ...{ ...linkBasics([], log), url: broker.url, clock: swiftClock, trust, outbox: new MemoryOutbox(0), jobs },
        ...(people && { people }),
        signer: () => gateKey,
      });
      link.start(forever);
      t.teardown(() => link[Symbol.asyncDispose]());
      return link;
    };
    const deliver = () => {
      const around = { url: broker.url, register, keys, keyOf: async () => pinned, log };
      const delivery = startDelivery({ ...around, clock: systemClock, places: async () => [address] }, forever);
      t.teardown(() => delivery[Symbol.asyncDispose]());
    };
    const give = async (terminals: readonly string[] = [GATE], what: Ordered = { kind: 'self-test' }) => {
      const order = orderOf(what, Date.now(), { terminals });
      await register.jobs.add({
        signed: await signedBy(order, await officer),
        stages: terminals.map(() => 0),
        abortAt: 10,
      });
      return order;
    };
    const stateOf = async (id: string, terminal = GATE) =>
      (await register.jobs.jobsOf(id)).find((job) => job.terminal === terminal)?.state;
    return { register, keys, trust, log, start, deliver, join: join_, give, stateOf };
  };

  /** A terminal by hand: what comes down to it, and whatever it likes to say. */
  const byHand = async (t: Test, trust: unknown) => {
    const client = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
    const heard: ReturnType<typeof commandSchema.parse>[] = [];
    client.on('message', (_, payload) => {
      const claims = JSON.parse(Buffer.from(payload.toString().split('.')[1] ?? '', 'base64url').toString());
      heard.push(commandSchema.parse(claims.body));
    });
    await client.subscribeAsync(topicOf(address, 'command'), { qos: 1 });
    const status = async (body: object): Promise<void> =>
      void (await client.publishAsync(topicOf(address, 'status'), JSON.stringify(body), { qos: 1, retain: true }));
    t.teardown(async () => {
      await client.publishAsync(topicOf(address, 'status'), '', { retain: true });
      await client.endAsync();
    });
    const journal = { journalId: 'journal-a', lastSeq: 0, acknowledgedSeq: 0 };
    const recipient = await TrustedKeys.parse(trust).recipient('operator');
    const tell = async (report: Partial<JobReport>, signer: TestTerminalKey = gate): Promise<void> => {
      const whole = { from: topicRoot(address), job: '', kind: 'self-test', number: 1, utcMs: 1, ...report };
      const standing = report.standing ?? { state: 'waiting', because: 'queue' };
      const sealed = await sealJobReport({ ...whole, standing }, recipient, signer);
      await client.publishAsync(topicOf(address, 'command/result'), sealed, { qos: 1 });
    };
    const gives = () => heard.flatMap((body) => ('give' in body ? [body] : []));
    const words = () => heard.flatMap((body) => ('heard' in body ? [body.heard] : []));
    const birth = (connection: string) =>
      status({ ...{ state: 'online', connection, utcMs: 1, journal }, ...birthInfo });
    return { client, status, birth, tell, gives, words };
  };

  t.test('an order waits for its terminal, is carried out once, and its end is kept', async (t) => {
    const { start, join, give, stateOf, register, log } = await fleet(t);
    start();
    const order = await give();
    const jobs = new MemoryJobs(({ order: { id: job } }, own) => {
      own.tell({ job, kind: 'self-test' }, { state: 'running', progress: 0.5, step: 'sensor' });
    });
    const link = join(jobs);
    await until('it runs', async () => (await stateOf(order.id)) === 'running');
    t.match(await register.jobs.jobsOf(order.id), [{ standing: { step: 'sensor' }, saidBy: 'terminal' }]);
    link.pause();
    jobs.tell({ job: order.id, kind: 'self-test' }, { state: 'done', answer: { checks: [] } });
    link.resume();
    await until('it is done', async () => (await stateOf(order.id)) === 'done');
    await until('the terminal knows that it was heard', () => jobs.waiting(9).length === 0);
    t.strictSame(await register.jobs.answers.of({ order: order.id, terminal: GATE }, 'self-test'), { checks: [] });
    t.equal(jobs.taken.length, 1);
    t.notOk(log.lines.some(({ message }) => /was refused/.test(message)));
  });

  t.test(
    'an order is given again until the terminal speaks, over a new connection at once, off line never',
    async (t) => {
      const { start, give, trust, stateOf, keys } = await fleet(t);
      const { birth, status, gives, tell, words } = await byHand(t, trust);
      await birth('first');
      start();
      const order = await give();
      await until('it is given again', () => gives().length >= 2);
      const [given] = gives();
      t.match(given, { connection: 'first' });
      t.match(
        await openOrder(given?.give ?? { order: '', approval: null }, {
          trust: TrustedKeys.parse(trust),
          terminal: GATE,
        }),
        {
          order,
        },
      );
      await status({ state: 'offline', connection: 'before', reason: 'lost' });
      await birth('second');
      await until('the new connection has it', () => gives().some(({ connection }) => connection === 'second'));
      await status({ state: 'offline', connection: 'second', reason: 'lost' });
      // What comes from one terminal is heard in its order: by then that it is off line.
      await tell({ job: order.id, number: 3 });
      await until('its word is heard', () => words().some(({ number }) => number === 3));
      const other = await give();
      await status({ state: 'online', nonsense: true });
      await tell({ job: order.id, number: 4 });
      await until('its word is heard', () => words().some(({ number }) => number === 4));
      t.equal(await stateOf(order.id), 'waiting');
      t.equal(await stateOf(other.id), 'queued');
      t.strictSame([...new Set(gives().map(({ give: { order: jws } }) => idIn(jws)))], [order.id]);
      t.ok(keys.publicJwks());
    },
  );

  t.test('several couriers do no harm', async (t) => {
    const { start, join, give, stateOf } = await fleet(t);
    for (let n = 0; n < 3; n += 1) start();
    const jobs = new MemoryJobs(({ order: { id: job } }, own) =>
      own.tell({ job, kind: 'self-test' }, { state: 'done', answer: { checks: [] } }),
    );
    join(jobs);
    const orders = await Promise.all(Array.from({ length: 5 }, () => give()));
    for (const { id } of orders) await until('it is done', async () => (await stateOf(id)) === 'done');
    await until('each was heard', () => jobs.waiting(9).length === 0);
    t.strictSame(jobs.taken.map(({ order }) => order.id).sort(), orders.map(({ id }) => id).sort(), 'once each');
  });

  t.test(
    'only what the terminal’s own key has signed counts; what it tells of no order it need not tell again',
    async (t) => {
      const { start, give, trust, stateOf, log } = await fleet(t);
      const { birth, tell, gives, words, client } = await byHand(t, trust);
      await birth('first');
      start();
      const order = await give();
      // Nobody hears what is said before the courier listens.
      await until('it is given', () => gives().length > 0);
      const done: JobReport['standing'] = { state: 'done', answer: { checks: [] } };
      await tell({ job: order.id, standing: done }, await terminalKey());
      await tell({ job: order.id, standing: done, from: 'ridged/v1/bangkok/gate-18' });
      await client.publishAsync(topicOf(address, 'command/result'), randomUUID(), { qos: 1 });
      await until(
        'all three are refused',
        () => log.lines.filter(({ message }) => /was refused/.test(message)).length === 3,
      );
      t.equal(await stateOf(order.id), 'queued');
      await tell({ job: 'Z'.repeat(22), number: 7 });
      await until('it is answered', () => words().some(({ job }) => job === 'Z'.repeat(22)));
      await tell({ job: order.id, kind: 'wipe', standing: done });
      await until('as another kind it is nothing', () => words().some(({ job }) => job === order.id));
      t.equal(await stateOf(order.id), 'queued');
      await tell({ job: order.id, standing: { state: 'rejected', why: 'unknown-key', detail: '' } });
      await until('its no counts', async () => (await stateOf(order.id)) === 'rejected');
    },
  );

  t.test('a terminal whose key nobody knows is not believed', async (t) => {
    const { start, give, trust, stateOf } = await fleet(t, null);
    const { birth, tell, gives, words } = await byHand(t, trust);
    await birth('first');
    start();
    const order = await give();
    await until('it is given', () => gives().length > 0);
    await tell({ job: order.id, standing: { state: 'done', answer: { checks: [] } } });
    await until('it is given again', () => gives().length > 2);
    t.equal(await stateOf(order.id), 'queued');
    t.strictSame(words(), []);
  });

  t.test(
    'whoever reads all that the broker carries learns neither about whom an order is, nor which finger is the one for duress',
    async (t) => {
      const { start, deliver, join, give, stateOf, register } = await fleet(t);
      const reader = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
      t.teardown(() => reader.endAsync());
      const carried: string[] = [];
      reader.on('message', (topic, payload) => carried.push(`${topic} ${payload.toString('latin1')}`));
      await reader.subscribeAsync('#', { qos: 1 });
      const named = { code: 'HR-7700112233', nameTh: 'ณัฐพงษ์ ศรีสุวรรณภูมิ', nameEn: 'Nattaphong S', unit: 'กองลับ' };
      const { id: person } = await register.people.add(named);
      await register.grants.add({ to: { kind: 'everyone', name: '' }, at: { kind: 'terminal', name: GATE } }, 'chief');
      const opener = await openerOf();
      const table = new MemoryTable();
      const jobs = new MemoryJobs(({ order: { id: job } }, own) => {
        const answer = { fingers: ['left-index', 'right-thumb'] };
        own.tell({ job, kind: 'enrol' }, { state: 'done', answer });
      });
      start();
      deliver();
      join(jobs, { table, captures: new MemoryCaptures(), opener: async () => opener });
      await until('it has its people', () => table.people.size === 1);
      const what = {
        kind: 'enrol',
        person,
        fingers: ['left-index'],
        again: false,
        duressFingers: ['right-thumb'],
      } as const;
      const order = await give([GATE], what);
      await until('it is done', async () => (await stateOf(order.id)) === 'done');
      await until('the terminal knows that it was heard', () => jobs.waiting(9).length === 0);
      t.match(jobs.taken, [{ order: { what } }]);
      for (const channel of ['people/delta', 'people/desired', 'people/reported', 'command', 'command/result'])
        t.ok(
          carried.some((message) => message.startsWith(`${topicRoot(address)}/${channel} `)),
          channel,
        );
      const layers = carried.flatMap(layersOf).map((text) => text.toString('latin1'));
      for (const secret of [...Object.values(named), order.by, 'left-index', 'right-thumb', 'enrol', order.id])
        t.strictSame(
          layers.filter((text) => text.includes(Buffer.from(secret).toString('latin1'))),
          [],
          secret,
        );
    },
  );

  t.test('a terminal whose key is none is told nothing, and keeps nobody else from being told', async (t) => {
    const { start, join, give, stateOf, register, log } = await fleet(t);
    const shut = reportOf(1, null, { understands: [SEALED_ORDERS] });
    await register.deliveries.note({ site: 'phuket', terminal: 'phuket.door' }, shut, heard(1));
    await give(['phuket.door']);
    const client = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
    t.teardown(() => client.endAsync());
    const journal = { journalId: 'journal-a', lastSeq: 0, acknowledgedSeq: 0 };
    const birth = { state: 'online', connection: 'first', utcMs: 1, journal, ...birthInfo };
    await client.publishAsync(topicOf(terminalAddress('phuket', 'door'), 'status'), JSON.stringify(birth), {
      retain: true,
    });
    start();
    join(
      new MemoryJobs(({ order: { id: job } }, own) =>
        own.tell({ job, kind: 'self-test' }, { state: 'done', answer: { checks: [] } }),
      ),
    );
    await until('it is told', () => log.lines.some(({ message }) => /could be told of no order/.test(message)));
    const { id } = await give();
    await until('the other is done', async () => (await stateOf(id)) === 'done');
  });

  t.test('a broker that dies loses no order', async (t) => {
    const { start, join, give, stateOf } = await fleet(t);
    start();
    const jobs = new MemoryJobs(({ order: { id: job } }, own) =>
      own.tell({ job, kind: 'self-test' }, { state: 'done', answer: { checks: [] } }),
    );
    join(jobs);
    await broker.kill();
    const order = await give();
    await broker.up();
    await until('it is done', async () => (await stateOf(order.id)) === 'done');
  });
});
