// A terminal's journal over a real broker into a real store: Mosquitto with MQTT 5, NATS and ours with MQTT 3.1.1.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import t, { type Test } from 'tap';
import { z } from 'zod';
import { chainOf, entryAfter, THAI_NAME } from '../protocol/fleet/fixtures/entries.ts';
import { terminalKey, testKeys } from '../protocol/fleet/fixtures/keys.ts';
import {
  type BatchSigner,
  type Clock,
  fleetJsonSchemas,
  type JournalBatch,
  openBatch,
  sealBatch,
  signCommand,
  statusSchema,
  systemClock,
  TrustedKeys,
} from '../protocol/index.ts';
import { allBrokers, realBrokers } from './fixtures/brokers.ts';
import { Authority, contentsOf, noOpenssl } from './fixtures/certificates.ts';
import { MemoryOutbox } from './fixtures/memory-outbox.ts';
import { Mosquitto, noMosquitto } from './fixtures/mosquitto.ts';
import { gateKey, type KeptLog, keptLog, linkBasics } from './fixtures/surroundings.ts';
import { until } from './fixtures/until.ts';
import { runRidgectl } from './fleet/commands/program.ts';
import {
  benchDrain,
  FleetKeys,
  type FleetStore,
  type IngestOptions,
  SqliteFleetStore,
  startBroker,
  startIngest,
} from './fleet/index.ts';
import { DRAIN_LIMITS, FleetLink, type FleetLinkOptions } from './index.ts';

const ROOT = 'ridged/v1/bangkok/gate-17';
const forever = new AbortController().signal;

/** Delays of the reconnect are the table's business, tested there: here they pass quickly. */
const hastyClock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 100), signal) };

interface Fleet extends AsyncDisposable {
  readonly store: SqliteFleetStore;
  readonly keys: FleetKeys;
  readonly folder: string;
}

async function makeFleet(): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), 'ridged-fleet-'));
  const keys = await FleetKeys.open(join(folder, 'fleet.keys.json'));
  const store = await SqliteFleetStore.open(join(folder, 'fleet.db'));
  const end = async (): Promise<void> => {
    await store[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
  return { store, keys, folder, [Symbol.asyncDispose]: end };
}

const ingestOf = (
  { store, keys }: { store: FleetStore; keys: FleetKeys },
  url: string,
  more: Partial<IngestOptions> = {},
) => startIngest({ url, store, keys, clock: hastyClock, log: keptLog(), ...more }, forever);

function linkOf(
  fleet: Fleet,
  url: string,
  more: Partial<FleetLinkOptions> & Pick<FleetLinkOptions, 'outbox'>,
): FleetLink {
  const link = new FleetLink({
    ...linkBasics(),
    ...{ url, clock: hastyClock, trust: fleet.keys.publicJwks() },
    ...more,
    drain: { ackPatienceMs: 500, ...more.drain },
  });
  link.start(forever);
  return link;
}

const drained = (outbox: MemoryOutbox) =>
  until('the fleet has acknowledged everything', () => outbox.acknowledgedSeq === outbox.lastSeq);

const seqsIn = async (store: FleetStore): Promise<readonly number[]> =>
  (await store.entriesAfter(0, { limit: 1_000_000 })).map(({ seq }) => seq);

const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, at) => at + 1);

/** Somebody else at the broker: listens to everything, and says what a test wants said. */
async function eavesdrop(url: string, version: 4 | 5 = 5) {
  const client = await mqtt.connectAsync(url, { protocolVersion: version, reconnectPeriod: 0 });
  const heard: { readonly topic: string; readonly payload: Buffer; readonly retain: boolean }[] = [];
  client.on('error', () => undefined);
  client.on('message', (topic, payload, { retain }) => heard.push({ topic, payload, retain }));
  await client.subscribeAsync('ridged/#', { qos: 1 });
  const on = (channel: string) => heard.filter(({ topic }) => topic === `${ROOT}/${channel}`);
  const say = (channel: string, payload: string | Buffer): Promise<unknown> =>
    client.publishAsync(`${ROOT}/${channel}`, payload, { qos: 1 });
  return { on, say, client, [Symbol.asyncDispose]: () => client.endAsync(true) };
}

const ridgectl = async ({ folder }: Fleet, args: readonly string[]): Promise<{ code: number; out: string }> => {
  const said: string[] = [];
  const out = (text: string): void => void said.push(text);
  const store = ['--store', `sqlite:${join(folder, 'fleet.db')}`];
  const code = await runRidgectl([...args, ...store], { out, err: out, clock: systemClock, signal: forever });
  return { code, out: said.join('') };
};

const gapsOf = (fleet: Fleet) => ridgectl(fleet, ['journal', 'gaps', '--json']);

/** What somebody can make who has heard the birth of a terminal and holds the public keys of the fleet. */
async function forgerOf({ keys }: Fleet, { journalId }: MemoryOutbox) {
  const recipient = await TrustedKeys.parse(keys.publicJwks()).recipient('ingest');
  return (seq: number, signer: BatchSigner, from = ROOT): Promise<string> => {
    const entry = entryAfter({ seq: seq - 1, hash: '0'.repeat(64) }, journalId, { event: 'clock', forged: true });
    const flags = { historical: false, ahead: false };
    return sealBatch({ from, journalId, fromSeq: seq, toSeq: seq, ...flags, entries: [entry] }, recipient, signer);
  };
}

for (const { name, version, start, skip } of allBrokers)
  t.test(name, { skip }, async (t) => {
    t.test(
      'entries arrive once, in order and with their Thai text, and every message fits its published schema',
      async (t) => {
        await using broker = await start();
        await using fleet = await makeFleet();
        await using ear = await eavesdrop(broker.url, version);
        await using ingest = ingestOf(fleet, broker.url, { protocolVersion: version });
        const outbox = new MemoryOutbox(250);
        await using link = linkOf(fleet, broker.url, { outbox, protocolVersion: version });
        await drained(outbox);
        outbox.append(3);
        await drained(outbox);
        t.strictSame(await seqsIn(fleet.store), upTo(253));
        const entries = await fleet.store.entriesAfter(0, { limit: 300 });
        t.strictSame(entries[0]?.payload, { event: 'clock', place: THAI_NAME, attempt: 1 });
        t.equal(entries[0]?.historical, true, 'older than the connection');
        t.equal(entries.at(-1)?.historical, false, 'entered while connected');
        t.strictSame(await fleet.store.incidents(9), []);
        t.equal(link.state.at, 'online');
        t.equal(ingest.state.at, 'online');
        t.ok(outbox.mostReadAtOnce <= DRAIN_LIMITS.batchEntries, 'never the whole backlog at once');
        await checkTraffic(t, ear, fleet.keys);
      },
    );

    t.test(
      'presence: online while it is there, offline when it says goodbye, the word kept for who comes later',
      async (t) => {
        await using broker = await start();
        await using fleet = await makeFleet();
        await using ingest = ingestOf(fleet, broker.url, { protocolVersion: version });
        const outbox = new MemoryOutbox(0);
        const state = async () => (await fleet.store.terminals()).map((row) => `${row.terminal} ${row.state}`).join();
        {
          await using link = linkOf(fleet, broker.url, { outbox, protocolVersion: version });
          await until('online', async () => (await state()) === 'bangkok.gate-17 online');
          const [row] = await fleet.store.terminals();
          t.match(row?.birth, { bootId: 'boot-a', versions: { ridged: '0.1.0' }, journal: { journalId: 'journal-a' } });
          await until('health', async () => (await fleet.store.terminals())[0]?.health?.queue.unacknowledged === 0);
          t.equal(link.state.at, 'online');
        }
        await until('offline', async () => (await state()) === 'bangkok.gate-17 offline');
        await using late = await eavesdrop(broker.url, version);
        await until('the retained word', () => late.on('status').length > 0);
        t.match(JSON.parse(String(late.on('status')[0]?.payload)), { state: 'offline', reason: 'stopped' });
        t.equal(late.on('status')[0]?.retain, true);
        t.ok(ingest.state);
      },
    );

    t.test(
      'forged, expired, misaddressed, replayed and wrongly signed acknowledgements move nothing and are reported',
      async (t) => {
        await using broker = await start();
        await using fleet = await makeFleet();
        await using ear = await eavesdrop(broker.url, version);
        const outbox = new MemoryOutbox(5);
        const refused: string[] = [];
        const operator = await testKeys('operator', 'operator');
        const stranger = await testKeys('ingest', 'stranger');
        const trust = { keys: [...fleet.keys.publicJwks().keys, ...operator.jwks.keys] };
        const log = keptLog();
        const issued: number[] = [];
        await using link = linkOf(fleet, broker.url, {
          ...linkBasics(refused, log),
          outbox,
          trust,
          onTimes: ({ issuedMs }) => void issued.push(issuedMs),
          protocolVersion: version,
        });
        await until('online', () => link.state.at === 'online');
        const signed = (change: object = {}, signer = fleet.keys.signer, clock: Pick<Clock, 'nowMs'> = systemClock) => {
          const ack = {
            audience: ROOT,
            channel: 'journal/ack',
            body: { journalId: 'journal-a', seq: 2 },
            id: randomUUID(),
          } as const;
          return signCommand({ ...ack, ...change }, signer, { ...systemClock, ...clock });
        };
        const good = await signed();
        await ear.say('journal/ack', good);
        await until('the good one counts', () => outbox.acknowledgedSeq === 2);
        const five = { body: { journalId: 'journal-a', seq: 5 } };
        await ear.say('journal/ack', await signed(five, stranger.signer));
        await ear.say('journal/ack', await signed(five, { ...stranger.signer, kid: fleet.keys.signer.kid }));
        await ear.say('journal/ack', await signed({ ...five, audience: 'ridged/v1/bangkok/gate-18' }));
        await ear.say('journal/ack', await signed(five, operator.signer));
        await ear.say(
          'journal/ack',
          await signed(five, fleet.keys.signer, { nowMs: () => systemClock.nowMs() - 86_400_000 }),
        );
        await ear.say('journal/ack', good);
        await ear.say('journal/ack', 'garbage');
        await ear.say('journal/resend', good);
        await ear.say('journal/ack', await signed({ body: { journalId: 'journal-a', seq: 6 } }));
        await ear.say('journal/ack', await signed({ body: { journalId: 'journal-b', seq: 4 } }));
        await until(
          'all are heard',
          () => log.lines.filter(({ message }) => message === 'acknowledged what is not ours').length === 2,
        );
        t.strictSame(refused, [
          'journal/ack: unknown-key',
          'journal/ack: signature',
          'journal/ack: audience',
          'journal/ack: role',
          'journal/ack: expired',
          'journal/ack: replayed',
          'journal/ack: malformed',
          'journal/resend: channel',
        ]);
        const yesterdayMs = systemClock.nowMs() - 80_000_000;
        t.strictSame(
          issued.map((ms) => ms < yesterdayMs),
          [false, true, false, false, false],
          'what a trusted key has signed says what time it was, also where it comes too late',
        );
        t.equal(outbox.acknowledgedSeq, 2, 'nor is more than we have believed, nor of another journal');
        await ear.say('journal/ack', await signed(five));
        await until('a good one still counts', () => outbox.acknowledgedSeq === 5);
      },
    );

    t.test(
      'duplicates, reordered batches, garbage and foreign topics do not disturb the ingest; a gap is asked for',
      async (t) => {
        await using broker = await start();
        await using fleet = await makeFleet();
        await using ear = await eavesdrop(broker.url, version);
        await using ingest = ingestOf(fleet, broker.url, { protocolVersion: version });
        await until('the ingest is there', () => ingest.state.at === 'online');
        const recipient = await TrustedKeys.parse(fleet.keys.publicJwks()).recipient('ingest');
        const chain = chainOf(30);
        const signer = await gateKey;
        const seal = (fromSeq: number, toSeq: number, change: Partial<JournalBatch> = {}): Promise<string> => {
          const range = { from: ROOT, journalId: 'journal-a', fromSeq, toSeq, historical: false, ahead: false };
          return sealBatch({ ...range, entries: chain.slice(fromSeq - 1, toSeq), ...change }, recipient, signer);
        };
        const third = await seal(21, 30);
        for (const payload of [
          'garbage',
          Buffer.alloc(1024 * 1024 + 1),
          await seal(1, 5, { from: 'ridged/v1/bangkok/gate-18' }),
        ])
          await ear.say('journal', payload);
        await ear.say('status', 'garbage');
        await ear.say('health', '[]');
        await ear.say('journal/unheard-of', 'garbage');
        await ear.say('journal', await seal(1, 10));
        await ear.say('journal', third);
        await ear.say('journal', third);
        await until('the gap is asked for', () => ear.on('journal/resend').length > 0);
        await ear.say('journal', await seal(11, 20));
        await until('all are there', async () => (await seqsIn(fleet.store)).length === 30);
        t.strictSame(
          [...(await seqsIn(fleet.store))].sort((a, b) => a - b),
          upTo(30),
        );
        t.strictSame(await fleet.store.gaps(), []);
        const kinds = (await fleet.store.incidents(99)).map(({ kind }) => kind);
        t.strictSame([...new Set(kinds)].sort(), ['batch-refused', 'health-refused', 'status-refused']);
        const [, claims = ''] = String(ear.on('journal/resend')[0]?.payload).split('.');
        t.match(JSON.parse(Buffer.from(claims, 'base64url').toString()), { body: { fromSeq: 11, toSeq: 20 } });
      },
    );

    t.test(
      'who knows the topic and the public keys, but not the key of the terminal, takes no place of a genuine entry',
      async (t) => {
        await using broker = await start();
        await using fleet = await makeFleet();
        await using ear = await eavesdrop(broker.url, version);
        await using ingest = ingestOf(fleet, broker.url, { protocolVersion: version });
        const outbox = new MemoryOutbox(5);
        await using link = linkOf(fleet, broker.url, { outbox, protocolVersion: version });
        await drained(outbox);
        const genuine = ear.on('journal').map(({ payload }) => payload);
        const stranger = await terminalKey();
        const forge = await forgerOf(fleet, outbox);
        const refused = async () => (await fleet.store.terminals())[0]?.refusedKey?.batches ?? 0;

        await ear.say('journal', await forge(6, stranger));
        await until('refused before the genuine one', async () => (await refused()) === 1);
        outbox.append(1);
        await drained(outbox);
        await ear.say('journal', await forge(6, stranger));
        await until('refused after it', async () => (await refused()) === 2);
        const answers = ear.on('journal/ack').length;
        for (const payload of genuine) await ear.say('journal', payload);
        await until('the replay is answered', () => ear.on('journal/ack').length > answers);

        t.strictSame(await seqsIn(fleet.store), upTo(6));
        const kept = await fleet.store.entriesAfter(5, { limit: 9 });
        t.strictSame(
          kept.map(({ hash }) => hash),
          outbox.read(6, 1).map(({ hash }) => hash),
          'the sixth is the one of the terminal',
        );
        t.strictSame(await fleet.store.gaps(), []);
        t.match(await fleet.store.incidents(9), [{ kind: 'key-changed', count: 2 }], 'the replay is no incident');
        const { thumbprint } = await gateKey;
        const { code, out } = await gapsOf(fleet);
        t.equal(code, 1);
        t.match(JSON.parse(out), {
          complete: false,
          journals: [],
          refused: [
            { terminal: 'bangkok.gate-17', pinnedKey: thumbprint, refusedKey: stranger.thumbprint, batches: 2 },
          ],
        });
        t.ok(ingest.state && link.state);
      },
    );

    t.test(
      'where the fleet is back later than the terminal, history is stored in its order all the same',
      async (t) => {
        await using fleet = await makeFleet();
        await using broker = await start();
        await using ear = await eavesdrop(broker.url, version);
        const outbox = new MemoryOutbox(200);
        // So slow that the fleet comes in the middle of it, and so patient that nothing else puts it right.
        const drain = { batchEntries: 20, historyRate: { perSecond: 100, burst: 20 }, ackPatienceMs: 15_000 };
        await using _link = linkOf(fleet, broker.url, { outbox, protocolVersion: version, drain });
        await until('a batch that nobody stores', () => ear.on('journal').length > 0);
        await using _ingest = ingestOf(fleet, broker.url, { protocolVersion: version });
        await drained(outbox);
        t.strictSame(await seqsIn(fleet.store), upTo(200));
      },
    );

    t.test('one terminal cannot speak for another, neither in its own name nor in the name of the other', async (t) => {
      await using broker = await start();
      await using fleet = await makeFleet();
      await using ear = await eavesdrop(broker.url, version);
      await using ingest = ingestOf(fleet, broker.url, { protocolVersion: version });
      const outbox = new MemoryOutbox(2);
      await using link = linkOf(fleet, broker.url, { outbox, protocolVersion: version });
      await drained(outbox);
      const other = await terminalKey();
      const forge = await forgerOf(fleet, outbox);
      await ear.say('journal', await forge(3, other, 'ridged/v1/bangkok/gate-18'));
      await ear.say('journal', await forge(3, other));
      await until('both are refused', async () => (await fleet.store.incidents(9)).length === 2);
      t.strictSame((await fleet.store.incidents(9)).map(({ kind, detail }) => `${kind}: ${detail}`).sort(), [
        'batch-refused: a batch of another terminal',
        `key-changed: signed by another key than ${(await gateKey).thumbprint}`,
      ]);
      t.strictSame(await seqsIn(fleet.store), upTo(2));
      t.ok(ingest.state && link.state);
    });

    t.test('a terminal that was set up anew is heard once somebody has said that it may be', async (t) => {
      await using broker = await start();
      await using fleet = await makeFleet();
      await using ingest = ingestOf(fleet, broker.url, { protocolVersion: version });
      const first = new MemoryOutbox(2);
      {
        await using link = linkOf(fleet, broker.url, { outbox: first, protocolVersion: version });
        await drained(first);
        t.ok(link.state);
      }
      const anew = new MemoryOutbox(3, 'journal-b');
      const key = terminalKey();
      await using link = linkOf(fleet, broker.url, { outbox: anew, protocolVersion: version, signer: () => key });
      await until('refused', async () => (await fleet.store.terminals())[0]?.refusedKey !== null);
      t.equal(anew.acknowledgedSeq, 0);
      const { thumbprint } = await key;
      const trusted = await ridgectl(fleet, ['terminals', 'trust', 'gate-17', '--key', thumbprint]);
      t.equal(trusted.code, 0);
      await drained(anew);
      const begun = await gapsOf(fleet);
      t.equal(begun.code, 1, 'that the journal is another is told all the same');
      t.match(JSON.parse(begun.out), { journals: [{ journalId: 'journal-b', change: { follows: 'journal-a' } }] });
      t.match(await ridgectl(fleet, ['journal', 'accept', 'gate-17', 'journal-b']), { code: 0 });
      t.match(await gapsOf(fleet), { code: 0 });
      t.equal((await fleet.store.terminals())[0]?.keyThumbprint, thumbprint);
      t.ok(ingest.state && link.state);
    });
  });

for (const { name, version, start, skip } of realBrokers)
  t.test(`${name}, through faults`, { skip }, async (t) => {
    t.test(
      '2,000 entries arrive once and in order although the broker is killed in between and comes back',
      async (t) => {
        await using broker = await start();
        await using fleet = await makeFleet();
        await using ingest = ingestOf(fleet, broker.url, { protocolVersion: version });
        const outbox = new MemoryOutbox(2000);
        const drain = { historyRate: { perSecond: 5000, burst: 200 } };
        await using link = linkOf(fleet, broker.url, { protocolVersion: version, outbox, drain });
        await until('some are there', () => outbox.acknowledgedSeq >= 500);
        await broker.kill();
        await until('the loss is seen', () => link.state.at !== 'online' && ingest.state.at !== 'online');
        const before = outbox.acknowledgedSeq;
        outbox.append(10);
        await broker.up();
        await drained(outbox);
        t.ok(before < 2000, `${before} were acknowledged when the broker was killed`);
        t.strictSame(await seqsIn(fleet.store), upTo(2010));
        t.strictSame(await fleet.store.incidents(9), []);
      },
    );

    t.test('a broker that no longer answers is noticed, and everything arrives when it answers again', async (t) => {
      await using broker = await start();
      await using fleet = await makeFleet();
      await using ingest = ingestOf(fleet, broker.url, { protocolVersion: version });
      const outbox = new MemoryOutbox(10);
      await using link = linkOf(fleet, broker.url, { protocolVersion: version, outbox, keepaliveS: 1 });
      await drained(outbox);
      broker.freeze();
      outbox.append(10);
      try {
        await until('the silence is noticed', () => link.state.at !== 'online');
        t.equal(outbox.acknowledgedSeq, 10);
      } finally {
        broker.thaw();
      }
      await drained(outbox);
      t.strictSame(await seqsIn(fleet.store), upTo(20));
      t.ok(ingest.state);
    });

    t.test('a terminal that is lost is reported by the broker, and the word is kept for who comes later', async (t) => {
      await using broker = await start();
      await using fleet = await makeFleet();
      await using ear = await eavesdrop(broker.url, version);
      const wire = { protocolVersion: version, willDelayS: 0 };
      await using link = linkOf(fleet, broker.url, { ...wire, outbox: new MemoryOutbox(0) });
      await until('born', () => ear.on('status').length === 1);
      link.pause();
      await until('reported lost', () => ear.on('status').length === 2);
      await using late = await eavesdrop(broker.url, version);
      await until('the retained word', () => late.on('status').length > 0);
      const [born, lost, kept] = [...ear.on('status'), ...late.on('status')].map(({ payload }) =>
        statusSchema.parse(JSON.parse(String(payload))),
      );
      t.match(lost, { state: 'offline', reason: 'lost', connection: born?.connection });
      t.strictSame(kept, lost);
    });

    t.test(
      'an ingest that is ended after it stored and before it said so: nothing is lost, nothing twice',
      async (t) => {
        await using broker = await start();
        await using fleet = await makeFleet();
        const outbox = new MemoryOutbox(300);
        let stored = 0;
        const dying: FleetStore = Object.assign(Object.create(fleet.store), {
          noteWords: fleet.store.noteWords.bind(fleet.store),
          report: fleet.store.report.bind(fleet.store),
          storeBatches: async (batches: Parameters<FleetStore['storeBatches']>[0]) => {
            await fleet.store.storeBatches(batches);
            stored += batches.length;
            return await new Promise<never>(() => undefined);
          },
        });
        const ended = new AbortController();
        const first = startIngest(
          {
            url: broker.url,
            protocolVersion: version,
            store: dying,
            keys: fleet.keys,
            clock: hastyClock,
            log: keptLog(),
          },
          ended.signal,
        );
        await using link = linkOf(fleet, broker.url, { protocolVersion: version, outbox });
        await until('stored, and not said', () => stored > 0);
        ended.abort(new Error('killed'));
        t.equal(outbox.acknowledgedSeq, 0);
        await using second = ingestOf(fleet, broker.url, { protocolVersion: version });
        await drained(outbox);
        // Whatever was on its way to the first may reach the second out of order.
        t.strictSame(
          [...(await seqsIn(fleet.store))].sort((a, b) => a - b),
          upTo(300),
        );
        t.strictSame(await fleet.store.incidents(9), []);
        t.ok(first.state && second.state && link.state);
      },
    );

    t.test(
      'a fleet that lost its store gets back what the terminal still holds, and knows what it does not',
      async (t) => {
        await using broker = await start();
        await using fleet = await makeFleet();
        const outbox = new MemoryOutbox(500);
        outbox.acknowledge(450);
        outbox.prune(120);
        await using ingest = ingestOf(fleet, broker.url, { protocolVersion: version });
        await using link = linkOf(fleet, broker.url, { protocolVersion: version, outbox });
        await until('380 are there', async () => (await fleet.store.terminals())[0]?.contiguousSeq === 500);
        t.strictSame(
          [...(await seqsIn(fleet.store))].sort((a, b) => a - b),
          upTo(500).slice(120),
        );
        t.match(await fleet.store.gaps(), [{ missing: [], lost: [{ fromSeq: 1, toSeq: 120 }] }]);
        t.match(await fleet.store.incidents(9), [{ kind: 'entries-lost', count: 1 }]);
        t.ok(ingest.state && link.state);
      },
    );

    t.test(
      'over mutual TLS who has a certificate is let in, and who has none or a foreign one is not',
      { skip: noOpenssl },
      async (t) => {
        await using fleet = await makeFleet();
        const authority = new Authority(fleet.folder, 'ours');
        const foreign = contentsOf(new Authority(fleet.folder, 'foreign').certify('gate-x'));
        await using broker = await start(authority.certify('broker'));
        const tls = contentsOf(authority.certify('bangkok.gate-17'));
        await using ingest = ingestOf(fleet, broker.url, { protocolVersion: version, tls });
        const outbox = new MemoryOutbox(20);
        {
          await using link = linkOf(fleet, broker.url, { protocolVersion: version, outbox, tls });
          await drained(outbox);
          t.equal(link.state.at, 'online');
        }
        const failures = ({ lines }: KeptLog): number =>
          lines.filter(({ message }) => message === 'link failed').length;
        for (const bad of [{ ca: tls.ca }, { ...foreign, ca: tls.ca }, foreign, { ...tls, key: foreign.key }]) {
          const [log, ingestLog] = [keptLog(), keptLog()];
          await using link = linkOf(fleet, broker.url, {
            protocolVersion: version,
            ...linkBasics([], log),
            outbox,
            tls: bad,
          });
          await using other = ingestOf(fleet, broker.url, { protocolVersion: version, tls: bad, log: ingestLog });
          await until('both were refused, and tried again', () => Math.min(failures(log), failures(ingestLog)) > 1);
          t.not(link.state.at, 'online');
          t.not(other.state.at, 'online');
        }
        t.ok(ingest.state);
      },
    );
  });

/** A will waits on MQTT 5 alone: before it each blink is told as a loss. */
t.test('a lost terminal is reported by the broker; a short blink is not', { skip: noMosquitto }, async (t) => {
  await using broker = await Mosquitto.start();
  await using fleet = await makeFleet();
  await using ear = await eavesdrop(broker.url);
  await using link = linkOf(fleet, broker.url, { outbox: new MemoryOutbox(0), willDelayS: 2 });
  const states = () => ear.on('status').map(({ payload }) => statusSchema.parse(JSON.parse(String(payload))));
  await until('born', () => states().length === 1);
  link.pause();
  t.equal(link.state.at, 'paused');
  link.resume();
  await until('born again', () => states().length === 2);
  link.pause();
  await until('reported lost', () => states().length === 3);
  t.strictSame(
    states().map(({ state }) => state),
    ['online', 'online', 'offline'],
    'the blink was no loss',
  );
  t.match(states()[2], { reason: 'lost' });
  t.equal(states()[2]?.connection, states()[1]?.connection);
});

t.test('the drain is measured as `make bench` does, and nothing is lost', async (t) => {
  await using broker = await startBroker({ port: 0, host: '127.0.0.1' });
  await using fleet = await makeFleet();
  const storeFile = join(fleet.folder, 'bench.db');
  const bench = {
    outbox: new MemoryOutbox(1000),
    signer: await gateKey,
    broker: broker.url,
    protocolVersion: 4,
    storeFile,
    limitMs: 60_000,
  } as const;
  const figures = await benchDrain({ ...bench, log: keptLog() }, forever);
  t.match(figures, { entries: 1000, lost: 0, duplicated: 0 });
  t.ok(figures.entriesPerSecond > 0);
  const unreachable = { ...bench, outbox: new MemoryOutbox(1), broker: 'mqtt://127.0.0.1:1', limitMs: 50 };
  await t.rejects(benchDrain({ ...unreachable, log: keptLog() }, forever), { code: 'FLEET_UNREACHABLE' });
});

async function checkTraffic(t: Test, ear: Awaited<ReturnType<typeof eavesdrop>>, keys: FleetKeys): Promise<void> {
  const schemas = Object.fromEntries(
    Object.entries(fleetJsonSchemas()).map(([name, schema]) => [
      name,
      z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]),
    ]),
  );
  const json = (payload: Buffer): unknown => JSON.parse(String(payload));
  const claims = (payload: Buffer): unknown =>
    JSON.parse(Buffer.from(String(payload).split('.')[1] ?? '', 'base64url').toString());
  const batch = (payload: Buffer): unknown =>
    openBatch(payload, (kid) => keys.unsealKey(kid)).then((opened) => opened.batch);
  const readers: readonly (readonly [string, string, (payload: Buffer) => unknown])[] = [
    ['status', 'status.json', json],
    ['health', 'health.json', json],
    ['journal', 'journal-batch.json', batch],
    ['journal/ack', 'journal-ack.json', claims],
  ];
  for (const [channel, schema, read] of readers) {
    t.ok(ear.on(channel).length > 0, `${channel} was heard`);
    for (const { payload } of ear.on(channel)) {
      const fits = schemas[schema]?.safeParse(await read(payload));
      t.ok(fits?.success, `${channel} fits ${schema}`);
    }
  }
}
