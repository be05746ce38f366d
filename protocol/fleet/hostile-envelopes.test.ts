// Every message of either direction, bent within its signature and outside of it: opened, or refused as one of ours. `make torture` goes on for longer.
import { generateKeyPairSync } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { CompactEncrypt, CompactSign, calculateJwkThumbprint } from 'jose';
import t from 'tap';
import { mutatedBytes, mutatedJson, nested, type Random } from '../base/fixtures/mutations.ts';
import { roundsOf, withstands } from '../base/fixtures/withstand.ts';
import {
  canonicalJson,
  digestOfPerson,
  ManualClock,
  type Order,
  payloadHash,
  readJson,
  sealingJwkSchema,
} from '../index.ts';
import { blankJpeg } from '../people/fixtures/blank-jpeg.ts';
import { chainOf } from './fixtures/entries.ts';
import { officerKeys, terminalKey, testKeys } from './fixtures/keys.ts';
import {
  approveOrder,
  BATCH_KIND,
  brokerAddress,
  DOWNWARD,
  type DownwardChannel,
  downwardChannels,
  MAX_INFLATED_BYTES,
  openAppTicket,
  openAsProvider,
  openBatch,
  openCaptured,
  openCertificateRequest,
  openCommand,
  openFound,
  openJobReport,
  openOrder,
  openPart,
  openProfile,
  openReport,
  openSealedCommand,
  openWanted,
  openWipeReceipt,
  parseTopic,
  ReplayGuard,
  type SignedKind,
  signContent,
  signOrder,
  TrustedKeys,
} from './index.ts';

const long = { timeout: 7_200_000 };
const ROUNDS = roundsOf(80);
const NAME = 'สมหญิง ใจดี';
const CODE = '0042-7';
const FROM = 'ridged/v1/bangkok/gate-17';
const ID = 'A'.repeat(22);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const impression = { record: 'Rk1S', quality: 80, sensor: 'virtual', enroller: 'desk', atMs: 5 };
const finger = { finger: 'right-index', consentId: 'c-1', impressions: [impression] };
const fields = {
  ...{ code: CODE, nameTh: NAME, nameEn: 'Somying', title: '', unit: 'LAW', group: 'day', active: true },
  ...{ validFromMs: null, validUntilMs: 9e12 },
};
const person = {
  ...{ id: ID, ...fields, fingers: [finger], photo: blankJpeg('face').toString('base64') },
  rights: [{ validFromMs: null, validUntilMs: null, schedule: [{ days: [1, 2], fromMinute: 0, untilMinute: 600 }] }],
  methods: [{ method: 'card-finger', from: '2026-01-01', until: '2026-12-31' }],
};
const table = { revision: 3, hash: 'a'.repeat(64), people: 1 };
const part = {
  ...{ transfer: ID, part: 1, parts: 1, challenge: ID, from: null, to: table, offlineForMs: null },
  ...{ put: [person], remove: [] },
};
const entries = chainOf(3);
const batch = {
  ...{ from: FROM, journalId: 'journal-a', fromSeq: 1, toSeq: 3, historical: false, ahead: false, entries },
};
const report = (sealingKey: unknown) => ({
  ...{ from: FROM, number: 1, utcMs: 5, table, needs: null, fault: null, sealingKey, capacity: { fingers: 10 } },
  ...{ problems: [], captures: [], challenge: ID, understands: ['photos'], answers: [] },
});
const captured = { from: FROM, capture: ID, subject: 's', ...fields, enroller: 'desk', atMs: 5, fingers: [finger] };
const wanted = { from: FROM, asked: ID, code: CODE };
const job = {
  ...{ from: FROM, job: ID, kind: 'self-test', number: 1, utcMs: 5 },
  standing: { state: 'done', answer: { checks: [{ name: 'sensor', ok: true, detail: '' }] } },
};
const renewal = { from: FROM, asked: ID, utcMs: 5, follows: '0a', request: 'PEM' };
const receipt = { job: ID, what: ['keys'], atMs: 7, journalId: 'journal-a', lastSeq: 12, unsent: 0 };
const ticket = { iss: 'bangkok/gate-17', aud: 'dopa', jti: ID, iat: 1, exp: 9e9 };

/** How good content goes into an envelope, and how it is opened: what it says, or a fault. */
interface Envelope {
  readonly honest: unknown;
  readonly seal: (json: string) => Promise<Uint8Array>;
  readonly open: (message: Uint8Array) => Promise<unknown>;
}

/** As it should be, bent as a whole, or bent before it was signed and sealed. */
const bentBy = async ({ honest, seal }: Envelope): Promise<(random: Random) => Promise<Uint8Array>> => {
  const whole = await seal(JSON.stringify(honest));
  return async (random) => {
    if (random() < 0.15) return whole;
    return random() < 0.3 ? mutatedBytes(whole, random) : await seal(mutatedJson(honest, random));
  };
};

async function envelopes(): Promise<Readonly<Record<string, Envelope>>> {
  const [fleet, terminal] = [await testKeys('operator'), await terminalKey()];
  const { kid, key } = await fleet.trust.recipient('operator');
  const sealingKey = sealingJwkSchema.parse(await publicOf(fleet.jwks));
  const own = await calculateJwkThumbprint(sealingKey);
  const encrypt = async (content: Uint8Array, to: string): Promise<Uint8Array> =>
    utf8(
      await new CompactEncrypt(content).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: to }).encrypt(key),
    );
  const sign = async (content: Uint8Array, kind: SignedKind): Promise<Uint8Array> =>
    utf8(await signContent(content, terminal, kind));
  const keyOf = () => fleet.unsealKey;
  const sealed = (typ: string, honest: unknown, open: Envelope['open']): Envelope => ({
    ...{ honest, open },
    seal: async (json) => encrypt(await sign(deflateRawSync(json), { typ, cty: 'json+deflate' }), kid),
  });
  const signed = (typ: string, honest: unknown, open: Envelope['open']): Envelope => ({
    ...{ honest, open },
    seal: (json) => sign(utf8(json), { typ, cty: 'json' }),
  });
  const down = (honest: unknown, open: (text: string) => Promise<unknown>): Envelope => ({
    ...{ honest, open: (message) => open(Buffer.from(message).toString('latin1')) },
    seal: (json) => encrypt(deflateRawSync(json), own),
  });
  const toProvider = { parse: (value: unknown) => canonicalJson(value), keyOf };
  return {
    'a batch of the journal': sealed(BATCH_KIND.typ, batch, async (message) => {
      const opened = await openBatch(message, keyOf);
      return opened.batch.entries.map(({ payload }) => payloadHash(payload));
    }),
    'somebody who was enrolled': sealed('ridged-people-captured+jws', captured, (it) => openCaptured(it, keyOf)),
    'somebody who is asked for': sealed('ridged-people-wanted+jws', wanted, (it) => openWanted(it, keyOf)),
    'how far a job is': sealed('ridged-job+jws', job, (it) => openJobReport(it, keyOf)),
    'a report of a table': signed('ridged-people-reported+jws', report(sealingKey), openReport),
    'a request for a certificate': signed('ridged-renewal+jws', renewal, openCertificateRequest),
    'the receipt of a wipe': signed('ridged-wiped+jws', receipt, (it) => openWipeReceipt(Buffer.from(it).toString())),
    'the code of a citizen’s app': signed('ridged-app-ticket+jws', ticket, (it) =>
      openAppTicket(Buffer.from(it).toString(), { audience: 'dopa', nowMs: 5 }),
    ),
    'evidence for a provider': {
      honest: { record: { reference: 'R-1' }, personal: { citizenNumber: '1234567890121', fields: { name: NAME } } },
      seal: async (json) => encrypt(await sign(utf8(json), { typ: 'ridged-evidence+jws', cty: 'json' }), kid),
      open: (message) => openAsProvider(message, 'ridged-evidence+jws', toProvider),
    },
    'a part of a table': down(part, async (text) => (await openPart(text, keyOf)).put.map(digestOfPerson)),
    'a word about orders': down({ give: { order: 'a.b.c', approval: null }, connection: 'first' }, (text) =>
      openSealedCommand(text, keyOf),
    ),
    'somebody who was found': down({ asked: ID, revision: 3, offlineForMs: null, person }, (text) =>
      openFound(text, keyOf),
    ),
  };
}

async function publicOf({ keys }: Awaited<ReturnType<typeof testKeys>>['jwks']): Promise<unknown> {
  const jwk = keys.find(({ use }) => use === 'enc');
  if (jwk?.use !== 'enc') throw new Error('a fleet has a key to seal to');
  const { kty, crv, x, y } = jwk;
  return { kty, crv, x, y };
}

t.test('what terminals say, and what only one of them may read', long, async (t) => {
  for (const [what, envelope] of Object.entries(await envelopes()))
    await t.test(what, long, async (t) => {
      const bent = await bentBy(envelope);
      await withstands(t, {
        ...{ rounds: ROUNDS, seed: 201, secrets: [NAME, 'ใจดี', CODE, '1234567890121'] },
        read: async (random) => envelope.open(await bent(random)),
      });
    });
});

const answer = { id: ID, transactionId: 't', answeredAtMs: 5 };
const BODIES: Readonly<Record<DownwardChannel, unknown>> = {
  'journal/ack': { journalId: 'journal-a', seq: 7 },
  'journal/resend': { journalId: 'journal-a', fromSeq: 1, toSeq: 9 },
  'evidence/ack': { id: ID, sha256: 'a'.repeat(64) },
  'gateway/card-status/response': { ...answer, status: 'normal', dataCorrect: true, identityExists: null },
  'gateway/face-verification/response': { ...answer, percent: 81.5, refusedBecause: null, retryAfterMs: null },
  'gateway/mobile-confirmation/response': { ...answer, result: 'sent' },
  'gateway/level-up/response': { ...answer, result: 'delivered' },
  command: { give: { order: 'a.b.c', approval: null }, connection: 'first' },
  'certificate/response': { asked: ID, certificate: 'PEM' },
  'people/desired': { holds: { challenge: ID, offlineForMs: null } },
  'people/delta': { captured: { capture: ID, outcome: 'taken', revision: 3 } },
};

t.test('what the fleet and its providers say to a terminal', long, async (t) => {
  const keys = await testKeys('ingest', 'all', ['ingest', 'operator', 'provider']);
  const clock = new ManualClock();
  const nowS = Math.floor(clock.nowMs() / 1000);
  for (const channel of downwardChannels)
    await t.test(channel, long, async (t) => {
      const envelope: Envelope = {
        honest: {
          aud: FROM,
          channel,
          role: DOWNWARD[channel].role,
          iat: nowS,
          exp: nowS + 60,
          jti: ID,
          body: BODIES[channel],
        },
        seal: async (json) =>
          utf8(
            await new CompactSign(utf8(json))
              .setProtectedHeader({ alg: 'EdDSA', kid: 'all-sig' })
              .sign(keys.signer.key),
          ),
        open: (message) =>
          openCommand(message, {
            ...{ trust: keys.trust, audience: FROM, channel, clock, clockIsTrusted: true },
            replayGuard: new ReplayGuard(),
          }),
      };
      const bent = await bentBy(envelope);
      await withstands(t, {
        ...{ rounds: ROUNDS, seed: 202, secrets: [NAME] },
        read: async (random) => envelope.open(await bent(random)),
      });
    });
});

t.test('orders and their approvals', long, async (t) => {
  const [chief, deputy] = [await officerKeys('administrator', 'chief'), await officerKeys('administrator', 'deputy')];
  const trust = new TrustedKeys({ keys: [chief, deputy].flatMap(({ jwks }) => jwks.keys) });
  const values = { 'verification.fmr': 1e-4, 'prove.challenges': ['blink', 'turn-left'] };
  const order: Order = {
    ...{ id: ID, by: NAME, atMs: 5, untilMs: null, terminals: ['bangkok.gate-17'] },
    what: { kind: 'policy', version: 2, values },
  };
  const by = { typ: 'ridged-order+jws', kid: chief.signer.kid, alg: 'EdDSA' };
  await withstands(t, {
    ...{ rounds: ROUNDS, seed: 203, secrets: [NAME] },
    read: async (random) => {
      const bentOrder = random() < 0.3 ? undefined : mutatedJson(order, random);
      const jws =
        bentOrder === undefined
          ? await signOrder(order, chief.signer)
          : await new CompactSign(utf8(bentOrder)).setProtectedHeader(by).sign(chief.signer.key);
      const approval = await approveOrder(jws, { by: 'x', atMs: 5 }, deputy.signer);
      const signed = { order: jws, approval: random() < 0.2 ? latin1(mutatedBytes(utf8(approval), random)) : approval };
      return openOrder(signed, { trust, terminal: 'bangkok.gate-17' });
    },
  });
});

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

t.test('lists of keys, topics and addresses of brokers', long, async (t) => {
  const { jwks } = await testKeys('ingest');
  const list = { ...jwks, brokers: ['broker.example:8883'] };
  await withstands(t, {
    ...{ rounds: ROUNDS, seed: 204 },
    read: (random) => {
      parseTopic(latin1(mutatedBytes(utf8(`${FROM}/journal/ack`), random)));
      brokerAddress(latin1(mutatedBytes(utf8('wss://broker.example:443/mqtt'), random)));
      const trust = TrustedKeys.parse(JSON.parse(mutatedJson(list, random)));
      return trust.allowsBroker('mqtts://broker.example:8883');
    },
  });
});

t.test('JSON of others goes no deeper than a stack, and holds nothing that cannot be written again', async (t) => {
  t.strictSame(readJson('{"a":[1,"ก",null,true]}'), { a: [1, 'ก', null, true] });
  const depth = (levels: number): string => nested(levels);
  t.ok(readJson(depth(64)));
  for (const json of [depth(65), depth(2_000_000), '1e999', '{"a":-1e999}', '"\\ud800"', '{"\\udfff":1}', '{', ''])
    t.throws(() => readJson(json), SyntaxError, json.slice(0, 20));
  t.throws(() => readJson(Uint8Array.of(0x22, 0xa1, 0x22)), SyntaxError, 'no UTF-8');
  try {
    readJson(`{"name":"${NAME}`);
  } catch (fault) {
    t.notMatch(String(fault), /ใจดี/);
    t.equal((fault as Error).cause, undefined);
  }
});

t.test(
  'an entry, or an answer, that nobody could write again is refused before anything goes down into it',
  async (t) => {
    const { 'a batch of the journal': journal, 'how far a job is': jobs } = await envelopes();
    for (const bait of [nested(), '1e999', '"\\ud800"', `{"a":${nested(65)}}`]) {
      const [entry, answer] = [
        { ...batch, entries: [{ ...entries[0], payload: 'BAIT' }] },
        { state: 'done', answer: 'BAIT' },
      ];
      const baited = (honest: object): string => JSON.stringify(honest).replace('"BAIT"', `{"bait":${bait}}`);
      for (const [envelope, honest] of [
        [journal, entry],
        [jobs, { ...job, standing: answer }],
      ] as const) {
        if (!envelope) throw new Error('both are there');
        await t.rejects(envelope.open(await envelope.seal(baited(honest))), { code: 'PROTOCOL_MALFORMED' });
      }
    }
  },
);

t.test('a batch that inflates to a thousand times its size is let go at the limit', async (t) => {
  const [ingest, terminal] = [await testKeys(), await terminalKey()];
  const { kid, key } = await ingest.trust.recipient('ingest');
  const bomb = deflateRawSync(Buffer.alloc(64 * MAX_INFLATED_BYTES, '['));
  const jws = await signContent(bomb, terminal, BATCH_KIND);
  const header = { alg: 'ECDH-ES', enc: 'A256GCM', kid };
  const sealed = utf8(await new CompactEncrypt(utf8(jws)).setProtectedHeader(header).encrypt(key));
  t.ok(sealed.length < MAX_INFLATED_BYTES / 8, `${sealed.length} bytes`);
  await t.rejects(
    openBatch(sealed, () => ingest.unsealKey),
    { code: 'PROTOCOL_MALFORMED' },
  );
});

t.test('a word that only one terminal can read is let go at that limit too', async (t) => {
  const terminal = await testKeys('operator');
  const { kid, key } = await terminal.trust.recipient('operator');
  const bomb = deflateRawSync(Buffer.alloc(16 * MAX_INFLATED_BYTES, '['));
  const sealed = await new CompactEncrypt(bomb)
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid })
    .encrypt(key);
  const keyOf = () => terminal.unsealKey;
  const ways: readonly (() => Promise<unknown>)[] = [
    () => openPart(sealed, keyOf),
    () => openFound(sealed, keyOf),
    () => openSealedCommand(sealed, keyOf),
  ];
  for (const open of ways) await t.rejects(open(), { code: 'PROTOCOL_MALFORMED' });
});

t.test('an order, or a profile, that is signed by a weaker way is signed by nobody', async (t) => {
  const { signer, jwks, trust } = await officerKeys('administrator', 'chief');
  const { kid } = signer;
  const what = { kind: 'snapshot', reason: 'x' } as const;
  const order: Order = { id: ID, by: NAME, atMs: 5, untilMs: 60_000, terminals: ['bangkok.gate-17'], what };
  const openedAs: Readonly<Record<string, (jws: string) => Promise<unknown>>> = {
    'ridged-order+jws': (jws) => openOrder({ order: jws, approval: null }, { trust, terminal: 'bangkok.gate-17' }),
    'ridged-profile+jws': (jws) => openProfile(jws, trust),
  };
  t.match(await openedAs['ridged-order+jws']?.(await signOrder(order, signer)), { order: { id: ID } });
  const content = utf8(JSON.stringify(order));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const secret = Buffer.from(String(jwks.keys[0]?.x));
  for (const [typ, opened] of Object.entries(openedAs)) {
    const unsigned = [{ alg: 'none', typ, kid }, order].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const weaker = [
      `${unsigned.join('.')}.`,
      await new CompactSign(content).setProtectedHeader({ alg: 'HS256', typ, kid }).sign(secret),
      await new CompactSign(content).setProtectedHeader({ alg: 'ES256', typ, kid }).sign(privateKey),
    ];
    for (const jws of weaker)
      await t.rejects(opened(jws), { code: 'FLEET_UNTRUSTED', context: { why: 'signature' } }, typ);
  }
});

t.test('what is sealed by a weaker way than ours is not opened', async (t) => {
  const ingest = await testKeys();
  const { kid, key } = await ingest.trust.recipient('ingest');
  const keyOf = () => ingest.unsealKey;
  for (const header of [
    { alg: 'ECDH-ES+A128KW', enc: 'A256GCM', kid },
    { alg: 'ECDH-ES', enc: 'A128GCM', kid },
    { alg: 'ECDH-ES', enc: 'A256CBC-HS512', kid },
  ]) {
    const sealed = await new CompactEncrypt(utf8('{}')).setProtectedHeader(header).encrypt(key);
    await t.rejects(openBatch(utf8(sealed), keyOf), { code: 'SEAL_BROKEN' }, JSON.stringify(header));
  }
  const direct = { alg: 'dir', enc: 'A256GCM', kid };
  const sealed = await new CompactEncrypt(utf8('{}')).setProtectedHeader(direct).encrypt(new Uint8Array(32));
  await t.rejects(openBatch(utf8(sealed), keyOf), { code: 'SEAL_BROKEN' });
});

t.test('a seal that says that it is compressed itself is not opened: nobody knows what it inflates to', async (t) => {
  const ingest = await testKeys();
  const header = { alg: 'ECDH-ES', enc: 'A256GCM', kid: 'test-enc', zip: 'DEF' };
  const parts = Buffer.from(JSON.stringify(header)).toString('base64url');
  await t.rejects(
    openBatch(utf8(`${parts}....`), () => ingest.unsealKey),
    { code: 'SEAL_BROKEN' },
  );
});
