// Chip card commands, and the exchange with cards that chain, correct, stutter and lie.
import t from 'tap';
import { isFault } from '../base/index.ts';
import {
  type CardAnswer,
  type CardDialogue,
  decodeCommand,
  describeStatus,
  encodeCommand,
  exchange,
  selectApplication,
} from './index.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Answers with these responses in turn, the last one for ever; tells what was sent. */
function play<T>(dialogue: CardDialogue<T>, responses: readonly Uint8Array[]): { result: T; sent: readonly string[] } {
  const sent: string[] = [];
  let step = dialogue.next();
  while (!step.done) {
    sent.push(text(step.value));
    step = dialogue.next(responses[Math.min(sent.length, responses.length) - 1] ?? new Uint8Array());
  }
  return { result: step.value, sent };
}

t.test('commands are written and read in all four cases', async (t) => {
  const cases: readonly (readonly [string, Parameters<typeof encodeCommand>[0]])[] = [
    ['00a40400', { cla: 0, ins: 0xa4, p1: 4, p2: 0 }],
    ['00c0000010', { cla: 0, ins: 0xc0, p1: 0, p2: 0, expects: 16 }],
    ['00c0000000', { cla: 0, ins: 0xc0, p1: 0, p2: 0, expects: 256 }],
    ['80b0000402000d', { cla: 0x80, ins: 0xb0, p1: 0, p2: 4, data: hex('000d') }],
    ['00a4040002540100', { cla: 0, ins: 0xa4, p1: 4, p2: 0, data: hex('5401'), expects: 256 }],
  ];
  for (const [bytes, command] of cases) {
    t.equal(text(encodeCommand(command)), bytes);
    t.strictSame(decodeCommand(hex(bytes)), command);
  }
  t.equal(text(selectApplication(hex('a000000054480001'))), '00a4040008a000000054480001');
  t.throws(() => decodeCommand(hex('00a404')), { code: 'PROTOCOL_TRUNCATED' });
  t.throws(() => decodeCommand(hex('00a4040005aabb')), { code: 'PROTOCOL_MALFORMED' });
  t.throws(() => encodeCommand({ cla: 0, ins: 0, p1: 0, p2: 0, data: new Uint8Array(256) }), RangeError);
});

t.test('an answer that waits is fetched, with the P2 that the card wants', async (t) => {
  const { result, sent } = play(exchange(hex('80b0000402000d'), { getResponseP2: 1 }), [
    hex('6103'),
    hex('616263 6102'),
    hex('6465 9000'),
  ]);
  t.strictSame(sent, ['80b0000402000d', '00c0000103', '00c0000102']);
  t.equal(result.status, 0x9000);
  t.equal(text(result.data), '6162636465');
});

t.test('256 bytes that wait are asked for as 00', async (t) => {
  t.equal(play(exchange(hex('80ca9f7f00')), [hex('6100'), hex('9000')]).sent[1], '00c0000000');
});

t.test('a wrong expected length is corrected once', async (t) => {
  const { result, sent } = play(exchange(hex('80ca9f7f00')), [hex('6c02'), hex('aabb9000')]);
  t.strictSame(sent, ['80ca9f7f00', '80ca9f7f02']);
  t.equal(text(result.data), 'aabb');
  t.equal(play(exchange(hex('80ca9f7f00')), [hex('6c02'), hex('6c03')]).result.status, 0x6c03, 'twice is a refusal');
  t.throws(() => play(exchange(hex('80b0000402000d')), [hex('6c05')]), { code: 'PROTOCOL_MALFORMED' });
});

t.test('a refusal is an answer, not a fault', async (t) => {
  const { result } = play(exchange(hex('00a4040000')), [hex('6a82')]);
  t.strictSame(result, { status: 0x6a82, data: new Uint8Array() } satisfies CardAnswer);
  t.equal(describeStatus(result.status), '6A82 no such application or file');
  t.equal(describeStatus(0x6299), '6299 a warning, memory unchanged');
  t.equal(describeStatus(0x1234), '1234');
});

t.test('a hostile card is answered with a fault, never with a loop', async (t) => {
  t.throws(() => play(exchange(hex('80ca9f7f00')), [hex('61ff')]), {
    code: 'PROTOCOL_MALFORMED',
    context: { hops: 16 },
  });
  for (const short of ['', '90'])
    t.throws(() => play(exchange(hex('80ca9f7f00')), [hex(short)]), { code: 'PROTOCOL_TRUNCATED' });
  const long = new Uint8Array(300).fill(0x5a);
  try {
    play(exchange(hex('80ca9f7f00')), [long]);
    t.fail('300 bytes are no answer');
  } catch (fault) {
    t.ok(isFault(fault, 'PROTOCOL_MALFORMED'));
    t.notMatch(JSON.stringify(fault), /5a5a|ZZ/i, 'nothing of it is in the fault');
  }
  t.ok(
    long.every((byte) => byte === 0),
    'and nothing of it is left',
  );
});

t.test('what was received is zeroed, also when the exchange is given up', async (t) => {
  const responses = [hex('616261'), hex('7172 6102'), hex('7374 9000')];
  const { result } = play(exchange(hex('80b0000402000d')), [hex('6102'), ...responses.slice(1)]);
  t.equal(text(result.data), '71727374');
  t.ok(responses.slice(1).every((bytes) => bytes[0] === 0 && bytes[1] === 0));
  const half = hex('aabb6102');
  const dialogue = exchange(hex('80b0000402000d'));
  dialogue.next();
  dialogue.next(half);
  dialogue.return({ status: 0, data: new Uint8Array() });
  t.equal(text(half), '00006102');
});
