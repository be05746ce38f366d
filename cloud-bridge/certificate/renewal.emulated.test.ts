// A terminal's certificate is renewed over a real Mosquitto with mutual TLS, and whatever happens meanwhile it still connects.
import { randomUUID, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import {
  type BodyOf,
  type CertificateRequest,
  openCertificateRequest,
  type Signer,
  signCommand,
  topicOf,
  topicRoot,
} from '../../protocol/index.ts';
import { MemoryOutbox } from '../fixtures/memory-outbox.ts';
import { noMosquitto } from '../fixtures/mosquitto.ts';
import { MovedClock } from '../fixtures/moved-clock.ts';
import { ridgectl } from '../fixtures/ridgectl.ts';
import { keptLog, linkBasics } from '../fixtures/surroundings.ts';
import { until } from '../fixtures/until.ts';
import { FleetKeys, operatorFile } from '../fleet/fleet-keys.ts';
import { certify, publicKeyOf, readRequest } from '../fleet/trust/authority.ts';
import { GATE, type Joined, type TrustedFleet, trustedFleet, visit } from '../fleet/trust/fixtures/trusted-fleet.ts';
import { authorityThere, newKey, newRequest } from '../fleet/trust/index.ts';
import { FleetLink } from '../fleet-link.ts';
import { type CertificateFiles, nextFiles } from './certificate-files.ts';
import { isPlainKey, openKey } from './key-seal.ts';
import type { CertificateChange } from './terminal-certificates.ts';

const forever = new AbortController().signal;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Mosquitto goes by the real time, so the terminal joins in the past: its certificate is good for 65 days from now. */
const JOINED_AGO_MS = 300 * DAY_MS;
const TERMINAL = 'bangkok.gate-17';

async function begin(t: Test) {
  const clock = new MovedClock(-JOINED_AGO_MS);
  const fleet = await trustedFleet(t, clock);
  const gate = await fleet.join(TERMINAL);
  const [cert, key] = [join(fleet.folder, 'terminal.pem'), join(fleet.folder, 'terminal.key')];
  const files = { cert, key, seal: async () => 'of the vault' };
  lay(files, gate.tls);
  const told: CertificateChange[] = [];
  const refused: string[] = [];
  const connect = (): FleetLink => linkOf({ fleet, gate, files, clock, told, refused });
  return { clock, fleet, gate, files, told, refused, connect };
}

interface Terminal {
  readonly fleet: TrustedFleet;
  readonly gate: Joined;
  readonly files: CertificateFiles;
  readonly clock: MovedClock;
  readonly told: CertificateChange[];
  readonly refused: string[];
}

function linkOf({ fleet, gate, files, clock, told, refused }: Terminal): FleetLink {
  const link = new FleetLink({
    ...{ ...linkBasics(refused), clock, log: keptLog(), protocolVersion: 5, url: fleet.url, trust: gate.trust },
    ...{ tls: gate.tls, outbox: new MemoryOutbox(1), signer: async () => gate.signer },
    certificate: { files, note: (change) => told.push(change) },
  });
  link.start(forever);
  return link;
}

function lay(files: CertificateFiles, { cert, key }: { readonly cert: string; readonly key: string }): void {
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key, { mode: 0o600 });
}

const online = (link: FleetLink): Promise<void> => until('the terminal is on line', () => link.state.at === 'online');
/** Where nobody was there to hear it a terminal asks again in an hour. */
async function hourByHour(clock: MovedClock, what: string, isTrue: () => boolean): Promise<void> {
  for (let hour = 0; hour < 8; hour += 1) {
    const isSo = await until(what, isTrue, 2500).then(
      () => true,
      () => false,
    );
    if (isSo) return;
    clock.advance(HOUR_MS);
  }
  throw new Error(`not within eight hours: ${what}`);
}

const whatOf = (told: readonly CertificateChange[]): readonly string[] => told.map(({ what }) => what);
const namesOf = ({ cert, key }: CertificateFiles): readonly string[] => [cert, key];
const pairIn = async ({ cert, key, seal }: CertificateFiles) => ({
  cert: readFileSync(cert, 'utf8'),
  key: await openKey(readFileSync(key, 'utf8'), seal),
});

function deliver(t: Test, fleet: TrustedFleet, clock: MovedClock) {
  const end = new AbortController();
  const { cert, key } = { cert: `${fleet.keys}.deliver.pem`, key: `${fleet.keys}.deliver.key` };
  const ca = join(`${fleet.keys}.broker`, 'terminals-authority.pem');
  const access = ['--broker', fleet.servicesUrl, '--ca', ca, '--cert', cert, '--key', key];
  const { told, ended } = ridgectl(['deliver', ...fleet.place, ...access], end.signal, clock);
  t.teardown(async () => {
    end.abort();
    await ended;
  });
  return told;
}

t.test(
  'in the last third of its certificate a terminal gets another, and drops the old one when it was let in by the new',
  { skip: noMosquitto },
  async (t) => {
    const { clock, fleet, gate, files, told, connect } = await begin(t);
    const service = deliver(t, fleet, clock);
    await using link = connect();
    await online(link);
    await until('the service has begun', () => service.err.includes('certificates of terminals are renewed'));
    t.strictSame(told, [], 'it is good for long');
    clock.advance(JOINED_AGO_MS - DAY_MS);
    await hourByHour(clock, 'it was let in by another', () => told.length === 2);
    await online(link);
    t.strictSame(whatOf(told), ['renewed', 'in-use']);
    const pair = await pairIn(files);
    t.notOk(isPlainKey(readFileSync(files.key, 'utf8')), 'which nobody reads from the disk');
    t.not(pair.cert, gate.tls.cert);
    t.not(pair.key, gate.tls.key, 'by a new key');
    for (const file of namesOf(nextFiles(files))) t.notOk(existsSync(file));
    const made = new X509Certificate(pair.cert);
    t.match(made, { subject: 'CN=bangkok/gate-17', serialNumber: told[1]?.serial.toUpperCase() });
    const brought = new X509Certificate(gate.tls.cert).serialNumber.toLowerCase();
    const shown = await fleet.json('terminals', 'show', TERMINAL);
    t.match(shown, { certificate: { serial: brought } }, 'nobody has heard yet that the new one has arrived');
    await using again = await visit(fleet.url, { ca: gate.tls.ca, ...pair });
    t.equal(await again.say(topicOf(GATE, 'health')), 'taken');
  },
);

t.test(
  'one that was retired is given none, though the broker has not read it yet',
  { skip: noMosquitto },
  async (t) => {
    const { clock, fleet, gate, files, told, connect } = await begin(t);
    const service = deliver(t, fleet, clock);
    await using link = connect();
    await online(link);
    t.match(await fleet.json('terminals', 'retire', TERMINAL), { retired: true });
    clock.advance(JOINED_AGO_MS);
    const heard = (): number => service.err.split('signed by another key than its own').length - 1;
    await hourByHour(clock, 'it was heard, and heard again', () => heard() > 1);
    t.strictSame(told, []);
    t.equal(readFileSync(files.cert, 'utf8'), gate.tls.cert);
  },
);

t.test(
  'wherever the change is cut off, the terminal connects by the old one or the new one',
  { skip: noMosquitto },
  async (t) => {
    const { clock, fleet, gate, files, connect } = await begin(t);
    clock.advance(JOINED_AGO_MS);
    const authority = await authorityThere(fleet.keys, 'terminals');
    if (!authority) throw new Error('there is no authority');
    const key = newKey();
    const subject = { name: 'bangkok/gate-17', publicKey: publicKeyOf(key), use: 'client' } as const;
    const { certificate } = await certify(authority, subject, { nowMs: clock.nowMs(), days: 365 });
    const fresh = { cert: certificate, key };
    const next = nextFiles(files);
    const cuts: readonly (readonly [when: string, cut: () => void, by: 'old' | 'new' | 'gone'])[] = [
      ['before anything', () => undefined, 'old'],
      ['when the key was made', () => rmSync(next.cert), 'old'],
      ['when the key was half written', () => [rmSync(next.cert), writeFileSync(next.key, key.slice(0, 40))], 'old'],
      ['when the certificate was laid', () => undefined, 'new'],
      ['when the certificate is damaged', () => writeFileSync(next.cert, certificate.slice(0, 300)), 'old'],
      ['between the key and the certificate', () => renameSync(next.key, files.key), 'new'],
      ['between them, the other way round', () => renameSync(next.cert, files.cert), 'new'],
      ['when both pairs are gone', () => [rmSync(next.cert), rmSync(next.key), rmSync(files.cert)], 'gone'],
      ['after both', () => [renameSync(next.key, files.key), renameSync(next.cert, files.cert)], 'new'],
    ];
    for (const [when, cut, by] of cuts) {
      lay(files, gate.tls);
      if (when !== 'before anything') lay(next, fresh);
      cut();
      await using link = connect();
      await online(link);
      if (by === 'gone') t.notOk(existsSync(files.cert), when);
      else t.strictSame(await pairIn(files), by === 'new' ? fresh : { cert: gate.tls.cert, key: gate.tls.key }, when);
      for (const file of namesOf(next)) rmSync(file, { force: true });
    }
  },
);

t.test(
  'a new certificate that the broker does not let in is discarded, and the old one stays',
  { skip: noMosquitto },
  async (t) => {
    const { clock, fleet, gate, files, told, connect } = await begin(t);
    clock.advance(JOINED_AGO_MS);
    const services = await authorityThere(fleet.keys, 'services');
    if (!services) throw new Error('there is no authority');
    const key = newKey();
    const subject = { name: 'bangkok/gate-17', publicKey: publicKeyOf(key), use: 'client' } as const;
    const { certificate: cert } = await certify(services, subject, { nowMs: clock.nowMs(), days: 365 });
    lay(nextFiles(files), { cert, key });
    await using link = connect();
    for (let n = 0; n < 3; n += 1) {
      await online(link);
      t.strictSame(whatOf(told), n < 2 ? [] : ['discarded']);
      link.pause();
      await until('the cable is out', () => link.state.at === 'paused');
      link.resume();
    }
    await online(link);
    t.strictSame(await pairIn(files), { cert: gate.tls.cert, key: gate.tls.key });
    t.notOk(existsSync(nextFiles(files).cert));
    await until('it is about to ask for another', () => existsSync(nextFiles(files).key));
    t.not(readFileSync(nextFiles(files).key, 'utf8'), key);
  },
);

t.test(
  'only the answer to its own question, for its own key and name, by whom it trusts, is taken',
  { skip: noMosquitto },
  async (t) => {
    const { clock, fleet, files, told, refused, connect } = await begin(t);
    // A day and some hours pass, and what is certified then must not be of the future for the broker.
    clock.advance(JOINED_AGO_MS - 3 * DAY_MS);
    const authority = await authorityThere(fleet.keys, 'terminals');
    if (!authority) throw new Error('there is no authority');
    const asked: CertificateRequest[] = [];
    await using service = await visit(fleet.servicesUrl, fleet.serviceTls('deliver'));
    service.client.on('message', async (_, payload) => asked.push((await openCertificateRequest(payload)).request));
    await service.client.subscribeAsync(topicOf(GATE, 'certificate/request'), { qos: 1 });
    const { signer: operator } = await FleetKeys.open(operatorFile(fleet.keys), 'operator');
    const { signer: stranger } = await FleetKeys.open(join(fleet.folder, 'stranger.json'), 'operator');
    const { signer: ingest } = await FleetKeys.open(`${fleet.keys}.keys.json`);
    const certified = async ({ request }: CertificateRequest, name: string, days = 365): Promise<string> => {
      const { publicKey } = await readRequest(request);
      return (await certify(authority, { name, publicKey, use: 'client' }, { nowMs: clock.nowMs(), days })).certificate;
    };
    const say = async (body: BodyOf<'certificate/response'>, by: Signer = operator, audience = topicRoot(GATE)) => {
      const message = { audience, channel: 'certificate/response', body, id: randomUUID() } as const;
      const payload = await signCommand(message, by, clock);
      t.equal(await service.say(topicOf(GATE, 'certificate/response'), payload), 'taken');
      return payload;
    };
    const refusedFor = (why: string): Promise<void> =>
      until(`refused for ${why}`, () =>
        refused.splice(0).some((line) => line.startsWith(`certificate/response: ${why}`)),
      );
    await using link = connect();
    await online(link);
    /** It asks again an hour after it was told nonsense. */
    const question = async (): Promise<CertificateRequest> => {
      await until('it has asked', () => asked.length > 0);
      const [request] = asked.splice(0);
      if (!request) throw new Error('nothing was asked');
      return request;
    };

    const first = await question();
    t.equal((await readRequest(first.request)).name, 'bangkok/gate-17');
    const own = await certified(first, 'bangkok/gate-17');
    const good = { asked: first.asked, certificate: own };
    await say(good, stranger);
    await refusedFor('unknown-key');
    await say(good, { ...stranger, kid: operator.kid });
    await refusedFor('signature');
    await say(good, ingest);
    await refusedFor('role');
    await say(good, operator, 'ridged/v1/bangkok/gate-18');
    await refusedFor('audience');
    await say({ ...good, asked: 'b'.repeat(22) });
    await refusedFor('nobody asked');
    const replayed = await say({
      asked: first.asked,
      certificate: await certified({ ...first, request: await newRequest('x', newKey()) }, 'bangkok/gate-17'),
    });
    await refusedFor('certificate-key');
    t.equal(await service.say(topicOf(GATE, 'certificate/response'), replayed), 'taken');
    await refusedFor('replayed');

    for (const [name, days, why] of [
      ['bangkok/gate-18', 365, 'certificate-name'],
      ['bangkok/gate-17', 1, 'certificate-older'],
    ] as const) {
      clock.advance(HOUR_MS);
      const next = await question();
      t.not(next.asked, first.asked);
      await say({ asked: next.asked, certificate: await certified(next, name, days) });
      await refusedFor(why);
    }
    clock.advance(HOUR_MS);
    await say({ asked: (await question()).asked, refused: 'not-joined' });
    await until('it is told', () => told.length > 0);
    t.match(told.splice(0), [{ what: 'refused', detail: 'not-joined' }]);
    clock.advance(HOUR_MS);
    t.strictSame(asked, [], 'who was refused waits for a day');
    clock.advance(24 * HOUR_MS);
    const last = await question();
    const [before, now] = [await readRequest(first.request), await readRequest(last.request)];
    t.strictSame(now.publicKey, before.publicKey, 'the new key is kept until it is certified');
    const certificate = await certified(last, 'bangkok/gate-17');
    await say({ asked: last.asked, certificate });
    await until('it was let in', () => told.length === 2);
    t.strictSame(whatOf(told), ['renewed', 'in-use']);
    t.equal(readFileSync(files.cert, 'utf8'), certificate);
  },
);
