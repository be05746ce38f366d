// A PIV card without a card: what it is told byte by byte, what its words mean, and answers that are cut or made up.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { inspect } from 'node:util';
import t from 'tap';
import type { CardDialogue } from '../apdu/index.ts';
import { isFault, KioskError } from '../base/index.ts';
import { isPivPin, type PivSigning, pivCertificateDialogue, pivSignDialogue } from './index.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const digits = (pin: string): Uint8Array => Uint8Array.from(Buffer.from(pin, 'latin1'));

const SELECT = '00a4040009a00000030800001000';
const ASK = '00200080';
const FORGET = '0020ff80';
const SELECT_MANAGER = '00a40400';
const SELECT_YUBICO = '00a4040008a000000527471117';
const hash = createHash('sha256').update('to be signed').digest();
const SIGN = `0087119a267c2482008120${text(hash)}00`;
const SIGNATURE = '3006020101020102';
const SIGNED = `7c0a8208${SIGNATURE}9000`;
const PIN_SENT = '0020008008313233343536ffff';
const APPLICATION = '61114f0600001000010079074f05a0000003089000';

interface Played<T> {
  readonly result: T;
  readonly sent: readonly string[];
  /** As it was yielded: what has become of it since. */
  readonly commands: readonly Uint8Array[];
}

function play<T>(dialogue: CardDialogue<T>, responses: readonly string[]): Played<T> {
  const commands: Uint8Array[] = [];
  const sent: string[] = [];
  let step = dialogue.next();
  while (!step.done) {
    commands.push(step.value);
    sent.push(text(step.value));
    const response = responses[sent.length - 1];
    if (response === undefined) throw new Error(`nothing is answered to ${sent.at(-1)}`);
    step = dialogue.next(hex(response));
  }
  return { result: step.value, sent, commands };
}

const signing = (responses: readonly string[], pin = '123456'): Played<PivSigning> =>
  play(pivSignDialogue({ pin: digits(pin), hash }), responses);

t.test('whoever types the right PIN has the hash signed, and the card forgets the PIN again', async (t) => {
  const { result, sent, commands } = signing([APPLICATION, '63c3', '9000', SIGNED, '9000', '9000']);
  t.strictSame(sent, [SELECT, ASK, PIN_SENT, SIGN, FORGET, SELECT_MANAGER]);
  t.strictSame(result, { kind: 'signed', signature: hex(SIGNATURE) });
  t.ok(
    commands[2]?.every((byte) => byte === 0),
    'the command that held the PIN is zeroed',
  );
});

t.test('a PIN of eight digits fills its place', async (t) => {
  const { sent } = signing([APPLICATION, '63c3', '9000', SIGNED, '6a86', '6a82', '9000'], '12345678');
  t.equal(sent[2], '00200080083132333435363738');
  t.strictSame(sent.slice(4), [FORGET, SELECT_MANAGER, SELECT_YUBICO], 'a card without a manager goes elsewhere');
});

t.test('what is no PIN costs no try: the card is not even spoken to', async (t) => {
  for (const pin of ['', '12345', '123456789', '12345a', '12345\xff', ' 123456', '-12345'])
    t.strictSame(signing([], pin), { result: { kind: 'not-a-pin' }, sent: [], commands: [] }, pin);
  t.ok(isPivPin(digits('000000')) && isPivPin(digits('99999999')));
});

t.test('a wrong PIN says how many tries are left, the last of which is never used', async (t) => {
  t.strictSame(signing([APPLICATION, '63c3', '63c2']).result, { kind: 'wrong-pin', triesLeft: 2 });
  t.strictSame(signing([APPLICATION, '63c2', '63c1']).result, { kind: 'wrong-pin', triesLeft: 1 });
  const last = signing([APPLICATION, '63c1']);
  t.strictSame(last.result, { kind: 'last-try' });
  t.strictSame(last.sent, [SELECT, ASK], 'and the PIN was not sent');
  t.strictSame(signing([APPLICATION, '63cf', '63c0']).result, { kind: 'blocked' }, 'a card that has miscounted');
});

t.test('a blocked card, another card and a card without the key are told apart', async (t) => {
  t.strictSame(signing([APPLICATION, '6983']).result, { kind: 'blocked' });
  t.strictSame(signing([APPLICATION, '63c0']).result, { kind: 'blocked' });
  t.strictSame(signing([APPLICATION, '63c3', '6983']).result, { kind: 'blocked' });
  for (const word of ['6a82', '6d00', '6e00', '6f00', ''])
    t.strictSame(signing([word]).result, { kind: 'not-a-piv-card' }, word);
  for (const word of ['6a80', '6a86', '6a88'])
    t.strictSame(
      signing([APPLICATION, '63c3', '9000', word, '9000', '9000']).result,
      { kind: 'no-key', status: Number.parseInt(word, 16) },
      word,
    );
  t.strictSame(signing([APPLICATION, '63c3', '9000', '6982', '9000', '9000']).result, {
    kind: 'refused',
    status: 0x6982,
  });
  t.strictSame(signing([APPLICATION, '6982']).result, { kind: 'refused', status: 0x6982 }, 'over the air');
  t.strictSame(signing([APPLICATION, '63c3', '6a80']).result, { kind: 'refused', status: 0x6a80 });
  t.strictSame(signing([APPLICATION, '6300']).result, { kind: 'refused', status: 0x6300 }, 'without a count of tries');
});

t.test('a PIN that was right before lets nobody in: it is forgotten, and asked for', async (t) => {
  const { result, sent } = signing([APPLICATION, '9000', '9000', '9000', APPLICATION, '63c3', '63c2']);
  t.strictSame(sent, [SELECT, ASK, FORGET, SELECT_MANAGER, SELECT, ASK, PIN_SENT]);
  t.strictSame(result, { kind: 'wrong-pin', triesLeft: 2 });
  t.throws(() => signing([APPLICATION, '9000', '9000', '6a82', '6a82', APPLICATION, '9000']), {
    code: 'PROTOCOL_MALFORMED',
    context: { why: 'the card forgets no PIN' },
  });
});

t.test('a card that is pulled out once it has signed has signed', async (t) => {
  const dialogue = pivSignDialogue({ pin: digits('123456'), hash });
  let step = dialogue.next();
  for (const response of [APPLICATION, '63c3', '9000', SIGNED]) step = dialogue.next(hex(response));
  t.equal(text(step.value as Uint8Array), FORGET);
  t.match(dialogue.throw(new KioskError('CARD_REMOVED')), { done: true, value: { kind: 'signed' } });
});

t.test('what was sent of the PIN is zeroed also where the card goes at that moment', async (t) => {
  const dialogue = pivSignDialogue({ pin: digits('123456'), hash });
  let step = dialogue.next();
  for (const response of [APPLICATION, '63c3']) step = dialogue.next(hex(response));
  const command = step.value as Uint8Array;
  t.equal(text(command), PIN_SENT);
  t.throws(() => dialogue.throw(new Error('gone')), { message: 'gone' });
  t.ok(command.every((byte) => byte === 0));
});

t.test('signatures that are cut, wrapped wrongly or missing are faults that tell nothing', async (t) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signature = text(sign('sha256', Buffer.from('to be signed'), privateKey));
  const answers = [
    '9000',
    '90',
    '',
    '7c009000',
    `7c0a8108${SIGNATURE}9000`,
    `7c0b8208${SIGNATURE}9000`,
    `8208${SIGNATURE}9000`,
    `7c7f${signature.slice(0, 40)}9000`,
    `7c84ffffffff${signature}9000`,
    `7c80${signature}00009000`,
  ];
  for (const answer of answers)
    try {
      signing([APPLICATION, '63c3', '9000', answer, '9000', '9000']);
      t.fail(`${answer} was taken`);
    } catch (fault) {
      t.ok(isFault(fault), answer);
      t.notMatch(inspect(fault, { depth: 8 }), /123456|313233343536/, 'the PIN stands nowhere');
    }
});

const CERTIFICATE = '00cb3fff055c035fc10500';

t.test('the certificate is read without a PIN, also where the card gives it in pieces', async (t) => {
  const der = '30'.repeat(300);
  const whole = `53820135 7082012c ${der} 710100 fe00`;
  const at = 512;
  const bytes = text(hex(whole));
  const { result, sent } = play(pivCertificateDialogue(), [
    APPLICATION,
    `${bytes.slice(0, at)}6139`,
    `${bytes.slice(at)}9000`,
  ]);
  t.strictSame(sent, [SELECT, CERTIFICATE, '00c0000039']);
  t.strictSame(result, { kind: 'certificate', der: hex(der) });
});

t.test('no certificate, an emptied one and a compressed one are said in so many words', async (t) => {
  const answered = (response: string) => play(pivCertificateDialogue(), [APPLICATION, response]).result;
  t.strictSame(answered('6a82'), { kind: 'no-certificate' });
  t.strictSame(answered('53009000'), { kind: 'no-certificate' });
  t.strictSame(answered('5307 7000 710100 fe00 9000'), { kind: 'no-certificate' });
  t.strictSame(answered('5308 70011f 710101 fe00 9000'), { kind: 'compressed' });
  t.strictSame(play(pivCertificateDialogue(), ['6a82']).result, { kind: 'not-a-piv-card' });
  t.throws(() => answered('6982'), { code: 'CARD_UNREADABLE', context: { answer: /6982/ } });
  t.throws(() => answered('9000'), { code: 'PROTOCOL_MALFORMED' });
  t.throws(() => answered('530870011f9000'), { code: 'PROTOCOL_TRUNCATED' });
});
