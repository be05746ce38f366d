// The virtual PIV card, command by command, and what comes of its answers: signatures that OpenSSL takes, and tries that run out.
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { inspect } from 'node:util';
import t from 'tap';
import { seeded } from '../../protocol/base/fixtures/seeded.ts';
import { KioskError, Sensitive } from '../../protocol/index.ts';
import type { CardChannel } from '../ports/card-reader.ts';
import { otherCard } from '../virtual/card/other-cards.ts';
import type { VirtualChip } from '../virtual/card/virtual-chip.ts';
import { VirtualPiv, type VirtualPivOptions } from '../virtual/card/virtual-piv.ts';
import { readPivCertificate, signWithCard } from './piv-card.ts';

const { signal } = new AbortController();
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const pinOf = (digits: string): Sensitive<Uint8Array> => new Sensitive(Uint8Array.from(Buffer.from(digits, 'latin1')));

const channelTo = (chip: VirtualChip): CardChannel => ({
  transmit: async (command) => chip.respond(command),
  [Symbol.asyncDispose]: async () => undefined,
});

const signBy = (chip: VirtualChip, pin: string, challenge: Uint8Array = randomBytes(32)) =>
  signWithCard(channelTo(chip), { pin: pinOf(pin), challenge }, signal);

const isOf = (card: VirtualPiv, challenge: Uint8Array, signature: Uint8Array): boolean => {
  const key = createPublicKey({ key: Buffer.from(card.publicKey, 'base64url'), format: 'der', type: 'spki' });
  return verify('sha256', challenge, key, signature);
};

t.test('every signature is one of its key over what was asked, and of nothing else', async (t) => {
  const card = new VirtualPiv();
  const other = new VirtualPiv();
  // Enough for a leading zero and a set first bit in either number.
  for (let round = 0; round < 300; round += 1) {
    const challenge = randomBytes(32);
    const signing = await signBy(card, '123456', challenge);
    if (signing.kind !== 'signed') throw new Error(signing.kind);
    if (!isOf(card, challenge, signing.signature)) t.fail(`round ${round}: ${text(signing.signature)}`);
    if (round === 0)
      t.notOk(isOf(card, randomBytes(32), signing.signature) || isOf(other, challenge, signing.signature));
  }
  t.equal(card.isVerified, false, 'and the card asks for its PIN the next time');
  t.equal(card.triesLeft, 3);
});

t.test(
  'wrong PINs run down to the last try, which nobody uses up at a terminal; a right one begins anew',
  async (t) => {
    const card = new VirtualPiv();
    t.strictSame(await signBy(card, '654321'), { kind: 'wrong-pin', triesLeft: 2 });
    t.match(await signBy(card, '123456'), { kind: 'signed' });
    t.equal(card.triesLeft, 3);
    t.strictSame(await signBy(card, '654321'), { kind: 'wrong-pin', triesLeft: 2 });
    t.strictSame(await signBy(card, '1234567'), { kind: 'wrong-pin', triesLeft: 1 });
    t.strictSame(await signBy(card, '123456'), { kind: 'last-try' }, 'not even with the right one');
    t.equal(card.triesLeft, 1);
    card.respond(hex('0020008008 303030303030ffff'));
    t.equal(card.triesLeft, 0, 'elsewhere it can be blocked');
    t.strictSame(await signBy(card, '123456'), { kind: 'blocked' });
    card.unblock();
    t.match(await signBy(card, '123456'), { kind: 'signed' });
  },
);

t.test('the PIN is wiped whatever comes of it, and told nobody', async (t) => {
  const failing = (fault: unknown): CardChannel => ({
    transmit: () => Promise.reject(fault),
    [Symbol.asyncDispose]: async () => undefined,
  });
  const channels: readonly (readonly [CardChannel, string])[] = [
    [channelTo(new VirtualPiv()), 'signed'],
    [channelTo(new VirtualPiv({ pin: '000000' })), 'wrong-pin'],
    [channelTo(otherCard('bank-card')), 'not-a-piv-card'],
    [failing(new KioskError('CARD_REMOVED')), 'retry'],
    [failing(new KioskError('HAL_DISCONNECTED')), 'HAL_DISCONNECTED'],
    [failing(new TypeError('a bug')), 'TypeError'],
  ];
  for (const [channel, kind] of channels) {
    const digits = Uint8Array.from(Buffer.from('123456'));
    const pin = new Sensitive(digits);
    const outcome = await signWithCard(channel, { pin, challenge: randomBytes(32) }, signal).catch((error) => error);
    t.equal(outcome.kind ?? outcome.code ?? outcome.name, kind);
    t.ok(pin.isWiped && digits.every((digit) => digit === 0));
    t.notMatch(inspect(outcome, { depth: 8 }) + JSON.stringify(outcome), /123456|31, ?32, ?33|49, ?50, ?51/);
  }
});

t.test('cards of other kinds, and one whose slot is empty, are values; answers that make no sense too', async (t) => {
  for (const name of ['bank-card', 'sim', 'blank'] as const)
    t.strictSame(await signBy(otherCard(name), '123456'), { kind: 'not-a-piv-card' });
  t.strictSame(await signBy(new VirtualPiv({ hasKey: false }), '123456'), { kind: 'no-key', status: 0x6a88 });
  const yes: VirtualChip = { ...otherCard('blank'), respond: () => hex('9000') };
  t.match(await signBy(yes, '123456'), { kind: 'retry', reason: 'card-unreadable' }, 'who says yes to everything');
});

t.test('a wait that is called off ends with its reason', async (t) => {
  const reason = new Error('called off');
  const callOff = new AbortController();
  const channel: CardChannel = {
    transmit: async () => {
      callOff.abort(reason);
      throw reason;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  await t.rejects(signWithCard(channel, { pin: pinOf('123456'), challenge: randomBytes(32) }, callOff.signal), reason);
});

const upTo = (random: () => number, limit: number): number => Math.floor(random() * limit);
const WORDS = [0x9000, 0x63c0, 0x63c1, 0x63c3, 0x6983, 0x6982, 0x6100, 0x61ff, 0x6c10, 0x6a88] as const;

const LIES: readonly ((response: Uint8Array, random: () => number) => Uint8Array)[] = [
  (response, random) => response.slice(0, upTo(random, response.length)),
  (response, random) => response.map((byte) => (random() < 0.1 ? upTo(random, 256) : byte)),
  (response, random) => {
    const word = WORDS[upTo(random, WORDS.length)] ?? 0;
    return Uint8Array.of(...response.slice(0, -2), word >> 8, word & 0xff);
  },
  (_, random) => Uint8Array.from({ length: upTo(random, 300) }, () => upTo(random, 256)),
];

/** One that answers right except now and then: what came of it, and whatever is wrong with that. */
async function signByLiar(
  pin: string,
  random: () => number,
): Promise<{ readonly kind: string; readonly wrong: string }> {
  const card = new VirtualPiv();
  const oddness = random() ** 2;
  let commands = 0;
  const liar: VirtualChip = {
    ...{ model: card.model, atr: card.atr, msPerByte: 0, reset: () => card.reset() },
    respond: (command) => {
      commands += 1;
      const honest = card.respond(command);
      return random() < oddness ? (LIES[upTo(random, LIES.length)]?.(honest, random) ?? honest) : honest;
    },
  };
  const challenge = randomBytes(32);
  const answer = await signBy(liar, pin, challenge);
  const isGenuine = answer.kind === 'signed' && isOf(card, challenge, answer.signature);
  const mistakes = [
    commands > 40 && `${commands} commands`,
    isGenuine && pin !== card.pin && 'signed without the PIN',
    card.triesLeft < 2 && 'more than one try was used',
  ];
  return { kind: answer.kind, wrong: mistakes.filter((mistake) => mistake !== false).join(', ') };
}

t.test('a card that lies now and then comes to a value or a retry, never to more commands than it takes', async (t) => {
  const random = seeded(5);
  const kinds = new Map<string, number>();
  for (let round = 0; round < 2000; round += 1) {
    const { kind, wrong } = await signByLiar(round % 2 ? '123456' : '000000', random);
    if (wrong) t.fail(`round ${round}: ${wrong}`);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  t.comment(JSON.stringify(Object.fromEntries(kinds)));
  for (const kind of ['signed', 'wrong-pin', 'retry', 'refused', 'last-try']) t.ok(kinds.has(kind), kind);
});

const certificate = Uint8Array.from({ length: 700 }, (_, index) => index & 0xff);

t.test('its certificate is read in pieces and without a PIN, where it has one', async (t) => {
  const read = (options: VirtualPivOptions) => readPivCertificate(channelTo(new VirtualPiv(options)), signal);
  t.strictSame(await read({ certificate }), { kind: 'certificate', der: certificate });
  t.strictSame(await read({ certificate, isCompressed: true }), { kind: 'compressed' });
  t.strictSame(await read({}), { kind: 'no-certificate' });
  t.strictSame(await readPivCertificate(channelTo(otherCard('sim')), signal), { kind: 'not-a-piv-card' });
});

t.test('the card keeps to the standard: nothing before its selection, nothing signed before its PIN', async (t) => {
  const card = new VirtualPiv();
  const told = (command: string): string => text(card.respond(hex(command)));
  const sign = `0087119a26 7c24 8200 8120 ${text(createHash('sha256').update('x').digest())} 00`;
  t.equal(told('00200080'), '6d00', 'not selected');
  t.match(told('00a4040005 a000000308'), /^61.*9000$/, 'by a name that is cut');
  t.equal(told('00a4040004 a0000003'), '6a82', 'but not by its beginning alone');
  t.match(told('00a4040009 a00000030800001000'), /^61114f06.*9000$/);
  t.equal(told('00200080'), '63c3');
  t.equal(told(sign), '6982');
  t.equal(told('0020008006 313233343536'), '6a80', 'not padded: no try');
  t.equal(told('0020008108 313233343536ffff'), '6a88', 'the PUK is not part of it');
  t.equal(told('0020008008 313233343536ffff'), '9000');
  t.equal(told('00200080'), '9000');
  t.match(told('00a4040009 a00000030800001000'), /9000$/);
  t.equal(told('00200080'), '9000', 'the same application, selected again, forgets nothing (part 2, 3.1.1)');
  t.match(told(sign), /^7c.*9000$/);
  t.equal(told('0087079a04 7c028200 00'), '6a86', 'no RSA');
  t.equal(told('0087119c04 7c028200 00'), '6a88', 'no other slot');
  t.equal(told('0087119a04 7c028200 00'), '6a80', 'nothing to sign');
  t.equal(told('0087119a03 7c7f82 00'), '6700', 'cut');
  t.equal(told('0020ff80'), '9000');
  t.equal(told(sign), '6982', 'forgotten when it was told to');
  t.equal(told('0020008008 313233343536ffff'), '9000');
  t.equal(told('00a40400'), '9000');
  t.match(told('00a4040009 a00000030800001000'), /9000$/);
  t.equal(told('00200080'), '63c3', 'or when another application was selected');
  t.equal(told('00cb3fff05 5c035fc102 00'), '6a82');
  t.equal(told('00cb3ffe05 5c035fc105 00'), '6a86');
  t.equal(told('80ca9f7f00'), '6e00');
  t.equal(told('00c0000010'), '6985');
  t.equal(told('00'), '6700');
});
