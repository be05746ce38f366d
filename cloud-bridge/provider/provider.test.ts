// Questions to a provider's gateway and evidence on its way: without a network, twice, late, and to nobody.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import t from 'tap';
import {
  type BatchSigner,
  cardStatusRequestSchema,
  type GatewayAnswer,
  type GatewayRequest,
  KioskError,
  ManualClock,
  openAsProvider,
  type ProviderKey,
  systemClock,
} from '../../protocol/index.ts';
import { MemoryEvidence } from '../fixtures/memory-evidence.ts';
import { EvidenceDrain } from './evidence-drain.ts';
import { GatewayExchange } from './gateway-exchange.ts';

const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { extractable: true, crv: 'P-256' });
const { x = '', y = '' } = await exportJWK(publicKey);
const key: ProviderKey = { kty: 'EC', crv: 'P-256', kid: 'idp', x, y };
const never = new AbortController().signal;

function terminal(): BatchSigner {
  const pair = generateKeyPairSync('ed25519');
  const { x: point = '' } = pair.publicKey.export({ format: 'jwk' });
  return {
    publicJwk: { kty: 'OKP', crv: 'Ed25519', x: point },
    sign: async (bytes) => sign(null, bytes, pair.privateKey),
  };
}

const body = (id: string): GatewayRequest<'card-status'> => ({
  ...{ id, provider: 'idp-1', permissionId: 'permit-7', purpose: 'proofing', nonce: 'nonce-of-sixteen-x', atMs: 1 },
  ...{ citizenNumber: '0123456789012', chipNumber: null, requestNumber: null },
});
const answer = (id: string): GatewayAnswer<'card-status'> => ({
  ...{ id, transactionId: 'as-1', answeredAtMs: 2 },
  ...{ status: 'normal', dataCorrect: true, identityExists: true },
});

t.test('a question is sealed to its provider, and answered by its name', async (t) => {
  const exchange = new GatewayExchange();
  const sent: string[] = [];
  exchange.attach({ signer: terminal(), publish: async (_, payload) => void sent.push(payload) });
  const asked = exchange.ask({ service: 'card-status', body: body('question-number-01'), key, limitMs: 5000 }, never);
  while (sent.length === 0) await systemClock.sleep(1, never);
  exchange.hear('card-status', answer('question-number-99'));
  exchange.hear('card-status', answer('question-number-01'));
  t.match(await asked, { status: 'normal', transactionId: 'as-1' });
  exchange.hear('card-status', answer('question-number-01'));
  const [sealed = ''] = sent;
  t.notMatch(sealed, /0123456789012|MDEyMzQ1Njc4OTAxM/);
  const reading = { parse: (value: unknown) => cardStatusRequestSchema.parse(value), keyOf: () => privateKey };
  t.match((await openAsProvider(Buffer.from(sealed), 'ridged-question+jws', reading)).content, {
    citizenNumber: '0123456789012',
  });
  await t.rejects(
    openAsProvider(Buffer.from(sealed), 'ridged-evidence+jws', reading),
    { code: 'SIGNATURE_BROKEN' },
    'no question passes for evidence',
  );
});

t.test('without a network, without an answer, and when nobody waits any more', async (t) => {
  const exchange = new GatewayExchange();
  const question = (id: string, limitMs = 20) => ({ service: 'card-status', body: body(id), key, limitMs }) as const;
  await t.rejects(exchange.ask(question('question-number-01'), never), {
    code: 'FLEET_UNREACHABLE',
    context: { why: 'off line' },
  });
  const leave = exchange.attach({ signer: terminal(), publish: async () => undefined });
  await t.rejects(exchange.ask(question('question-number-02'), never), {
    code: 'FLEET_UNREACHABLE',
    context: { why: 'no answer' },
  });
  await t.rejects(exchange.ask(question('question-number-03', 5000), AbortSignal.abort(new Error('gone'))), {
    message: 'gone',
  });
  exchange.hear('card-status', answer('question-number-02'));
  leave();
  await t.rejects(exchange.ask(question('question-number-04'), never), {
    code: 'FLEET_UNREACHABLE',
    context: { why: 'off line' },
  });
});

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

t.test(
  'evidence goes out at once, four abreast, again after half a minute, and no more once it is acknowledged',
  async (t) => {
    const [clock, outbox] = [new ManualClock(), new MemoryEvidence()];
    const sent: string[] = [];
    const warned: string[] = [];
    const log = {
      debug: () => undefined,
      info: () => undefined,
      warn: (_: object, text: string) => void warned.push(text),
    };
    const drain = new EvidenceDrain({ outbox, clock, log, publish: async (sealed) => void sent.push(sealed) });
    const end = new AbortController();
    const running = drain.run(end.signal);
    const settle = (): Promise<void> => systemClock.sleep(5, never);
    for (let n = 1; n <= 6; n += 1) outbox.add(`e${n}`);
    await settle();
    t.strictSame(sent, ['sealed e1', 'sealed e2', 'sealed e3', 'sealed e4']);
    drain.acknowledge({ id: 'e1', sha256: sha256Of('sealed e1') });
    await settle();
    t.equal(sent.at(-1), 'sealed e5');
    drain.acknowledge({ id: 'unknown', sha256: 'x' });
    t.equal(warned.length, 1);
    clock.advance(30_000);
    await settle();
    t.strictSame(sent.slice(5), ['sealed e2', 'sealed e3', 'sealed e4', 'sealed e5']);
    end.abort(new Error('over'));
    await t.rejects(running, { message: 'over' });
  },
);

t.test('a broker that is gone ends the drain, so that the connection is made anew', async (t) => {
  const outbox = new MemoryEvidence();
  outbox.add('e1');
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const publish = (): Promise<void> => Promise.reject(new KioskError('FLEET_UNREACHABLE'));
  const drain = new EvidenceDrain({ outbox, clock: new ManualClock(), log, publish });
  await t.rejects(drain.run(never), { code: 'FLEET_UNREACHABLE' });
  t.equal(outbox.held.size, 1);
});
