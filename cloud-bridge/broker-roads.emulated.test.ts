// The roads to a broker, each over real servers: WebSocket, and through a proxy; with certificates, and what stands in the way.
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../protocol/index.ts';
import { type BrokerAccess, openConnection } from './connection.ts';
import { Authority, contentsOf, noOpenssl } from './fixtures/certificates.ts';
import { MemoryOutbox } from './fixtures/memory-outbox.ts';
import { Mosquitto, noMosquitto } from './fixtures/mosquitto.ts';
import type { BrokerFiles } from './fixtures/server-process.ts';
import { keptLog, linkBasics } from './fixtures/surroundings.ts';
import { noTinyproxy, startTinyproxy } from './fixtures/tinyproxy.ts';
import { until } from './fixtures/until.ts';
import { FleetKeys, SqliteFleetStore, startIngest } from './fleet/index.ts';
import { FleetLink } from './index.ts';

const forever = new AbortController().signal;
const skip = noMosquitto || noOpenssl || noTinyproxy;
const hastyClock = {
  ...systemClock,
  sleep: (ms: number, signal: AbortSignal) => systemClock.sleep(Math.min(ms, 100), signal),
};

interface Place {
  readonly server: BrokerFiles;
  readonly tls: BrokerFiles;
  readonly foreign: BrokerFiles;
  readonly keys: FleetKeys;
  readonly store: SqliteFleetStore;
}

async function placeOf(t: Test): Promise<Place> {
  const folder = t.testdir();
  const [ours, others] = [new Authority(folder, 'ours'), new Authority(folder, 'others')];
  const store = await SqliteFleetStore.open(join(folder, 'fleet.db'));
  t.teardown(() => store[Symbol.asyncDispose]());
  return {
    ...{ server: ours.certify('broker'), tls: contentsOf(ours.certify('gate')) },
    foreign: contentsOf(others.certify('stranger')),
    keys: await FleetKeys.open(join(folder, 'fleet.keys.json')),
    store,
  };
}

const ingestBy = (access: BrokerAccess, { store, keys }: Place) =>
  startIngest({ ...access, store, keys, clock: hastyClock, log: keptLog() }, forever);

function linkBy(access: BrokerAccess, { keys }: Place, outbox: MemoryOutbox) {
  const log = keptLog();
  const link = new FleetLink({
    ...{ ...linkBasics([], log), ...access, outbox, clock: hastyClock, trust: keys.publicJwks() },
    drain: { ackPatienceMs: 500 },
  });
  link.start(forever);
  return { link, log, [Symbol.asyncDispose]: () => link[Symbol.asyncDispose]() };
}

const drained = (outbox: MemoryOutbox) =>
  until('the fleet has acknowledged everything', () => outbox.acknowledgedSeq === outbox.lastSeq);

const failuresIn = ({ lines }: ReturnType<typeof keptLog>): readonly object[] =>
  lines.filter(({ message }) => message === 'link failed').map(({ fields }) => fields);

const dial = (access: BrokerAccess) => {
  const quiet = { clientId: 'visitor', protocolVersion: 5, keepaliveS: 10, sessionExpiryS: 0 } as const;
  return openConnection({ ...quiet, ...access, receive: async () => undefined }, forever);
};

const unreachable = (why: RegExp) => ({ code: 'FLEET_UNREACHABLE', context: { why } });

t.test('by WebSocket and TLS a journal arrives, also after the broker was away', { skip }, async (t) => {
  const place = await placeOf(t);
  const { tls, foreign } = place;
  await using broker = await Mosquitto.start(place.server, 'web');
  const access = { url: `${broker.url}/mqtt`, tls };
  await using ingest = ingestBy(access, place);
  const outbox = new MemoryOutbox(500);
  await using terminal = linkBy(access, place, outbox);
  await drained(outbox);
  await broker.kill();
  await until('the loss is seen', () => terminal.link.state.at !== 'online' && ingest.state.at !== 'online');
  await until('it is tried again', () => failuresIn(terminal.log).length > 0);
  outbox.append(20);
  await broker.up();
  await drained(outbox);
  const seqs = (await place.store.entriesAfter(0, { limit: 9999 })).map(({ seq }) => seq);
  t.strictSame(seqs, [...new Set(seqs)], 'none came twice');
  t.equal(seqs.length, 520);
  t.match(failuresIn(terminal.log)[0], { code: 'FLEET_UNREACHABLE', where: access.url, why: /ECONNREFUSED/ });

  const refused: readonly (readonly [BrokerAccess['tls'] & object, RegExp])[] = [
    [{ ca: tls.ca }, /asks who we are/],
    [{ ...foreign, ca: tls.ca }, /does not know who signed our certificate/],
    [foreign, /nobody we know has signed|self-signed|unable to verify/i],
    [{ ...tls, key: foreign.key }, /key values mismatch/i],
  ];
  for (const [bad, why] of refused) await t.rejects(dial({ ...access, tls: bad }), unreachable(why));
  await t.rejects(dial({ url: broker.url.replace('127.0.0.1', 'localhost'), tls }), unreachable(/altnames|hostname/i));
  await t.rejects(
    dial({ url: broker.url.replace('wss:', 'mqtts:'), tls }),
    unreachable(/./),
    'WebSocket alone is spoken',
  );
});

t.test('by a WebSocket that does not encrypt, as by mqtt://', { skip }, async (t) => {
  const place = await placeOf(t);
  await using broker = await Mosquitto.start(undefined, 'web');
  await using _ingest = ingestBy({ url: broker.url }, place);
  const outbox = new MemoryOutbox(20);
  await using _terminal = linkBy({ url: broker.url }, place, outbox);
  await drained(outbox);
  t.equal((await place.store.entriesAfter(0, { limit: 99 })).length, 20);
});

t.test('the environment leads nobody elsewhere', { skip }, async (t) => {
  const { server, tls } = await placeOf(t);
  const nowhere = { MQTTJS_SOCKS_PROXY: 'socks5://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1' };
  t.teardown(() => {
    for (const name of Object.keys(nowhere)) delete process.env[name];
  });
  Object.assign(process.env, nowhere);
  for (const road of ['tcp', 'web'] as const) {
    await using broker = await Mosquitto.start(server, road);
    const connection = await dial({ url: broker.url, tls });
    t.notOk(connection.lost.aborted, broker.url);
    await connection.close();
  }
});

for (const road of ['tcp', 'web'] as const)
  t.test(`through a proxy: ${road === 'tcp' ? 'mqtts' : 'wss'}`, { skip }, async (t) => {
    const place = await placeOf(t);
    const { tls } = place;
    await using broker = await Mosquitto.start(place.server, road);
    const { host } = new URL(broker.url);

    await t.test('a journal arrives, certificates and all, and the proxy saw where to and no more', async (t) => {
      await using proxy = await startTinyproxy();
      const access = { url: broker.url, tls, proxy: { url: proxy.url } };
      await using ingest = ingestBy(access, place);
      const outbox = new MemoryOutbox(500);
      await using terminal = linkBy(access, place, outbox);
      await drained(outbox);
      t.ok((await proxy.opened()).length >= 2, 'the terminal and the ingest came that way');
      t.strictSame([...new Set(await proxy.opened())], [host.split(':')[0]]);

      await proxy.server.kill();
      await until('the loss is seen', () => terminal.link.state.at !== 'online' && ingest.state.at !== 'online');
      outbox.append(20);
      await until('it was tried again, twice', () => failuresIn(terminal.log).length > 1);
      t.match(failuresIn(terminal.log)[1], {
        code: 'FLEET_UNREACHABLE',
        where: host,
        proxy: proxy.url,
        why: /REFUSED/,
      });
      await proxy.server.up();
      await drained(outbox);
      t.equal((await place.store.entriesAfter(0, { limit: 9999 })).length, 520);
      await t.rejects(
        dial({ ...access, tls: { ca: tls.ca } }),
        unreachable(/./),
        'without a certificate nobody is let in',
      );
      await t.rejects(
        dial({ ...access, tls: place.foreign }),
        unreachable(/nobody we know has signed|self-signed|unable to verify/i),
      );
    });

    await t.test('a proxy that wants a login lets in whoever has it', async (t) => {
      await using proxy = await startTinyproxy({ login: 'gate secret' });
      const by = (password: string) => ({ url: proxy.url, login: { username: 'gate', password } });
      const connection = await dial({ url: broker.url, tls, proxy: by('secret') });
      t.notOk(connection.lost.aborted);
      await connection.close();
      await t.rejects(dial({ url: broker.url, tls, proxy: by('wrong') }), unreachable(/does not take this login/));
      await t.rejects(dial({ url: broker.url, tls, proxy: { url: proxy.url } }), unreachable(/asks for a login/));
    });

    await t.test('a proxy that leads elsewhere alone, or finds nobody, is no way', async (t) => {
      await using strict = await startTinyproxy({ toPort: 443 });
      await t.rejects(
        dial({ url: broker.url, tls, proxy: { url: strict.url } }),
        unreachable(/does not allow a way to/),
      );
      await using proxy = await startTinyproxy();
      const url = `${road === 'tcp' ? 'mqtts' : 'wss'}://127.0.0.1:1`;
      await t.rejects(
        dial({ url, tls, proxy: { url: proxy.url } }),
        unreachable(/opened no way to 127\.0\.0\.1:1: it answered 50/),
      );
    });
  });
