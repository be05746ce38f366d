// A broker that is not the one it should be, over real TLS: a wrong name, a certificate that is over, a stranger's, a revoked one, TLS of before 1.2.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import t, { type Test } from 'tap';
import { systemClock } from '../protocol/index.ts';
import type { TlsFiles } from './connection.ts';
import { Authority, noOpenssl } from './fixtures/certificates.ts';
import { MemoryOutbox } from './fixtures/memory-outbox.ts';
import { Mosquitto, noMosquitto } from './fixtures/mosquitto.ts';
import { manager, ridgectl } from './fixtures/ridgectl.ts';
import type { BrokerFiles } from './fixtures/server-process.ts';
import { keptLog, linkBasics } from './fixtures/surroundings.ts';
import { until } from './fixtures/until.ts';
import { FleetKeys } from './fleet/index.ts';
import { FleetLink } from './index.ts';

const skip = noMosquitto || noOpenssl;

/** Who connects, and to what. */
interface Attempt {
  readonly url: string;
  /** Names of files, as a terminal's configuration and ridgectl are given them. */
  readonly files: BrokerFiles & { readonly crl?: string };
}

/** What a terminal says of a broker that it does not believe; "let in" of one that it does. */
async function terminalAt({ url, files }: Attempt, keys: FleetKeys): Promise<string> {
  const log = keptLog();
  const parts = { ...linkBasics([], log), clock: systemClock, trust: keys.publicJwks(), outbox: new MemoryOutbox(1) };
  const { crl: crlFile, ...others } = files;
  await using link = new FleetLink({ ...parts, url, tls: read(others), ...(crlFile !== undefined && { crlFile }) });
  link.start(new AbortController().signal);
  const failure = () => log.lines.find(({ message }) => message === 'link failed');
  await until('it is let in or not', () => link.state.at === 'online' || failure() !== undefined);
  return failure() ? String({ why: '', ...failure()?.fields }.why) : 'let in';
}

const read = (files: BrokerFiles): TlsFiles =>
  Object.fromEntries(Object.entries(files).map(([name, file]) => [name, readFileSync(file, 'utf8')]));

/** The same of a service of the fleet, as ridgectl says it. */
async function serviceAt({ url, files }: Attempt, place: readonly string[]): Promise<string> {
  const end = new AbortController();
  const given = Object.entries(files).flatMap(([name, file]) => [`--${name}`, file]);
  const { told, ended } = ridgectl(['ingest', ...place, '--broker', url, ...given], end.signal);
  await until('it is let in or not', () => /\bonline \(| why=/.test(told.err));
  end.abort(new Error('enough'));
  await ended;
  return / why=(.*)/.exec(told.err)?.[1] ?? 'let in';
}

/** Both of them think the same of it. */
async function bothAt(t: Test) {
  const { folder, place } = await manager(t);
  const keys = await FleetKeys.open(join(folder, 'fleet.keys.json'));
  const try_ = async (what: string, attempt: Attempt, says: RegExp): Promise<void> => {
    t.match(await terminalAt(attempt, keys), says, `${what}: a terminal`);
    t.match(await serviceAt(attempt, place), says, `${what}: a service`);
  };
  return { try_, keys };
}

t.test(
  'only the broker of that name, whose certificate is good and of our authority, is let in',
  { skip },
  async (t) => {
    const { try_ } = await bothAt(t);
    const folder = t.testdirName;
    const [ours, others] = [new Authority(folder, 'ours'), new Authority(folder, 'others')];
    const own = ours.certify('gate');
    const brokers: readonly (readonly [string, BrokerFiles, RegExp])[] = [
      ['as it should be', ours.certify('broker'), /^let in$/],
      ['for another address', ours.certify('elsewhere', { host: 'IP:127.0.0.9' }), /altnames/],
      ['for a name that only looks like it', ours.certify('lookalike', { host: 'DNS:127.0.0.1' }), /altnames/],
      ['that is over', ours.certify('old', { days: -1 }), /certificate of the broker is over/],
      ['of a stranger', others.certify('stranger'), /nobody we know has signed/],
    ];
    for (const [what, files, says] of brokers) {
      // It takes our certificate, whoever it is itself.
      await using broker = await Mosquitto.start({ ...files, ca: own.ca });
      await try_(what, { url: broker.url, files: own }, says);
    }
  },
);

t.test(
  'a broker whose certificate was revoked is let in no more, nor any by a list that says nothing of it',
  { skip },
  async (t) => {
    const { try_, keys } = await bothAt(t);
    const folder = t.testdirName;
    const [ours, others] = [new Authority(folder, 'ours'), new Authority(folder, 'others')];
    const [own, good, stolen] = [ours.certify('gate'), ours.certify('broker'), ours.certify('stolen')];
    const listed = (name: string, pem: string): Attempt['files'] => {
      writeFileSync(join(folder, name), pem);
      return { ...own, crl: join(folder, name) };
    };
    const list = listed('list.pem', ours.revoke([stolen]));
    const foreign = listed('foreign.pem', others.revoke([]));
    await using genuine = await Mosquitto.start(good);
    await try_('a good one', { url: genuine.url, files: list }, /^let in$/);
    await try_('a list of another authority', { url: genuine.url, files: foreign }, /not of who has signed/);
    await using thief = await Mosquitto.start(stolen);
    await try_('who has stolen its key', { url: thief.url, files: list }, /certificate of the broker was revoked/);
    await try_('without a list', { url: thief.url, files: own }, /^let in$/);
    const over = listed('over.pem', ours.revoke([], 1));
    await until('it is over', async () => (await terminalAt({ url: genuine.url, files: over }, keys)) !== 'let in');
    await try_('a list that is over', { url: genuine.url, files: over }, /list of revoked certificates is over/);
  },
);

t.test(
  'a broker whose certificate is revoked while the terminal runs is refused at the next connection, without a new start',
  { skip },
  async (t) => {
    const folder = t.testdir();
    const ours = new Authority(folder, 'ours');
    const [own, files] = [ours.certify('gate'), ours.certify('broker')];
    const crlFile = join(folder, 'revoked.pem');
    const nobody = ours.revoke([]);
    writeFileSync(crlFile, nobody);
    await using broker = await Mosquitto.start(files);
    const keys = await FleetKeys.open(join(folder, 'fleet.keys.json'));
    const log = keptLog();
    await using link = new FleetLink({
      ...{ ...linkBasics([], log), clock: systemClock, trust: keys.publicJwks(), outbox: new MemoryOutbox(1) },
      ...{ url: broker.url, tls: read(own), crlFile },
    });
    link.start(new AbortController().signal);
    const whys = () => log.lines.map(({ fields }) => String({ why: '', ...fields }.why));
    const again = async (what: string, isSo: () => boolean): Promise<void> => {
      link.pause();
      await until('the cable is out', () => link.state.at === 'paused');
      link.resume();
      await until(what, isSo);
    };
    await until('it is let in', () => link.state.at === 'online');
    writeFileSync(crlFile, ours.revoke([files]));
    await again('it is refused', () => whys().some((why) => /certificate of the broker was revoked/.test(why)));
    rmSync(crlFile);
    await again('nobody is let in without the list', () => whys().some((why) => /list .* cannot be read/.test(why)));
    writeFileSync(crlFile, nobody);
    await again('by the list of before it is let in', () => link.state.at === 'online');
  },
);

t.test(
  'a broker that speaks TLS 1.1 at best is not spoken to, whatever the environment lowers',
  { skip: noOpenssl },
  async (t) => {
    const { try_ } = await bothAt(t);
    const own = new Authority(t.testdirName, 'ours').certify('broker');
    const { ca = '', cert = '', key = '' } = read(own);
    const before = { oldest: tls.DEFAULT_MIN_VERSION, ciphers: tls.DEFAULT_CIPHERS };
    t.teardown(() => Object.assign(tls, { DEFAULT_MIN_VERSION: before.oldest, DEFAULT_CIPHERS: before.ciphers }));
    // What NODE_OPTIONS=--tls-min-v1.0 would do; OpenSSL itself would refuse the hashes of TLS 1.1.
    Object.assign(tls, { DEFAULT_MIN_VERSION: 'TLSv1', DEFAULT_CIPHERS: 'DEFAULT@SECLEVEL=0' });
    const server = tls.createServer({ cert, key, maxVersion: 'TLSv1.1' });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => server.close());
    const { port } = server.address() as AddressInfo; // it listens at a port
    const lax = tls.connect({ port, host: '127.0.0.1', ca });
    t.equal(await new Promise((resolve) => lax.once('secureConnect', () => resolve(lax.getProtocol()))), 'TLSv1.1');
    lax.destroy();
    await try_(
      'TLS 1.1',
      { url: `mqtts://127.0.0.1:${port}`, files: own },
      /no TLS from 1\.2 on|unsupported protocol|protocol version/,
    );
  },
);
