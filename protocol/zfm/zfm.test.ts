// The EF01 language: published check values, round trips, and a framer that survives anything.
import t from 'tap';
import { seeded } from '../base/fixtures/seeded.ts';
import { isFault } from '../base/index.ts';
import {
  collectZfmData,
  decodeZfmAnswer,
  decodeZfmCommand,
  decodeZfmPacket,
  encodeZfmAnswer,
  encodeZfmCommand,
  encodeZfmPacket,
  HidReportReader,
  HidReportWriter,
  packNibbles,
  unpackNibbles,
  ZFM_DEFAULT_ADDRESS,
  ZfmFramer,
  type ZfmPacket,
  zfmBaudOf,
  zfmCommands,
  zfmConfirmationName,
  zfmConfirmations,
  zfmContentBytes,
  zfmMultiplierOf,
  zfmRefusal,
  zfmTransferMs,
  zfmWireBytes,
} from './index.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const commandFrame = (content: Uint8Array): Uint8Array =>
  encodeZfmPacket({ address: ZFM_DEFAULT_ADDRESS, kind: 'command', content });
const dataPacket = (content: Uint8Array, kind: ZfmPacket['kind'] = 'data'): ZfmPacket => ({
  address: ZFM_DEFAULT_ADDRESS,
  kind,
  content,
});

const randomBytes = (random: () => number, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, () => Math.floor(random() * 256));

t.test('commands have the bytes that the manuals print', async (t) => {
  t.strictSame(commandFrame(encodeZfmCommand('getImage', {})), hex('EF01 FFFFFFFF 01 0003 01 0005'));
  t.strictSame(commandFrame(encodeZfmCommand('uploadImage', {})), hex('EF01 FFFFFFFF 01 0003 0A 000E'));
  t.strictSame(
    commandFrame(encodeZfmCommand('verifyPassword', { password: 0 })),
    hex('EF01 FFFFFFFF 01 0007 13 00000000 001B'),
  );
});

t.test('every command and every answer survives the way there and back', async (t) => {
  const random = seeded(1);
  for (const [name, { send }] of Object.entries(zfmCommands)) {
    const content = Uint8Array.of(zfmCommands[name as keyof typeof zfmCommands].code, ...randomBytes(random, 40));
    const command = decodeZfmCommand(content);
    t.equal(command?.name, name);
    t.strictSame(Object.keys(command?.values ?? {}), Object.keys(send));
  }
  const parameters = {
    status: 4,
    systemId: 9,
    capacity: 162,
    securityLevel: 3,
    address: ZFM_DEFAULT_ADDRESS,
    packetSizeCode: 2,
    baudMultiplier: 6,
  };
  t.strictSame(decodeZfmAnswer('readParameters', encodeZfmAnswer('readParameters', parameters)), {
    kind: 'ok',
    values: parameters,
  });
  t.equal(decodeZfmCommand(Uint8Array.of(0x77)), undefined);
});

t.test('an answer that says no carries its code, and a fault names it', async (t) => {
  t.strictSame(decodeZfmAnswer('verifyPassword', Uint8Array.of(0x13)), { kind: 'refused', code: 0x13 });
  t.match(zfmRefusal('verifyPassword', 0x13), { code: 'HAL_REFUSED', context: { answer: 'wrong-password' } });
  t.equal(zfmConfirmationName(0x77), 'undefined-error');
  const codes = Object.values(zfmConfirmations).map(({ code }) => code);
  t.equal(new Set(codes).size, codes.length, 'no code stands twice');
  t.throws(() => decodeZfmAnswer('countTemplates', Uint8Array.of(0, 1)), { code: 'PROTOCOL_TRUNCATED' });
  t.throws(() => decodeZfmAnswer('getImage', new Uint8Array()), { code: 'PROTOCOL_TRUNCATED' });
});

t.test('a value that does not fit its field is our own mistake', async (t) => {
  t.throws(() => encodeZfmCommand('convertImage', { buffer: 256 }), /does not fit/);
  t.throws(() => encodeZfmCommand('writeNotepad', { page: 0, content: new Uint8Array(31) }), /does not fit/);
  t.throws(() => encodeZfmPacket(dataPacket(new Uint8Array(257))), /256/);
});

t.test('one changed bit anywhere in a packet is noticed', async (t) => {
  const frame = encodeZfmPacket(dataPacket(hex('00 11 22 33')));
  for (let bit = 0; bit < frame.length * 8; bit += 1) {
    if (bit >= 16 && bit < 48) continue; // the address is not part of the sum
    const broken = Uint8Array.from(frame);
    broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    t.throws(() => decodeZfmPacket(broken), { name: 'KioskError' }, `bit ${bit}`);
  }
});

t.test('packets are found whole however the stream was cut', async (t) => {
  const random = seeded(2);
  const sent = Array.from({ length: 60 }, (_, index) =>
    dataPacket(randomBytes(random, Math.floor(random() * 257)), index % 2 ? 'data' : 'acknowledge'),
  );
  const stream = Buffer.concat(sent.map(encodeZfmPacket));
  const framer = new ZfmFramer();
  const found: unknown[] = [];
  for (let offset = 0; offset < stream.length; ) {
    const size = 1 + Math.floor(random() * (random() < 0.2 ? 900 : 20));
    for (const framed of framer.push(stream.subarray(offset, offset + size))) found.push(framed);
    offset += size;
  }
  t.strictSame(
    found,
    sent.map((packet) => ({ kind: 'packet', packet })),
  );
  t.equal(framer.skippedBytes, 0);
});

t.test('garbage around packets is skipped and counted', async (t) => {
  const good = encodeZfmPacket(dataPacket(hex('AB CD')));
  const tooLong = hex('EF01 FFFFFFFF 02 0200');
  const framer = new ZfmFramer();
  const found = framer.push(Buffer.concat([hex('55 EF EF'), good, tooLong, hex('EF'), good]));
  t.equal(found.filter(({ kind }) => kind === 'packet').length, 2);
  t.equal(framer.skippedBytes, 3 + tooLong.length + 1);
});

t.test('a corrupt packet is reported and the next one is found', async (t) => {
  const broken = encodeZfmPacket(dataPacket(hex('01 02 03')));
  broken[10] = 0x7f;
  const framer = new ZfmFramer();
  const found = framer.push(Buffer.concat([broken, encodeZfmPacket(dataPacket(hex('04')))]));
  t.match(found, [{ kind: 'corrupt', fault: { code: 'PROTOCOL_CHECKSUM' } }, { kind: 'packet' }]);
  t.equal(framer.corruptPackets, 1);
});

t.test('an unfinished packet is forgotten on reset', async (t) => {
  const frame = encodeZfmPacket(dataPacket(hex('01 02 03')));
  const framer = new ZfmFramer();
  framer.push(frame.subarray(0, 11));
  framer.reset();
  t.equal(framer.skippedBytes, 11);
  t.match(framer.push(frame), [{ kind: 'packet' }]);
});

t.test('random bytes yield a value or a fault, never anything else', async (t) => {
  const random = seeded(3);
  const isHarmless = (work: () => unknown): boolean => {
    try {
      work();
      return true;
    } catch (error) {
      return isFault(error);
    }
  };
  let harmless = 0;
  const ROUNDS = 4000;
  const framer = new ZfmFramer();
  for (let round = 0; round < ROUNDS; round += 1) {
    const mess = randomBytes(random, Math.floor(random() * 320));
    if (random() < 0.7) mess.set(hex('EF01 FFFFFFFF 07 00').subarray(0, mess.length));
    const parts = [
      () => decodeZfmPacket(mess),
      () => decodeZfmAnswer('readParameters', mess),
      () => decodeZfmCommand(mess),
      () => framer.push(mess),
      () => new HidReportReader().read(mess),
    ];
    if (parts.every(isHarmless)) harmless += 1;
  }
  t.equal(harmless, ROUNDS);
});

t.test('an image of 4 bits fills the range from black to white', async (t) => {
  t.strictSame(unpackNibbles(hex('0F A1')), Uint8Array.of(0, 255, 170, 17));
  const packed = randomBytes(seeded(4), 512);
  t.strictSame(packNibbles(unpackNibbles(packed)), packed);
});

t.test('transfer times are those of the data sheets', async (t) => {
  const image = { payloadBytes: 256 * 288 * 0.5, contentBytes: 128 };
  t.equal(zfmWireBytes(image.payloadBytes, 128), 40_032);
  t.equal(Math.round(zfmTransferMs({ ...image, baud: 57_600 })), 6950);
  t.equal(Math.round(zfmTransferMs({ ...image, baud: 115_200 })), 3475);
  t.equal(Math.round(zfmTransferMs({ ...image, contentBytes: 256, baud: 960_000 })), 401);
  t.strictSame([0, 1, 2, 3].map(zfmContentBytes), [32, 64, 128, 256]);
});

t.test('a baud is one of the multiples a module can be set to', async (t) => {
  t.equal(zfmMultiplierOf(57_600), 6);
  t.equal(zfmMultiplierOf(960_000), 100);
  t.equal(zfmMultiplierOf(921_600), undefined);
  t.equal(zfmBaudOf(12), 115_200);
});

t.test('data packets are put together until the last one', async (t) => {
  const collect = (expectedBytes: number, packets: readonly ZfmPacket[]): Uint8Array | undefined => {
    const collector = collectZfmData(expectedBytes);
    collector.next();
    for (const packet of packets) {
      const step = collector.next(packet);
      if (step.done) return step.value;
    }
    return undefined;
  };
  const [head, tail] = [dataPacket(hex('01 02')), dataPacket(hex('03'), 'end-of-data')];
  t.strictSame(collect(3, [head, tail]), hex('01 02 03'));
  t.equal(collect(3, [head]), undefined);
  t.throws(() => collect(4, [head, tail]), { code: 'PROTOCOL_TRUNCATED' });
  t.throws(() => collect(2, [head, tail]), { code: 'PROTOCOL_MALFORMED' });
  t.throws(() => collect(3, [dataPacket(hex('00'), 'acknowledge')]), { code: 'PROTOCOL_MALFORMED' });
});

t.test('reports that were lost on the way are counted', async (t) => {
  const writer = new HidReportWriter();
  const bytes = randomBytes(seeded(5), 300);
  const reports = writer.cut(bytes);
  t.equal(reports.length, 5);
  const reader = new HidReportReader();
  t.strictSame(Uint8Array.from(reports.flatMap((report) => [...reader.read(report).bytes])), bytes);
  writer.cut(bytes.subarray(0, 61 * 3));
  t.equal(reader.read(writer.cut(bytes)[0] ?? new Uint8Array()).missingReports, 3);
});
