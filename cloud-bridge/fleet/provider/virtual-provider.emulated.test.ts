// A terminal's link and a provider over real brokers: a question and its answer, evidence until it is acknowledged, forgeries.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { terminalKey } from '../../../protocol/fleet/fixtures/keys.ts';
import {
  type FleetJwks,
  type GatewayRequest,
  sealForProvider,
  signCommand,
  systemClock,
  terminalAddress,
  topicOf,
  topicRoot,
} from '../../../protocol/index.ts';
import { openConnection } from '../../connection.ts';
import { MemoryEvidence } from '../../fixtures/memory-evidence.ts';
import { MemoryOutbox } from '../../fixtures/memory-outbox.ts';
import { Mosquitto, noMosquitto } from '../../fixtures/mosquitto.ts';
import { keptLog, linkBasics } from '../../fixtures/surroundings.ts';
import { until } from '../../fixtures/until.ts';
import { FleetLink } from '../../fleet-link.ts';
import { startBroker } from '../broker.ts';
import { FleetKeys } from '../fleet-keys.ts';
import { VirtualProvider } from './virtual-provider.ts';

const forever = new AbortController().signal;
const ADDRESS = terminalAddress('bangkok', 'gate-17');
const NUMBER = '0123456789012';

const question = (id: string): GatewayRequest<'card-status'> => ({
  ...{ id, provider: 'idp-1', permissionId: 'permit-7', purpose: 'proofing', nonce: 'nonce-of-sixteen-x', atMs: 1 },
  ...{ citizenNumber: NUMBER, chipNumber: null, requestNumber: null },
});

const brokers = [
  { name: 'Mosquitto, MQTT 5', version: 5 as const, start: () => Mosquitto.start(), skip: noMosquitto },
  {
    name: 'our own broker, MQTT 3.1.1',
    version: 4 as const,
    start: () => startBroker({ host: '127.0.0.1', port: 0 }),
    skip: false,
  },
];

for (const { name, version, start, skip } of brokers)
  t.test(name, { skip }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'ridged-provider-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    await using broker = await start();
    const ingest = await FleetKeys.open(join(folder, 'fleet.keys.json'));
    const keys = await FleetKeys.open(join(folder, 'provider.keys.json'), 'provider');
    const trust: FleetJwks = { keys: [...ingest.publicJwks().keys, ...keys.publicJwks().keys] };
    const { url } = broker;
    await using provider = new VirtualProvider({
      url,
      keys,
      clock: systemClock,
      log: keptLog(),
      protocolVersion: version,
    });
    provider.start(forever);
    const evidence = new MemoryEvidence();
    const refused: string[] = [];
    await using link = new FleetLink({
      ...linkBasics(),
      ...{ url, trust, evidence, clock: systemClock, outbox: new MemoryOutbox(0), protocolVersion: version },
      onRefused: (topic, why) => refused.push(`${topic.split('/').slice(4).join('/')} ${why}`),
    });
    const ask = (id: string, limitMs = 5000) =>
      link.gateway.ask({ service: 'card-status', body: question(id), key: keys.sealingKey(), limitMs }, forever);
    await t.rejects(ask('question-number-00'), { code: 'FLEET_UNREACHABLE' }, 'before there is a connection');
    link.start(forever);
    await until('both are there', () => link.state.at === 'online' && provider.state.at === 'online');

    t.match(await ask('question-number-01'), { status: 'normal', dataCorrect: true, identityExists: true });
    provider.script = { cards: { [NUMBER]: 'lost' } };
    t.match(await ask('question-number-02'), { status: 'lost' });
    await t.rejects(
      ask('question-number-02', 300),
      { code: 'FLEET_UNREACHABLE' },
      'a question asked twice is answered once',
    );
    provider.script = { isSilent: true };
    await t.rejects(ask('question-number-03', 100), { code: 'FLEET_UNREACHABLE', context: { why: 'no answer' } });
    provider.script = {};

    const forger = await openConnection(
      {
        ...{ url, protocolVersion: version, clientId: 'forger', keepaliveS: 10, sessionExpiryS: 0 },
        receive: async () => undefined,
      },
      forever,
    );
    const channel = 'gateway/card-status/response';
    const answer = {
      id: 'question-number-04',
      transactionId: 'x',
      answeredAtMs: 1,
      status: 'normal',
      dataCorrect: true,
      identityExists: true,
    } as const;
    const say = async (signer: FleetKeys): Promise<void> => {
      const command = { audience: topicRoot(ADDRESS), channel, body: answer, id: 'id-of-sixteen-letters' } as const;
      await forger.publish({
        topic: topicOf(ADDRESS, channel),
        payload: await signCommand(command, signer.signer, systemClock),
        qos: 1,
      });
    };
    provider.script = { isSilent: true };
    const asked = ask('question-number-04', 400);
    asked.catch(() => undefined);
    await say(await FleetKeys.open(join(folder, 'stranger.keys.json'), 'provider'));
    await say(ingest);
    await t.rejects(asked, { code: 'FLEET_UNREACHABLE' }, 'neither a stranger nor the ingest answers for the provider');
    t.strictSame(refused, [`${channel} unknown-key`, `${channel} role`]);

    const terminal = await terminalKey();
    const sealed = await sealForProvider({ not: 'evidence' }, 'ridged-evidence+jws', {
      key: keys.sealingKey(),
      signer: terminal,
    });
    evidence.add('no-evidence-at-all-x', sealed);
    provider.script = {};
    await until('it was refused', () => evidence.held.size === 1);
    const ackOf = (text: string): string => createHash('sha256').update(text).digest('hex');
    const body = { id: 'no-evidence-at-all-x', sha256: ackOf('something else') };
    const command = {
      audience: topicRoot(ADDRESS),
      channel: 'evidence/ack',
      body,
      id: 'another-id-of-sixteen',
    } as const;
    const payload = await signCommand(command, keys.signer, systemClock);
    await forger.publish({ topic: topicOf(ADDRESS, 'evidence/ack'), payload, qos: 1 });
    await systemClock.sleep(100, forever);
    t.equal(evidence.held.size, 1, 'an acknowledgement of something else lets nothing go');
    t.equal(provider.evidence.length, 0);
    forger.cut();
  });
