// The virtual module by itself: byte for byte what a module says, paced on a clock that the test moves.
import t from 'tap';
import {
  encodeZfmCommand,
  encodeZfmPacket,
  type GrayImage,
  ManualClock,
  ZFM_DEFAULT_ADDRESS,
  ZFM_FACTORY_BAUD,
  ZfmFramer,
  type ZfmPacket,
} from '../../protocol/index.ts';
import { pattern } from '../conformance/sensor-conformance.ts';
import { MemoryLine } from './memory-line.ts';
import { type VirtualModuleOptions, VirtualZfmModule } from './virtual-zfm-module.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const command = (content: Uint8Array): Uint8Array =>
  encodeZfmPacket({ address: ZFM_DEFAULT_ADDRESS, kind: 'command', content });

/** An image in 288 packets of 128 bytes, each with 11 around them, after an answer of 12. */
const PACKET_BYTES = 128 + 11;
const IMAGE_BYTES = 12 + 288 * PACKET_BYTES;

/** A host that types commands and sees what comes back. */
async function typed(options: VirtualModuleOptions = {}, clock = new ManualClock()) {
  const line = new MemoryLine();
  const module = new VirtualZfmModule({ paced: false, ...options }, { line, clock, random: () => 0.5 });
  await module.start();
  const wire = await line.openHost(options.baud ?? ZFM_FACTORY_BAUD);
  const framer = new ZfmFramer();
  const packets: ZfmPacket[] = [];
  let bytes = 0;
  wire.incoming.listen((event) => {
    if (event.kind !== 'bytes') return;
    bytes += event.bytes.length;
    for (const framed of framer.push(event.bytes)) if (framed.kind === 'packet') packets.push(framed.packet);
  });
  const say = async (frame: Uint8Array): Promise<string> => {
    packets.length = 0;
    await wire.write(frame);
    await settle();
    return packets.map(({ content }) => hex(content)).join(' ');
  };
  /** How many bytes come meanwhile. */
  const pass = async (wholeMs: number): Promise<number> => {
    const before = bytes;
    for (let ms = 0; ms < wholeMs; ms += 1) {
      clock.advance(1);
      for (let round = 0; round < 3; round += 1) await settle();
    }
    return bytes - before;
  };
  return { clock, module, wire, say, pass, received: () => bytes, packets };
}

t.test('it answers as the manuals print', async (t) => {
  const { say, module, packets } = await typed();
  t.equal(await say(command(encodeZfmCommand('getImage', {}))), '02', 'nobody there');
  t.equal(await say(command(encodeZfmCommand('verifyPassword', { password: 0 }))), '00');
  t.equal(
    hex(encodeZfmPacket(packets[0] ?? { address: 0, kind: 'data', content: new Uint8Array() })),
    'EF01FFFFFFFF07000300000A',
  );
  t.equal(await say(command(encodeZfmCommand('readParameters', {}))), '000000000900A20003FFFFFFFF00020006');
  t.equal(await say(command(encodeZfmCommand('countTemplates', {}))), '000000');
  t.equal(await say(command(encodeZfmCommand('lightOn', {}))), '00');
  t.equal(await say(command(encodeZfmCommand('handshake', {}))), 'FC', 'not in this class');
  t.equal(await say(command(Uint8Array.of(0x77))), 'FC');
  t.equal(await say(command(Uint8Array.of(0x0e))), '01', 'without its arguments');
  const broken = command(encodeZfmCommand('getImage', {}));
  broken[11] = 0;
  t.equal(await say(broken), '01');
  t.equal(await say(encodeZfmPacket({ address: 5, kind: 'command', content: Uint8Array.of(1) })), '', 'not for it');
  await module[Symbol.asyncDispose]();
});

t.test('settings that it does not take are refused', async (t) => {
  const { say } = await typed({ model: 'zfm-20' });
  const set = (parameter: number, value: number): Promise<string> =>
    say(command(encodeZfmCommand('setParameter', { parameter, value })));
  t.equal(await set(4, 100), '1B');
  t.equal(await set(5, 3), '00');
  t.equal(await set(5, 6), '1B');
  t.equal(await set(6, 4), '1B');
  t.equal(await set(7, 1), '1A');
  t.equal(await set(4, 12), '00');
  t.equal(await set(4, 6), '', 'now at another baud, where the host is not');
});

t.test('the image is destroyed by a conversion', async (t) => {
  const { say, module } = await typed();
  module.present(pattern());
  await say(command(encodeZfmCommand('getImage', {})));
  t.equal(await say(command(encodeZfmCommand('convertImage', { buffer: 1 }))), '00');
  t.equal(await say(command(encodeZfmCommand('uploadImage', {}))), '0F');
  t.equal(await say(command(encodeZfmCommand('convertImage', { buffer: 1 }))), '15');
});

t.test('a password is asked for before anything else, and again after a power cut', async (t) => {
  const { say } = await typed({ password: 7 });
  t.equal(await say(command(encodeZfmCommand('getImage', {}))), '21');
  t.equal(await say(command(encodeZfmCommand('verifyPassword', { password: 8 }))), '13');
  t.equal(await say(command(encodeZfmCommand('verifyPassword', { password: 7 }))), '00');
  t.equal(await say(command(encodeZfmCommand('getImage', {}))), '02');
});

t.test('a picture is brought to the dpi of the glass and centred on white', async (t) => {
  const black: GrayImage = { widthPx: 200, heightPx: 100, dpi: 1000, pixels: new Uint8Array(20_000) };
  const { say, module, packets } = await typed({ baud: 960_000 });
  module.present(black);
  await say(command(encodeZfmCommand('getImage', {})));
  await say(command(encodeZfmCommand('uploadImage', {})));
  const image = Buffer.concat(packets.slice(1).map(({ content }) => content));
  t.equal(packets.at(-1)?.kind, 'end-of-data');
  t.equal(image.filter((byte) => byte === 0).length, (100 * 50) / 2, 'at 500 dpi it is 100 x 50');
  t.equal(image[144 * 128 + 64], 0, 'in the middle');
  t.equal(image[0], 0xff);
});

t.test('bytes come no earlier than the bus would have carried them', async (t) => {
  const { clock, module, wire, pass, received } = await typed({ paced: true, baud: 960_000 });
  module.present(pattern());
  await wire.write(command(encodeZfmCommand('getImage', {})));
  await settle();
  t.equal(received(), 0);
  clock.advance(1);
  await settle();
  t.equal(received(), 12, '12 bytes take an eighth of a millisecond');
  await wire.write(command(encodeZfmCommand('uploadImage', {})));
  await settle();
  const start = received();
  for (let ms = 1; ms <= 500; ms += 1) {
    await pass(1);
    const carried = ms * 96;
    if (received() - start > carried) t.fail(`${received() - start} bytes after ${ms} ms`);
  }
  t.equal(received() - start, IMAGE_BYTES);
  t.match(module.presentations, { presented: 1, found: 1, fetched: 1 });
});

/** Timers count whole milliseconds: one may go off before the bus is done. */
class HastyClock extends ManualClock {
  override sleep(ms: number, signal: AbortSignal): Promise<void> {
    return super.sleep(ms * 0.9, signal);
  }
}

t.test('whoever waits for a finger hears of it no later than the host, though a timer was early', async (t) => {
  const { clock, module, wire, received } = await typed({ paced: true, baud: 960_000 }, new HastyClock());
  module.present(pattern());
  await wire.write(command(encodeZfmCommand('getImage', {})));
  clock.advance(0.12);
  await settle();
  t.equal(received(), 12);
  t.equal(module.presentations.found, 1);
});

t.test('who becomes slow in the middle of an image is slow with the rest of it', async (t) => {
  const { module, wire, pass } = await typed({ paced: true, baud: 960_000 });
  module.present(pattern());
  await wire.write(command(encodeZfmCommand('getImage', {})));
  await pass(1);
  await wire.write(command(encodeZfmCommand('uploadImage', {})));
  const before = await pass(80);
  t.ok(before > 0.9 * 80 * 96, `${before} bytes at its own speed`);
  await module.fault('slow');
  const after = await pass(80);
  t.ok(after > 0 && after < before / 4, `${after} bytes while it is slow`);
});

t.test('what befalls an image befalls the one that is on its way', async (t) => {
  const { module, wire, pass } = await typed({ paced: true, baud: 960_000 });
  module.present(pattern());
  await wire.write(command(encodeZfmCommand('getImage', {})));
  await pass(1);
  await wire.write(command(encodeZfmCommand('uploadImage', {})));
  const before = await pass(80);
  module.duringNextImage('silence');
  t.equal(before + (await pass(420)), IMAGE_BYTES - PACKET_BYTES, 'one packet is missing');
});

t.test('a fault that was given a time ends by itself', async (t) => {
  const { clock, module, say } = await typed();
  await module.fault('silence', 1000);
  t.equal(module.currentFault, 'silence');
  t.equal(await say(command(encodeZfmCommand('getImage', {}))), '');
  clock.advance(1000);
  await settle();
  t.equal(module.currentFault, undefined);
  t.equal(await say(command(encodeZfmCommand('getImage', {}))), '02');
});
