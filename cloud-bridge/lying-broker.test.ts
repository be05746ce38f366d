// A broker that sends more than anybody can keep: it is left with a fault of its own, nothing is collected, and a good one is found again.
import { createHash } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { testKeys } from '../protocol/fleet/fixtures/keys.ts';
import { type Clock, systemClock } from '../protocol/index.ts';
import { type Connection, type MqttVersion, openConnection } from './connection.ts';
import { MemoryOutbox } from './fixtures/memory-outbox.ts';
import { keptLog, linkBasics } from './fixtures/surroundings.ts';
import { until } from './fixtures/until.ts';
import { startBroker } from './fleet/broker.ts';
import { FleetLink } from './fleet-link.ts';

const forever = new AbortController().signal;
const MIB = 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024);
/** Twenty times as fast as time passes. */
const swiftClock: Clock = {
  ...systemClock,
  monotonicMs: () => 20 * systemClock.monotonicMs(),
  sleep: (ms, signal) => systemClock.sleep(ms / 20, signal),
};
/** PUBLISH, QoS 1, of 256 MiB. */
const HUGE = Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f]);
/** As much as a connection may hold on its way, in this process and in the system: far from what is sent. */
const MOST_GROWTH_BYTES = 32 * MIB;

const connackOf = (version: MqttVersion): Buffer => Buffer.from(version === 5 ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0]);

interface Road {
  readonly scheme: 'mqtt' | 'ws';
  /** What has to be said before MQTT is. */
  readonly greet: (socket: Socket, asked: string) => void;
  readonly framed: (bytes: Buffer) => Buffer;
}

/** RFC 6455, 4.2.2 and 5.2. */
const ROADS: readonly Road[] = [
  { scheme: 'mqtt', greet: () => undefined, framed: (bytes) => bytes },
  {
    scheme: 'ws',
    greet: (socket, asked) => {
      const [, key = ''] = /sec-websocket-key: (\S+)/i.exec(asked) ?? [];
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n`,
      );
    },
    framed: (bytes) => Buffer.concat([frameOf(bytes.length), bytes]),
  },
];

function frameOf(length: number): Buffer {
  const header = Buffer.alloc(10);
  header.writeUInt16BE(0x82_7f);
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

interface Liar {
  readonly server: Server;
  readonly port: number;
}

/** Takes whoever comes in, says `lie`, and then sends bytes for as long as anybody takes them. */
async function liar(
  t: Test,
  { scheme, greet, framed }: Road,
  { connack, lie }: { connack: Buffer; lie: Buffer },
): Promise<Liar> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    let heard = 0;
    const flood = (): void => {
      for (let isTaken = true; isTaken && socket.writable; ) isTaken = socket.write(framed(CHUNK));
    };
    socket.on('drain', flood);
    socket.on('data', (bytes) => {
      heard += 1;
      if (heard === 1) greet(socket, bytes.toString('latin1'));
      if (heard !== (scheme === 'ws' ? 2 : 1)) return;
      socket.write(framed(connack));
      socket.write(lie);
      flood();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const made = { server, port: typeof address === 'object' && address ? address.port : 0 };
  t.teardown(() => server.close());
  return made;
}

const urlOf = ({ scheme }: Road, { port }: Liar): string =>
  scheme === 'ws' ? `ws://127.0.0.1:${port}/mqtt` : `mqtt://127.0.0.1:${port}`;

/** Why it was left, at the beginning or later: what is said together comes together. */
async function leftBecause(url: string, protocolVersion: MqttVersion): Promise<unknown> {
  const settings = { url, clientId: 'gate', protocolVersion, keepaliveS: 30, sessionExpiryS: 0 } as const;
  try {
    const { lost } = await openConnection({ ...settings, receive: async () => undefined }, forever);
    await until('the broker is left', () => lost.aborted);
    return lost.reason;
  } catch (reason) {
    return reason;
  }
}

const [TCP, WEB] = ROADS;
if (!TCP || !WEB) throw new Error('there are two roads');

for (const road of ROADS)
  for (const version of [4, 5] as const)
    t.test(`a packet of 256 MiB over ${road.scheme}://, by version ${version}, is not waited for`, async (t) => {
      const there = await liar(t, road, { connack: connackOf(version), lie: road.framed(HUGE) });
      const before = process.memoryUsage().arrayBuffers;
      t.match(await leftBecause(urlOf(road, there), version), {
        code: 'FLEET_MISBEHAVED',
        context: { why: /packet of 268435455 bytes/ },
      });
      t.ok(process.memoryUsage().arrayBuffers - before < MOST_GROWTH_BYTES, 'nothing was collected');
    });

t.test('nor is a frame of a terabyte', async (t) => {
  const there = await liar(t, WEB, { connack: connackOf(4), lie: frameOf(2 ** 40) });
  t.match(await leftBecause(urlOf(WEB, there), 4), { code: 'FLEET_MISBEHAVED', context: { why: /frame/ } });
});

t.test('nor what comes by QoS 2, which would be kept until a second word', async (t) => {
  const publish = Buffer.from([0x34, 7, 0, 1, 0x61, 0, 1, 0x78, 0x78]);
  const there = await liar(t, TCP, { connack: connackOf(4), lie: publish });
  t.match(await leftBecause(urlOf(TCP, there), 4), { code: 'FLEET_MISBEHAVED', context: { why: /QoS 2/ } });
});

/** Takes whoever comes in, answers their pings and nothing else; by its `murmur` it sends a message now and then. */
async function mute(t: Test, murmur?: { everyMs: number }): Promise<string> {
  const server = createServer((socket) => {
    const timer = murmur && setInterval(() => socket.write(MURMUR), murmur.everyMs);
    socket.on('close', () => clearInterval(timer));
    socket.on('error', () => undefined);
    socket.on('data', ([first = 0]) => {
      if (first >> 4 === 1) socket.write(connackOf(4));
      if (first >> 4 === 12) socket.write(Buffer.from([0xd0, 0]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const address = server.address();
  return `mqtt://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

/** PUBLISH, QoS 0, "x" to "a". */
const MURMUR = Buffer.from([0x30, 4, 0, 1, 0x61, 0x78]);
const QUICK = { clientId: 'gate', protocolVersion: 4, keepaliveS: 1, sessionExpiryS: 0 } as const;

t.test('nor is one that keeps the connection and acknowledges nothing', async (t) => {
  const url = await mute(t);
  for (const ask of [
    (to: Connection) => to.publish({ topic: 'a', payload: 'x', qos: 1 }),
    (to: Connection) => to.subscribe(['a']),
  ]) {
    const connection = await openConnection({ ...QUICK, url, receive: async () => undefined }, forever);
    await t.rejects(ask(connection), { code: 'FLEET_UNREACHABLE', context: { why: /no answer/ } });
    t.ok(connection.lost.aborted, 'it is dialled anew');
    t.match(connection.lost.reason, { code: 'FLEET_UNREACHABLE', context: { why: /no answer/ } });
    connection.cut();
  }
});

t.test('one that sends all the while is waited for longer, and no answer is waited for for ever', async (t) => {
  const url = await mute(t, { everyMs: 300 });
  let taken = 0;
  const receive = async (): Promise<void> => {
    taken += 1;
  };
  const connection = await openConnection({ ...QUICK, url, receive }, forever);
  const published = connection.publish({ topic: 'a', payload: 'x', qos: 1 });
  published.catch(() => undefined);
  await until('three times as much as silence may take has come', () => taken >= 15);
  t.notOk(connection.lost.aborted, 'what comes over a slow road holds up its answers');
  await t.rejects(published, { code: 'FLEET_UNREACHABLE', context: { why: /no answer/ } });
  t.ok(connection.lost.aborted);
  connection.cut();
});

t.test(
  'who is told to end while a broker leaves everything unanswered ends, long before its patience does',
  async (t) => {
    const url = await mute(t);
    const { jwks } = await testKeys();
    const asked = { ...linkBasics([], keptLog()), url, protocolVersion: 4, trust: jwks, clock: systemClock } as const;
    const link = new FleetLink({ ...asked, outbox: new MemoryOutbox(0) });
    const stop = new AbortController();
    link.start(stop.signal);
    await until('it has dialled', () => link.state.at === 'connecting');
    // By now it has asked for its subscriptions.
    await new Promise((resolve) => setTimeout(resolve, 500));
    stop.abort(new Error('the service ends'));
    const patience = new AbortController();
    const late = systemClock.sleep(15_000, patience.signal).then(() => 'late');
    t.equal(await Promise.race([link[Symbol.asyncDispose]().then(() => 'ended'), late]), 'ended');
    patience.abort(new Error('over'));
    await late.catch(() => undefined);
  },
);

t.test('a terminal says why it left a broker, waits longer each time, and comes back to a good one', async (t) => {
  const there = await liar(t, TCP, { connack: connackOf(4), lie: HUGE });
  const told: string[] = [];
  const log = keptLog();
  const { jwks } = await testKeys();
  await using link = new FleetLink({
    ...{ ...linkBasics([], log), url: urlOf(TCP, there), protocolVersion: 4, trust: jwks },
    ...{ clock: swiftClock, outbox: new MemoryOutbox(0), onRefused: (topic, why) => told.push(`${topic}: ${why}`) },
  });
  link.start(forever);
  await until('it was left three times', () => told.length >= 3);
  t.match(told[0], /^connection: it sends a packet of 268435455 bytes/);
  t.ok(link.state.attempt > 1, 'it is no sooner there for having answered');
  t.ok(log.lines.some(({ fields }) => 'code' in fields && fields.code === 'FLEET_MISBEHAVED'));
  await new Promise<void>((resolve) => there.server.close(() => resolve()));
  await using _good = await startBroker({ host: '127.0.0.1', port: there.port });
  await until('it is on line', () => link.state.at === 'online');
});
