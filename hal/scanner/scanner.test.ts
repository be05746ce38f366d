// Bar-code scanners of the HID Point of Sale class, over an injected transport: reports, long codes, floods, unplugs.
import t from 'tap';
import {
  BarCodeReader,
  decodeBarCodeReport,
  encodeBarCodeReports,
  KioskError,
  ManualClock,
  type UsbId,
} from '../../protocol/index.ts';
import type { Scan, Scanner } from '../ports/scanner.ts';
import { VirtualScanner } from '../virtual/virtual-scanner.ts';
import { openScanner } from './open-scanner.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** As a scanner's manual prints it: 60 characters of a boarding pass in two reports. */
const PASS = 'M1GATHERGOOD/MICHAEL YABCDEF LHRDURAK 3542 052Y003D23    123';
const [first = new Uint8Array(), second = new Uint8Array()] = encodeBarCodeReports({ aim: ']Q0', data: bytesOf(PASS) });

t.test('a report is laid out as the manuals print it', async (t) => {
  t.equal(Buffer.from(first.subarray(0, 5)).toString('hex'), '02385d5130');
  t.equal(first.length, 64);
  t.same([first[63], second[63]], [1, 0], 'the first one is continued');
  t.match(decodeBarCodeReport(second), { aim: ']Q0', isContinued: false, data: bytesOf(PASS.slice(56)) });
});

t.test('a code over several reports is put together, and one alone is whole', async (t) => {
  const reader = new BarCodeReader();
  t.equal(reader.read(first, 0), undefined);
  t.strictSame(reader.read(second, 10), { text: PASS, symbology: 'qr' });
  const [thai = new Uint8Array()] = encodeBarCodeReports({ aim: ']d1', data: bytesOf('ยกระดับ') });
  t.strictSame(reader.read(thai, 20), { text: 'ยกระดับ', symbology: 'data-matrix' });
  const [plain = new Uint8Array()] = encodeBarCodeReports({ aim: '', data: bytesOf('8850123456789') });
  t.match(reader.read(plain, 20), { symbology: 'other' }, 'a scanner that does not say what it read');
});

const altered = (report: Uint8Array, changes: Readonly<Record<number, number>>): Uint8Array => {
  const copy = Uint8Array.from(report);
  for (const [offset, value] of Object.entries(changes)) copy[Number(offset)] = value;
  return copy;
};

t.test('reports that lie are refused, and the next code is read', async (t) => {
  const lies = {
    'a number of its own': altered(second, { 0: 3 }),
    'more bytes than it has': altered(second, { 1: 57 }),
    'no bytes at all': altered(second, { 1: 0 }),
    'nonsense for an identifier': altered(second, { 2: 0x41 }),
    'text that is none': altered(second, { 5: 0xff }),
    'cut short': second.subarray(0, 63),
    empty: new Uint8Array(),
  };
  for (const [name, report] of Object.entries(lies)) {
    const reader = new BarCodeReader();
    reader.read(first, 0);
    t.throws(() => reader.read(report, 1), { code: /^PROTOCOL_/ }, name);
    reader.read(first, 2);
    t.match(reader.read(second, 3), { text: PASS });
  }
});

t.test('half a code is forgotten: another kind ends it, and so does time', async (t) => {
  const reader = new BarCodeReader();
  reader.read(first, 0);
  t.throws(() => reader.read(altered(second, { 3: 0x43 }), 1), { code: 'PROTOCOL_MALFORMED' });
  reader.read(first, 0);
  t.strictSame(reader.read(second, 1001), { text: PASS.slice(56), symbology: 'qr' });
});

t.test('a code without end is refused within bounds', async (t) => {
  const reader = new BarCodeReader();
  let taken = 0;
  try {
    for (; taken < 1000; taken += 1) reader.read(first, 0);
  } catch (error) {
    t.match(error, { code: 'PROTOCOL_MALFORMED' });
  }
  t.ok(taken > 70 && taken < 80, `${taken} reports`);
  const longest = 'x'.repeat(4296);
  const codes = encodeBarCodeReports({ aim: ']Q1', data: bytesOf(longest) }).map((report) => reader.read(report, 0));
  t.equal(codes.at(-1)?.text, longest, 'the longest there is');
});

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

interface Bench {
  readonly scanner: Scanner;
  readonly device: VirtualScanner;
  readonly clock: ManualClock;
  readonly scans: Scan[];
  readonly texts: () => readonly string[];
}

async function withScanner(work: (bench: Bench) => Promise<void>): Promise<void> {
  const clock = new ManualClock();
  const device = new VirtualScanner();
  await using scanner = await openScanner({ driver: 'virtual' }, { clock, virtual: device, random: () => 1 });
  const scans: Scan[] = [];
  scanner.scans.listen((scan) => scans.push(scan));
  await work({ scanner, device, clock, scans, texts: () => scans.map(({ text }) => text.reveal()) });
}

t.test('a code that is shown is told, with its kind and its time, and cannot be logged', (t) =>
  withScanner(async ({ scanner, device, clock, scans, texts }) => {
    t.equal(scanner.state, 'ready');
    clock.advance(500);
    device.show('https://app.example/raise?session=abc');
    t.same(texts(), ['https://app.example/raise?session=abc']);
    t.match(scans[0], { symbology: 'qr', atMs: 500 });
    t.notMatch(JSON.stringify(scans), /session/);
    device.show(PASS, ']L0');
    t.match(scans[1], { symbology: 'pdf417' });
  }),
);

t.test('a code that stays before the scanner is told once, and again when it comes back', (t) =>
  withScanner(async ({ device, clock, scans }) => {
    for (let second = 0; second < 5; second += 1) {
      device.show('same');
      clock.advance(1000);
    }
    t.equal(scans.length, 1);
    device.show('another');
    device.show('same');
    t.equal(scans.length, 3, 'another code in between is another visit');
    clock.advance(2000);
    device.show('same');
    t.equal(scans.length, 4);
  }),
);

t.test('a flood is cut off and counted, and over when it is over', (t) =>
  withScanner(async ({ scanner, device, clock, scans }) => {
    for (let code = 0; code < 500; code += 1) device.show(`code ${code}`);
    t.equal(scans.length, 4);
    t.equal(scanner.refused, 496);
    clock.advance(1000);
    device.show('afterwards');
    t.equal(scans.length, 5);
  }),
);

t.test('nonsense is counted and told to nobody', (t) =>
  withScanner(async ({ scanner, device, texts }) => {
    device.fault('garbage');
    device.show('unread');
    t.same(texts(), []);
    t.equal(scanner.refused, 1);
    t.equal(scanner.state, 'ready');
    device.fault('silence');
    device.show('unheard');
    device.clearFault();
    device.show('read');
    t.same(texts(), ['read']);
  }),
);

t.test('pulled and plugged in again, it works on', (t) =>
  withScanner(async ({ scanner, device, clock, texts }) => {
    device.fault('unplug');
    await settle();
    t.equal(scanner.state, 'waiting');
    t.match(scanner.lastFault, { code: 'HAL_DISCONNECTED' });
    device.show('nobody hears it');
    device.clearFault();
    clock.advance(1000);
    await settle();
    t.equal(scanner.state, 'ready');
    t.equal(scanner.lastFault, undefined);
    device.show('heard');
    t.same(texts(), ['heard']);
  }),
);

t.test('a real one is looked for by what it is for, and by its USB id where one is configured', async (t) => {
  const clock = new ManualClock();
  const usb = { vendorId: 0x0c2e, productId: 0x0b61 };
  const asked: { usagePage: number; usb?: UsbId | undefined }[] = [];
  const openHid = async (use: { usagePage: number; usb?: UsbId | undefined }): Promise<never> => {
    asked.push(use);
    throw new KioskError('HAL_DISCONNECTED', { device: 'none' });
  };
  await using scanner = await openScanner({ driver: 'hid-pos', usb }, { clock, openHid });
  t.strictSame(asked, [{ usagePage: 0x8c, usb }]);
  t.equal(scanner.state, 'waiting');
  t.equal(scanner.model, null);
});

t.test('the real binding, where nothing is plugged in, says so', async (t) => {
  await using scanner = await openScanner({ driver: 'hid-pos' }, { clock: new ManualClock() });
  t.equal(scanner.state, 'waiting');
  t.match(scanner.lastFault, { code: /^HAL_(DISCONNECTED|UNAVAILABLE)$/ });
});
