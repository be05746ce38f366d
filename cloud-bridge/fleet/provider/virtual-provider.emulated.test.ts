// A terminal's link and a provider over real brokers: a question and its answer, evidence until it is acknowledged, forgeries.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { terminalKey } from '../../../protocol/fleet/fixtures/keys.ts';
import {
  type FleetJwks,
  type GatewayRequest,
  type GatewayService,
  type ProviderKey,
  sealForProvider,
  signCommand,
  systemClock,
  terminalAddress,
  topicOf,
  topicRoot,
} from '../../../protocol/index.ts';
import { openConnection } from '../../connection.ts';
import { allBrokers } from '../../fixtures/brokers.ts';
import { MemoryEvidence } from '../../fixtures/memory-evidence.ts';
import { MemoryOutbox } from '../../fixtures/memory-outbox.ts';
import { keptLog, linkBasics } from '../../fixtures/surroundings.ts';
import { until } from '../../fixtures/until.ts';
import { FleetLink } from '../../fleet-link.ts';
import { FleetKeys } from '../fleet-keys.ts';
import { VirtualProvider } from './virtual-provider.ts';

const forever = new AbortController().signal;
const ADDRESS = terminalAddress('bangkok', 'gate-17');
const NUMBER = '0123456789012';

const question = (id: string): GatewayRequest<'card-status'> => ({
  ...{ id, provider: 'idp-1', permissionId: 'permit-7', purpose: 'proofing', nonce: 'nonce-of-sixteen-x', atMs: 1 },
  ...{ citizenNumber: NUMBER, chipNumber: null, requestNumber: null },
});

const namesOf = (id: string) => ({
  ...{ id, provider: 'idp-1', permissionId: 'permit-7', purpose: 'proofing', nonce: 'nonce-of-sixteen-x', atMs: 1 },
});

/** Each question and what the provider makes of it, late answers included. */
async function everyService(
  t: Test,
  { link, provider, key }: { readonly link: FleetLink; readonly provider: VirtualProvider; readonly key: ProviderKey },
): Promise<void> {
  const ask = <S extends GatewayService>(service: S, body: GatewayRequest<S>, limitMs = 5000) =>
    link.gateway.ask({ service, body, key, limitMs }, forever);
  const portrait = { citizenNumber: NUMBER, portrait: '/9j/' };
  t.match(await ask('face-verification', { ...namesOf('face-question-0001'), ...portrait }), { percent: 92 });
  provider.script = { faceBusyMs: 700 };
  t.match(await ask('face-verification', { ...namesOf('face-question-0002'), ...portrait }), {
    ...{ percent: null, refusedBecause: 'busy', retryAfterMs: 700 },
  });
  const mobile = (id: string, act: GatewayRequest<'mobile-confirmation'>['act']) =>
    ask('mobile-confirmation', { ...namesOf(id), act });
  t.match(await mobile('mobile-question-01', { step: 'send', mobile: '0812345678' }), { result: 'sent' });
  t.match(await mobile('mobile-question-02', { step: 'check', code: '0000' }), { result: 'wrong-code' });
  t.match(await mobile('mobile-question-03', { step: 'check', code: '123456' }), { result: 'confirmed' });
  provider.script = { appSessions: ['app-session-1'], expiredSessions: ['app-session-2'] };
  const results = {
    'app-session-1': 'delivered',
    'app-session-2': 'session-expired',
    'app-session-3': 'session-unknown',
  };
  for (const [appSession, result] of Object.entries(results)) {
    const body = {
      ...namesOf(`level-${appSession}`),
      appSession,
      evidence: '-_evidence-of-sixteen',
      outcome: 'proved' as const,
    };
    t.match(await ask('level-up', body), { result });
  }
  provider.script = { answersAfterMs: 150, cards: { [NUMBER]: 'lost' } };
  await t.rejects(ask('card-status', question('late-question-0001'), 50), { code: 'FLEET_UNREACHABLE' });
  provider.script = {};
  t.match(
    await ask('card-status', question('late-question-0002')),
    { status: 'normal' },
    'a late answer passes for no other',
  );
}

for (const { name, version, start, skip } of allBrokers)
  t.test(name, { skip }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'ridged-provider-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    await using broker = await start();
    const ingest = await FleetKeys.open(join(folder, 'fleet.keys.json'));
    const keys = await FleetKeys.open(join(folder, 'provider.keys.json'), 'provider');
    const otherKeys = await FleetKeys.open(join(folder, 'other.keys.json'), 'provider');
    const trust: FleetJwks = {
      keys: [ingest, keys, otherKeys].flatMap((role) => role.publicJwks().keys),
    };
    const { url } = broker;
    const [firstLog, otherLog] = [keptLog(), keptLog()];
    await using provider = new VirtualProvider({
      url,
      keys,
      clock: systemClock,
      log: firstLog,
      protocolVersion: version,
    });
    provider.start(forever);
    await using other = new VirtualProvider({
      ...{ url, keys: otherKeys, clock: systemClock, log: otherLog, protocolVersion: version },
    });
    other.script = { cards: { [NUMBER]: 'cancelled' } };
    other.start(forever);
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
    await until('all are there', () => [link, provider, other].every(({ state }) => state.at === 'online'));

    t.match(await ask('question-number-01'), { status: 'normal', dataCorrect: true, identityExists: true });
    provider.script = { cards: { [NUMBER]: 'lost' } };
    t.match(await ask('question-number-02'), { status: 'lost' });
    await t.rejects(
      ask('question-number-02', 300),
      { code: 'FLEET_UNREACHABLE' },
      'a question asked twice is answered once',
    );
    const asked2 = { service: 'card-status', body: question('question-of-another'), limitMs: 5000 } as const;
    t.match(
      await link.gateway.ask({ ...asked2, key: otherKeys.sealingKey() }, forever),
      { status: 'cancelled' },
      'a question sealed to another provider is answered by that one',
    );
    t.match(firstLog.lines, [{ fields: { code: 'SEAL_BROKEN' } }], 'and the first cannot open it');
    await everyService(t, { link, provider, key: keys.sealingKey() });
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

    const face = link.gateway.ask(
      {
        ...{ service: 'face-verification', key: keys.sealingKey(), limitMs: 400 },
        body: { ...namesOf('question-number-05'), citizenNumber: NUMBER, portrait: '/9j/' },
      },
      forever,
    );
    face.catch(() => undefined);
    const tooMuch = { id: 'question-number-05', transactionId: 'x', answeredAtMs: 1, percent: 150 };
    const faceChannel = 'gateway/face-verification/response';
    const body150 = { ...tooMuch, refusedBecause: null, retryAfterMs: null };
    const ill = {
      audience: topicRoot(ADDRESS),
      channel: faceChannel,
      body: body150,
      id: 'id-of-sixteen-xxxxx',
    } as const;
    const topic150 = topicOf(ADDRESS, faceChannel);
    await forger.publish({ topic: topic150, payload: await signCommand(ill, keys.signer, systemClock), qos: 1 });
    await t.rejects(face, { code: 'FLEET_UNREACHABLE' }, 'more than 100 per cent is no answer, whoever signs it');
    t.match(refused.at(-1), faceChannel);

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
    t.match(
      otherLog.lines.at(-1),
      { fields: { code: 'SEAL_BROKEN' } },
      'nor does the other provider open what is not its own',
    );
    forger.cut();
  });
