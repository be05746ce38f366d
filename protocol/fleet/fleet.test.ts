// Topics, messages and envelopes: what may pass, and that nothing else does.
import type { KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { CompactEncrypt, CompactSign, type CryptoKey, UnsecuredJWT } from 'jose';
import t from 'tap';
import { isFault, type JournalBatch, type JournalEntry, ManualClock, type Signer, type WireEntry } from '../index.ts';
import { chainOf, THAI_NAME } from './fixtures/entries.ts';
import { terminalKey, testKeys } from './fixtures/keys.ts';
import {
  BATCH_KIND,
  BATCH_TYPE,
  filterOf,
  fleetJsonSchemas,
  healthSchema,
  journalAckSchema,
  journalBatchSchema,
  MAX_INFLATED_BYTES,
  MAX_SEALED_BYTES,
  openBatch,
  openCommand,
  parseTopic,
  ReplayGuard,
  type SignedBatch,
  sealBatch,
  signCommand,
  signContent,
  statusSchema,
  TrustedKeys,
  terminalAddress,
  terminalName,
  topicOf,
  topicRoot,
} from './index.ts';

const address = terminalAddress('bangkok', 'gate-17');
const audience = topicRoot(address);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

t.test('a topic reads back as the terminal and channel it was made of', async (t) => {
  t.equal(topicOf(address, 'journal/ack'), 'ridged/v1/bangkok/gate-17/journal/ack');
  t.strictSame(parseTopic('ridged/v1/bangkok/gate-17/journal/ack'), { ...address, channel: 'journal/ack' });
  t.equal(filterOf('journal'), 'ridged/v1/+/+/journal');
  t.equal(terminalName(address), 'bangkok.gate-17');
});

t.test('a topic that is not ours, or not well-formed, is nobody', async (t) => {
  const foreign = [
    '',
    'ridged',
    'ridged/v2/a/b/journal',
    'ridged/v1/a/b',
    'ridged/v1/a/b/journal/',
    'ridged/v1//b/journal',
  ];
  for (const topic of [
    ...foreign,
    'ridged/v1/a/b/c/journal',
    'ridged/v1/a/../journal',
    '$SYS/broker',
    'ridged/v1/+/b/status',
  ])
    t.equal(parseTopic(topic), undefined, topic);
});

t.test('a name that cannot be a topic segment is refused with its rule', async (t) => {
  for (const name of ['', 'a/b', 'a+', '#', 'ตึก', '-a', 'a.b', 'x'.repeat(65)])
    t.throws(() => terminalAddress('bangkok', name), { code: 'CONFIG_INVALID' }, name);
  t.throws(() => terminalAddress('a b', 'gate'), { code: 'CONFIG_INVALID', context: { site: 'a b' } });
});

const commandOf = async (signer: Signer, change: object = {}, clock = new ManualClock()): Promise<Uint8Array> => {
  const command = {
    audience,
    channel: 'journal/ack',
    body: { journalId: 'journal-a', seq: 7 },
    id: 'id-0123456789abcdef',
  };
  return bytes(
    await signCommand({ ...command, ...change } as Parameters<typeof signCommand<'journal/ack'>>[0], signer, clock),
  );
};

t.test('a signed acknowledgement for this terminal is opened; anything else is refused with the reason', async (t) => {
  const clock = new ManualClock();
  const ours = await testKeys();
  const stranger = await testKeys('ingest', 'stranger');
  const operator = await testKeys('operator', 'operator');
  const trust = TrustedKeys.parse({ keys: [...ours.jwks.keys, ...operator.jwks.keys] });
  const open = (message: Uint8Array, change: object = {}) =>
    openCommand(message, {
      ...{ trust, audience, channel: 'journal/ack', clock, clockIsTrusted: true, replayGuard: new ReplayGuard() },
      ...change,
    });
  const good = await commandOf(ours.signer);
  t.strictSame(await open(good), { journalId: 'journal-a', seq: 7 });

  const claims = {
    aud: audience,
    channel: 'journal/ack',
    role: 'ingest',
    iat: 0,
    exp: 9e9,
    jti: 'id-0123456789abcdef',
    body: {},
  };
  const hmac = await new CompactSign(bytes(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'HS256', kid: ours.signer.kid })
    .sign(bytes('x'.repeat(32)));
  const flipped = Uint8Array.from(good, (byte, at) => (at === good.length - 5 ? (byte === 65 ? 66 : 65) : byte));
  const posing = { ...stranger.signer, kid: ours.signer.kid };
  const wrongBody = await commandOf(ours.signer, { body: { journalId: 'journal-a', seq: -1 } });
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ['one byte of the signature changed', flipped, 'signature'],
    ['signed by a stranger under our key id', await commandOf(posing), 'signature'],
    ['signed by a key we do not know', await commandOf(stranger.signer), 'unknown-key'],
    ['signed by a key of another role', await commandOf({ ...operator.signer, role: 'ingest' }), 'role'],
    ['claiming another role', await commandOf({ ...ours.signer, role: 'operator' }), 'role'],
    [
      'for another terminal',
      await commandOf(ours.signer, { audience: topicRoot(terminalAddress('a', 'b')) }),
      'audience',
    ],
    [
      'for another channel',
      await commandOf(ours.signer, { channel: 'journal/resend', body: { journalId: 'j', fromSeq: 1, toSeq: 2 } }),
      'channel',
    ],
    ['with a body of no sense', wrongBody, 'malformed'],
    ['unsigned', bytes(new UnsecuredJWT(claims).encode()), 'signature'],
    ['a shared-secret signature', bytes(hmac), 'signature'],
    ['garbage', bytes('garbage'), 'malformed'],
    ['empty', new Uint8Array(), 'malformed'],
    ['too large', new Uint8Array(100_000), 'malformed'],
  ];
  for (const [what, message, why] of cases)
    await t.rejects(open(message), { code: 'FLEET_UNTRUSTED', context: { why } }, what);
});

t.test(
  'a message is believed once, in its time; only a terminal without the time is lenient, and only where a replay is harmless',
  async (t) => {
    const clock = new ManualClock();
    const { signer, trust } = await testKeys();
    const message = await commandOf(signer, {}, clock);
    const replayGuard = new ReplayGuard();
    const verification = { trust, audience, channel: 'journal/ack', clock, clockIsTrusted: true, replayGuard } as const;
    await openCommand(message, verification);
    await t.rejects(openCommand(message, verification), { code: 'FLEET_UNTRUSTED', context: { why: 'replayed' } });

    const issuedMs = Math.floor(clock.nowMs() / 1000) * 1000;
    const told: unknown[] = [];
    const onTimes = (times: unknown): void => void told.push(times);
    const fresh = { ...verification, onTimes, replayGuard: new ReplayGuard() };
    clock.advance(2 * 3600_000);
    await t.rejects(openCommand(message, fresh), { code: 'FLEET_UNTRUSTED', context: { why: 'expired' } });
    t.strictSame(told, [{ issuedMs, expiresMs: issuedMs + 3600_000 }], 'it says what time it was, all the same');
    clock.setUtc(Date.UTC(1970, 0, 1));
    await t.rejects(openCommand(message, fresh), { code: 'FLEET_UNTRUSTED', context: { why: 'not-yet' } });
    t.match(
      await openCommand(message, { ...fresh, clockIsTrusted: false }),
      { seq: 7 },
      'expiry is left alone without the time',
    );
    await t.rejects(openCommand(message, { ...fresh, clockIsTrusted: false }), {
      code: 'FLEET_UNTRUSTED',
      context: { why: 'replayed' },
    });
  },
);

t.test('a full replay guard forgets only what may safely be heard again', async (t) => {
  const guard = new ReplayGuard(2);
  const still = { expiresMs: 100, nowMs: 0, harmlessAgain: false };
  t.equal(guard.admit('a', still), 'fresh');
  t.equal(guard.admit('b', still), 'fresh');
  t.equal(guard.admit('c', still), 'full');
  t.equal(guard.admit('a', still), 'replayed');
  t.equal(guard.admit('c', { ...still, harmlessAgain: true }), 'fresh', 'the oldest gives way');
  t.equal(guard.size, 2);
  t.equal(guard.admit('d', { ...still, nowMs: 101 }), 'fresh', 'what has expired gives way');
  t.equal(guard.size, 1);
});

const batchOf = (entries: readonly WireEntry[]): JournalBatch => ({
  from: audience,
  journalId: 'journal-a',
  fromSeq: entries[0]?.seq ?? 1,
  toSeq: entries.at(-1)?.seq ?? 1,
  historical: false,
  ahead: false,
  entries: [...entries],
});

t.test(
  'a sealed batch opens for the ingest alone, with its Thai text intact, and says which terminal signed it',
  async (t) => {
    const { trust, unsealKey } = await testKeys();
    const stranger = await testKeys();
    const batch = batchOf(chainOf(100));
    const terminal = await terminalKey();
    const sealed = bytes(await sealBatch(batch, await trust.recipient('ingest'), terminal));
    t.notOk(Buffer.from(sealed).toString().includes('journal-a'));
    const opened = await openBatch(sealed, (kid) => (kid === 'test-enc' ? unsealKey : undefined));
    t.strictSame(opened, { batch, signedBy: terminal.thumbprint });
    t.strictSame(opened.batch.entries[0]?.payload, { event: 'clock', place: THAI_NAME, attempt: 1 });
    await t.rejects(
      openBatch(sealed, () => stranger.unsealKey),
      { code: 'SEAL_BROKEN' },
    );
    await t.rejects(
      openBatch(sealed, () => undefined),
      { code: 'SEAL_BROKEN' },
    );
  },
);

/** Seals whatever it is given, as anybody can who knows the public key of the ingest. */
async function sealing(): Promise<{ seal: (content: Uint8Array) => Promise<Uint8Array>; unsealKey: CryptoKey }> {
  const { trust, unsealKey } = await testKeys();
  const { kid, key } = await trust.recipient('ingest');
  const encrypt = (content: Uint8Array): Promise<string> =>
    new CompactEncrypt(content).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid }).encrypt(key);
  return { seal: async (content) => bytes(await encrypt(content)), unsealKey };
}

t.test('garbage, a bomb, and a batch of no sense are dropped without harm', async (t) => {
  const { seal, unsealKey } = await sealing();
  const terminal = await terminalKey();
  const sealSigned = async (content: Uint8Array): Promise<Uint8Array> =>
    seal(bytes(await signContent(content, terminal, BATCH_KIND)));
  const sealJson = (value: unknown): Promise<Uint8Array> => sealSigned(deflateRawSync(JSON.stringify(value)));
  const [first, second] = chainOf(2);
  const batch = batchOf(chainOf(2));
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ['garbage', bytes('garbage'), 'SEAL_BROKEN'],
    ['too large', new Uint8Array(MAX_SEALED_BYTES + 1), 'PROTOCOL_MALFORMED'],
    ['not compressed', await sealSigned(bytes('{}')), 'PROTOCOL_MALFORMED'],
    ['a bomb', await sealSigned(deflateRawSync(new Uint8Array(MAX_INFLATED_BYTES + 1))), 'PROTOCOL_MALFORMED'],
    ['not UTF-8', await sealSigned(deflateRawSync(Uint8Array.of(0x22, 0xa1, 0x22))), 'PROTOCOL_MALFORMED'],
    ['not a batch', await sealJson([1]), 'PROTOCOL_MALFORMED'],
    ['turned round', await sealJson({ ...batch, fromSeq: 9 }), 'PROTOCOL_MALFORMED'],
    ['out of order', await sealJson({ ...batch, entries: [second, first] }), 'PROTOCOL_MALFORMED'],
    [
      'of two journals',
      await sealJson({ ...batch, entries: [first, { ...second, journalId: 'b' }] }),
      'PROTOCOL_MALFORMED',
    ],
    ['an entry outside its range', await sealJson({ ...batch, toSeq: 1 }), 'PROTOCOL_MALFORMED'],
  ];
  for (const [what, sealed, code] of cases)
    await t.rejects(
      openBatch(sealed, () => unsealKey),
      { code },
      what,
    );
});

t.test('a batch that its terminal has not signed, or not as a batch, is refused whatever it says', async (t) => {
  const { seal, unsealKey } = await sealing();
  const [ours, stranger] = [await terminalKey(), await terminalKey()];
  const content = deflateRawSync(JSON.stringify(batchOf(chainOf(3))));
  const header = { alg: 'EdDSA', typ: BATCH_TYPE, cty: 'json+deflate', kid: ours.thumbprint, jwk: ours.publicJwk };
  const signed = async (change: object, key: KeyObject | Uint8Array = ours.privateKey): Promise<Uint8Array> =>
    bytes(await new CompactSign(content).setProtectedHeader({ ...header, ...change }).sign(key));
  const open = async (jws: Uint8Array): Promise<SignedBatch> => openBatch(await seal(jws), () => unsealKey);
  t.match(await open(await signed({})), { signedBy: ours.thumbprint }, 'a header as it must be passes');

  const good = await signContent(content, ours, BATCH_KIND);
  const [, payload = '', signature = ''] = good.split('.');
  const segment = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const privateJwk = { ...ours.publicJwk, d: 'A'.repeat(43) };
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['only sealed, as it once was', content],
    ['by a stranger under the key of the terminal', await signed({}, stranger.privateKey)],
    ['under the key id of the terminal with the key of a stranger', await signed({ jwk: stranger.publicJwk })],
    [
      'by a stranger who names the terminal by its key id',
      await signed({ jwk: stranger.publicJwk }, stranger.privateKey),
    ],
    ['unsigned (alg none)', bytes(`${segment({ ...header, alg: 'none' })}.${payload}.`)],
    ['unsigned (no signature)', bytes(`${segment(header)}.${payload}.`)],
    ['by a shared secret', await signed({ alg: 'HS256' }, Buffer.from(ours.publicJwk.x, 'base64url'))],
    ['as something else', await signed({ typ: 'ridged-checkpoint+jws' })],
    ['as nothing in particular', await signed({ typ: undefined })],
    ['with a private key beside it', await signed({ jwk: privateJwk })],
    ['with no key beside it', await signed({ jwk: undefined })],
    ['with no key id', await signed({ kid: undefined })],
    ['with a key that is no point of the curve', await signed({ jwk: { ...ours.publicJwk, x: '_'.repeat(43) } })],
    ['with a header we do not know of', await signed({ b64: true, crit: ['b64'] })],
    [
      'with other content under the signature',
      bytes(good.replace(payload, deflateRawSync('{}').toString('base64url'))),
    ],
    ['with a short signature', bytes(good.slice(0, -10))],
    ['with its signature twice', bytes(`${good}.${signature}`)],
    ['with nothing in it', new Uint8Array()],
  ];
  for (const [what, jws] of cases) await t.rejects(open(jws), { code: 'SIGNATURE_BROKEN' }, what);
});

t.test('random bytes are refused, never worse', async (t) => {
  const { trust, unsealKey } = await testKeys();
  const verification = {
    trust,
    audience,
    channel: 'journal/ack',
    clock: new ManualClock(),
    clockIsTrusted: true,
  } as const;
  const seeded = (seed: number): Uint8Array =>
    Uint8Array.from({ length: 60 }, (_, at) => (seed * 7919 + at * at * 104_729) % 251);
  for (let seed = 1; seed <= 200; seed += 1) {
    const message = seeded(seed);
    for (const attempt of [
      openBatch(message, () => unsealKey),
      openCommand(message, { ...verification, replayGuard: new ReplayGuard() }),
    ])
      await attempt.then(
        () => t.fail('opened'),
        (error: unknown) => isFault(error) || t.fail(String(error)),
      );
  }
});

t.test('a JWKS with the wrong keys is refused, and a private part is never kept', async (t) => {
  const { jwks } = await testKeys();
  t.throws(() => TrustedKeys.parse({ keys: [{ kty: 'oct', k: 'AAAA' }] }), { code: 'KEY_UNAVAILABLE' });
  t.throws(() => TrustedKeys.parse('keys'), { code: 'KEY_UNAVAILABLE' });
  await t.rejects(new TrustedKeys({ keys: [] }).recipient('ingest'), { code: 'KEY_UNAVAILABLE' });
  await t.rejects(new TrustedKeys(jwks).recipient('operator'), { code: 'KEY_UNAVAILABLE' });
});

t.test('an entry of the journal is an entry of the wire, and members of a newer version do no harm', async (t) => {
  const entry = { ...chainOf(1)[0], payload: null } as JournalEntry;
  const batch = { ...batchOf([entry]), addedLater: true };
  t.ok(journalBatchSchema.safeParse(batch).success);
  t.strictSame(journalAckSchema.parse({ journalId: 'j', seq: 0, addedLater: 1 }), { journalId: 'j', seq: 0 });
  t.ok(statusSchema.safeParse({ state: 'offline', connection: 'c', reason: 'lost', addedLater: 1 }).success);
  t.notOk(healthSchema.safeParse({}).success);
});

t.test(
  'a zero character in the name of a journal, a boot or a connection is refused: not every store keeps it',
  async (t) => {
    const batch = batchOf(chainOf(1));
    t.notOk(journalBatchSchema.safeParse({ ...batch, journalId: 'j\0' }).success);
    const [entry] = batch.entries;
    t.notOk(journalBatchSchema.safeParse({ ...batch, entries: [{ ...entry, bootId: '\0' }] }).success);
    t.notOk(statusSchema.safeParse({ state: 'offline', connection: 'c\0', reason: 'lost' }).success);
  },
);

t.test('the published JSON Schemas are those of the code', async (t) => {
  const { TAP_SNAPSHOT } = process.env;
  const folder = join(import.meta.dirname, 'schemas');
  for (const [name, schema] of Object.entries(fleetJsonSchemas())) {
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    if (TAP_SNAPSHOT === '1') writeFileSync(join(folder, name), text);
    t.strictSame(
      JSON.parse(readFileSync(join(folder, name), 'utf8')),
      JSON.parse(text),
      `${name}: renew it with tap --snapshot`,
    );
  }
});
