// Letters over a real broker that several share: each for one of them, and what was kept before for whoever comes.
import mqtt from 'mqtt';
import t from 'tap';
import { systemClock } from '../../protocol/index.ts';
import { Mosquitto, noMosquitto } from '../fixtures/mosquitto.ts';
import { until } from '../fixtures/until.ts';
import { LetterBox } from './letter-box.ts';

const STATUS = 'ridged/v1/bangkok/gate-17/status';

/** Its letters as `channel: text`, as they come. */
async function reader(url: string, { signal }: AbortController) {
  const letters: string[] = [];
  const channels = ['journal', 'status', 'health'] as const;
  const box = new LetterBox({ url, clientId: `r-${Math.random()}`, channels, share: 'campus', clock: systemClock });
  const [lane] = box.lanes;
  if (!lane) throw new Error('a box has one lane');
  const connection = await box.open(signal);
  const read = async (): Promise<void> => {
    while (!signal.aborted)
      await lane.deal(
        async (dealt) =>
          void letters.push(...dealt.map(({ channel, payload }) => `${channel}: ${Buffer.from(payload)}`)),
        { atMost: 16, withinMs: 1000 },
        signal,
      );
  };
  const running = read().catch(() => undefined);
  const end = async (): Promise<void> => {
    connection.cut();
    await running;
  };
  return { letters, end };
}

t.test(
  'each message is for one of those who share; a kept status is told to each who comes',
  { skip: noMosquitto },
  async (t) => {
    await using broker = await Mosquitto.start();
    const client = await mqtt.connectAsync(broker.url, { protocolVersion: 5, reconnectPeriod: 0 });
    await client.publishAsync(STATUS, 'kept', { qos: 1, retain: true });
    const ended = new AbortController();
    const readers = [await reader(broker.url, ended), await reader(broker.url, ended)];
    await until('both know who is there', () => readers.every(({ letters }) => letters.includes('status: kept')));
    for (let at = 0; at < 10; at += 1) {
      await client.publishAsync(STATUS, `born ${at}`, { qos: 1, retain: true });
      await client.publishAsync('ridged/v1/bangkok/gate-17/journal', `batch ${at}`, { qos: 1 });
      await client.publishAsync('ridged/v1/bangkok/gate-17/health', `well ${at}`, { qos: 0 });
    }
    const all = () => readers.flatMap(({ letters }) => letters).filter((text) => text !== 'status: kept');
    await until('all are there', () => all().length >= 30);
    await client.publishAsync(STATUS, 'last', { qos: 1, retain: true });
    await until('and the last', () => all().includes('status: last'));
    t.equal(all().length, 31, 'none came twice');
    t.equal(new Set(all()).size, 31);
    t.ok(
      readers.every(({ letters }) => letters.length > 5),
      'each has its share',
    );
    ended.abort(new Error('enough'));
    for (const { end } of readers) await end();
    await client.endAsync(true);
  },
);

t.test(
  'a terminal that takes long holds up no other lane, and its letters stay in their order',
  { skip: noMosquitto },
  async (t) => {
    await using broker = await Mosquitto.start();
    const ended = new AbortController();
    const channels = ['journal'] as const;
    const box = new LetterBox({ url: broker.url, clientId: 'reader', channels, lanes: 2, clock: systemClock });
    const connection = await box.open(ended.signal);
    const dealt: string[] = [];
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const running = box.lanes.map(async (lane) => {
      while (!ended.signal.aborted)
        await lane.deal(
          async (letters) => {
            if (letters.some(({ address }) => address.terminal === 'gate-1')) await held;
            dealt.push(...letters.map(({ address, payload }) => `${address.terminal}: ${Buffer.from(payload)}`));
          },
          { atMost: 2, withinMs: 1000 },
          ended.signal,
        );
    });
    const client = await mqtt.connectAsync(broker.url, { protocolVersion: 5, reconnectPeriod: 0 });
    for (const text of ['first', 'second', 'third', 'last'])
      for (const gate of ['gate-1', 'gate-2'])
        await client.publishAsync(`ridged/v1/bangkok/${gate}/journal`, text, { qos: 1 });
    await until('one has all of its own', () => dealt.includes('gate-2: last'));
    t.strictSame(dealt, ['gate-2: first', 'gate-2: second', 'gate-2: third', 'gate-2: last']);
    letGo();
    await until('so has the other', () => dealt.includes('gate-1: last'));
    t.strictSame(dealt.slice(4), ['gate-1: first', 'gate-1: second', 'gate-1: third', 'gate-1: last']);
    ended.abort(new Error('enough'));
    connection.cut();
    await Promise.allSettled(running);
    await client.endAsync(true);
  },
);

t.test('who reads no further is heard all the same', { skip: noMosquitto }, async (t) => {
  await using broker = await Mosquitto.start();
  const ended = new AbortController();
  const channels = ['journal'] as const;
  const box = new LetterBox({ url: broker.url, clientId: 'slow reader', channels, clock: systemClock });
  const connection = await box.open(ended.signal);
  const client = await mqtt.connectAsync(broker.url, { protocolVersion: 5, reconnectPeriod: 0 });
  // More than is kept unread, and the rest of it in front of whatever else the broker says.
  const batch = Buffer.alloc(50_000, 'x');
  for (let at = 0; at < 140; at += 1) await client.publishAsync('ridged/v1/bangkok/gate-1/journal', batch, { qos: 1 });
  const answers = Array.from({ length: 100 }, (_, at) =>
    connection.publish({ topic: 'ridged/v1/bangkok/gate-1/journal/ack', payload: `answer ${at}`, qos: 1 }),
  );
  await t.resolves(Promise.all(answers), 'the broker has each answer while nothing is read');
  connection.cut();
  await t.rejects(
    connection.publish({ topic: 'ridged/v1/bangkok/gate-1/journal/ack', payload: 'late', qos: 1 }),
    { code: 'FLEET_UNREACHABLE' },
    'and none once both are gone',
  );
  await until('both are known to be gone', () => connection.lost.aborted);
  ended.abort(new Error('enough'));
  await client.endAsync(true);
});
