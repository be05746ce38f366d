// What sensors, cards and scanners could send, bent thousands of times: a value, or a fault of ours. `make torture` goes on for longer.
import t from 'tap';
import { type CardDialogue, encodeDataObject, readDataObjects } from './apdu/index.ts';
import { mutatedBytes, noise, type Random, upTo } from './base/fixtures/mutations.ts';
import { roundsOf, withstands } from './base/fixtures/withstand.ts';
import { BarCodeReader, encodeBarCodeReports } from './hid/index.ts';
import { decodeFingerMinutiae, encodeFingerMinutiae, RIDGE_SAMPLE } from './minutiae/index.ts';
import { pivCertificateDialogue, pivSignDialogue } from './piv/index.ts';
import { cutPhoto, decodeTis620, endOfJpeg, parseExpiry, parseThaiDate, thaiIdFields } from './thai-id/index.ts';
import {
  collectZfmData,
  decodeZfmAnswer,
  decodeZfmCommand,
  decodeZfmPacket,
  encodeZfmAnswer,
  encodeZfmPacket,
  HidReportReader,
  HidReportWriter,
  ZFM_DEFAULT_ADDRESS,
  ZfmFramer,
  type ZfmPacket,
  zfmCommands,
} from './zfm/index.ts';

const ROUNDS = roundsOf(3000);
const long = { timeout: 3_600_000 };

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const packetOf = (content: Uint8Array, kind: ZfmPacket['kind'] = 'acknowledge'): Uint8Array =>
  encodeZfmPacket({ address: ZFM_DEFAULT_ADDRESS, kind, content });

const parameters = encodeZfmAnswer('readParameters', {
  ...{ status: 0, systemId: 9, capacity: 200, securityLevel: 3 },
  ...{ address: ZFM_DEFAULT_ADDRESS, packetSizeCode: 2, baudMultiplier: 12 },
});

t.test('packets of a fingerprint module', long, (t) =>
  withstands(t, {
    ...{ rounds: ROUNDS, seed: 101 },
    read: (random) => decodeZfmPacket(mutatedBytes(packetOf(parameters), random)),
  }),
);

t.test('answers and commands of every kind, cut anywhere', long, (t) => {
  const names = Object.keys(zfmCommands).filter((name): name is keyof typeof zfmCommands => name in zfmCommands);
  return withstands(t, {
    ...{ rounds: ROUNDS, seed: 102 },
    read: (random, round) => {
      decodeZfmCommand(noise(random, upTo(random, 60)));
      return decodeZfmAnswer(
        names[round % names.length] ?? 'getImage',
        Uint8Array.of(0, ...noise(random, upTo(random, 40))),
      );
    },
  });
});

/** Sends a stream in pieces, as a wire does, and follows a transfer through it. */
function transferThrough(stream: Uint8Array, random: Random): Uint8Array | undefined {
  const framer = new ZfmFramer();
  const transfer = collectZfmData(512);
  transfer.next();
  for (let at = 0; at < stream.length; ) {
    const piece = stream.subarray(at, at + 1 + upTo(random, 100));
    at += piece.length;
    for (const framed of framer.push(piece)) {
      if (framed.kind === 'corrupt') throw framed.fault;
      const { done, value } = transfer.next(framed.packet);
      if (done) return value;
    }
  }
  framer.reset();
  return undefined;
}

t.test('a stream of data packets, in pieces of any length', long, (t) => {
  const packets = [0, 1, 2, 3].map((at) => packetOf(new Uint8Array(128).fill(at), at === 3 ? 'end-of-data' : 'data'));
  const stream = Uint8Array.from(packets.flatMap((packet) => [...packet]));
  return withstands(t, {
    ...{ rounds: ROUNDS, seed: 103 },
    read: (random) => transferThrough(mutatedBytes(stream, random), random),
  });
});

t.test('numbered HID reports', long, (t) => {
  const reports = new HidReportWriter().cut(packetOf(parameters));
  const reader = new HidReportReader();
  return withstands(t, {
    ...{ rounds: ROUNDS, seed: 104 },
    read: (random, round) => reader.read(mutatedBytes(reports[round % reports.length] ?? new Uint8Array(64), random)),
  });
});

t.test('bar codes, of one report and of several', long, (t) => {
  const secret = 'M1GATHERGOOD/MICHAEL';
  const reports = encodeBarCodeReports({ aim: ']Q0', data: text(secret.repeat(5)) });
  const reader = new BarCodeReader();
  return withstands(t, {
    ...{ rounds: ROUNDS, seed: 105, secrets: ['GATHERGOOD', 'MICHAEL'] },
    read: (random, round) => {
      const report = reports[round % reports.length] ?? new Uint8Array(64);
      return reader.read(random() < 0.3 ? report : mutatedBytes(report, random), round);
    },
  });
});

t.test('data objects of cards, within one another', long, (t) => {
  const inner = encodeDataObject(0x5f2d, new Uint8Array(200).fill(7));
  const whole = Uint8Array.of(...encodeDataObject(0x53, inner), ...encodeDataObject(0x7f49, text('short')));
  return withstands(t, {
    ...{ rounds: ROUNDS, seed: 106 },
    read: (random) => {
      const within = readDataObjects(mutatedBytes(whole, random)).flatMap(({ value }) => [value]);
      return within.flatMap((value) => readDataObjects(value));
    },
  });
});

/** A card that says something bent to each command, and never stops: what would go on for ever is given up. */
function follow<T>(dialogue: CardDialogue<T>, answerTo: (command: Uint8Array) => Uint8Array): T {
  let step = dialogue.next();
  for (let commands = 0; !step.done; commands += 1) {
    if (commands > 100) throw new Error('it asks for ever');
    step = dialogue.next(answerTo(step.value));
  }
  return step.value;
}

t.test('PIV cards that lie', long, (t) => {
  const pin = '271828';
  const certificate = encodeDataObject(0x53, encodeDataObject(0x70, new Uint8Array(180).fill(0x30)));
  const answers = [
    Uint8Array.of(0x90, 0x00),
    Uint8Array.of(0x63, 0xc3),
    Uint8Array.of(...certificate, 0x90, 0x00),
    Uint8Array.of(...encodeDataObject(0x7c, encodeDataObject(0x82, new Uint8Array(72).fill(0x31))), 0x90, 0x00),
    Uint8Array.of(0x61, 0x20),
    Uint8Array.of(0x6c, 0x10),
  ];
  return withstands(t, {
    ...{ rounds: ROUNDS, seed: 107, secrets: [pin, Buffer.from(pin).toString('hex')] },
    read: (random, round) => {
      const answerTo = (): Uint8Array => {
        const honest = answers[upTo(random, answers.length)] ?? new Uint8Array();
        return random() < 0.6 ? honest.slice() : mutatedBytes(honest, random);
      };
      if (round % 2) return follow(pivCertificateDialogue(), answerTo);
      return follow(pivSignDialogue({ pin: text(pin), hash: new Uint8Array(32) }), answerTo);
    },
  });
});

t.test('fields and photos of national ID cards', long, (t) => {
  const secret = 'นาย#สมชาย##ใจดี';
  const tis620 = Uint8Array.from([...secret].map((letter) => (letter.charCodeAt(0) - 0x0e00 + 0xa0) & 0xff));
  const frame = [0xff, 0xc0, 0x00, 0x11, 0x08, 0x00, 0xb2, 0x00, 0x94, 0x03, ...Array(9).fill(0)];
  const jpeg = Uint8Array.from([0xff, 0xd8, ...frame, 0xff, 0xda, 0x00, 0x04, 0, 0, 1, 2, 3, 4, 0xff, 0xd9]);
  const fields = Object.values(thaiIdFields);
  return withstands(t, {
    ...{ rounds: ROUNDS, seed: 108, secrets: ['สมชาย', 'ใจดี', '1234567890121'] },
    read: (random, round) => {
      const bent = mutatedBytes(round % 2 ? tis620 : text('1234567890121'), random);
      const date = decodeTis620(noise(random, 8));
      const field = fields[round % fields.length];
      const photo = mutatedBytes(jpeg, random);
      return [parseThaiDate(date), parseExpiry(date), endOfJpeg(photo), cutPhoto(photo), field?.read(bent)];
    },
  });
});

t.test('templates as ISO/IEC 19794-2 has them', long, (t) => {
  const minutiae = Array.from({ length: 40 }, (_, at) => ({
    ...{ x: 5 * at, y: 7 * at, angle: at / 7, quality: 60 },
    kind: at % 2 ? ('ending' as const) : ('bifurcation' as const),
  }));
  const ridges = { columns: 5, rows: 4, samples: new Uint16Array(20).fill(RIDGE_SAMPLE.present | 77) };
  const print = { widthPx: 300, heightPx: 400, dpi: 500, quality: 80, minutiae, ridges, codes: new Uint8Array(60) };
  const record = encodeFingerMinutiae(print);
  return withstands(t, {
    ...{ rounds: ROUNDS, seed: 109 },
    read: (random) => {
      const bent = mutatedBytes(record, random);
      // Of the length that it has, so that what lies behind its header is reached.
      if (bent.length >= 12 && random() < 0.7) new DataView(bent.buffer, bent.byteOffset).setUint32(8, bent.length);
      return decodeFingerMinutiae(bent);
    },
  });
});
