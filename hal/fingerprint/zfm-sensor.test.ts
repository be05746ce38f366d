// The ZFM driver in one process with a virtual module: conformance, and what only a line with a baud has.
import t from 'tap';
import {
  Deadline,
  encodeZfmPacket,
  KioskError,
  systemClock,
  ZFM_DEFAULT_ADDRESS,
  ZFM_FACTORY_BAUD,
} from '../../protocol/index.ts';
import { pattern, sensorConformance } from '../conformance/sensor-conformance.ts';
import { superviseSensor } from '../supervise/supervise-sensor.ts';
import { MemoryLine } from '../virtual/memory-line.ts';
import { openVirtualModule } from '../virtual/open-virtual-module.ts';
import { type VirtualModuleOptions, VirtualZfmModule } from '../virtual/virtual-zfm-module.ts';
import type { ByteWire } from './byte-wire.ts';
import { driverForUsb, sensorDrivers } from './drivers.ts';
import { openFingerprintSensor } from './open-fingerprint-sensor.ts';
import { openZfm, type ZfmOptions } from './open-zfm.ts';

const bench = async (options: VirtualModuleOptions) =>
  await openVirtualModule(
    { paced: false, ...options, bus: { kind: 'in-process' } },
    { clock: systemClock, random: () => 0.37 },
  );
const hangLimit = (): Deadline =>
  new Deadline(new AbortController().signal, 20_000, () => new KioskError('STAGE_LATE', {}));

/** Meets a module of this kind, takes one image, and says what was agreed. */
async function meet(module: VirtualModuleOptions, options: ZfmOptions = {}) {
  using limit = hangLimit();
  await using virtual = await bench(module);
  await using sensor = await virtual.openSensor(options, { clock: systemClock, signal: limit.signal });
  virtual.present(pattern());
  await sensor.waitForFinger(limit.signal);
  const outcome = await sensor.readImage(limit.signal);
  return { info: sensor.info, moduleBaud: virtual.baud, outcome: outcome.kind };
}

t.test('conformance, in one process', async (t) => sensorConformance(t, { bench }));

t.test('a module of the AS608 class is brought to 960,000 baud', async (t) => {
  t.match(await meet({ model: 'as608' }), {
    info: { baud: 960_000, imageTransferMs: 401 },
    moduleBaud: 960_000,
    outcome: 'image',
  });
});

t.test('a genuine module stops at 115,200 baud, and its transfer time is told', async (t) => {
  t.match(await meet({ model: 'zfm-20' }), {
    info: { baud: 115_200, imageTransferMs: 3338 },
    moduleBaud: 115_200,
    outcome: 'image',
  });
});

t.test('a module is found at whatever baud it was left', async (t) => {
  for (const baud of [9600, 28_800, 960_000])
    t.match(await meet({ baud }), { info: { baud: 960_000 }, outcome: 'image' }, `at ${baud}`);
});

t.test('a module is slowed down where the configuration caps the baud', async (t) => {
  t.match(await meet({ baud: 960_000 }, { maxBaud: 57_600 }), { info: { baud: 57_600 }, moduleBaud: 57_600 });
});

t.test('small packets are enlarged', async (t) => {
  t.match(await meet({ packetSizeCode: 0 }), { info: { imageTransferMs: 401 }, outcome: 'image' });
});

t.test('the dpi is the configured one, or what the data sheet of the model claims', async (t) => {
  t.match((await meet({}, { dpi: 464 })).info, { dpi: 464, dpiSource: 'configured' });
  t.match((await meet({ model: 'r503' }, { model: 'r503' })).info, {
    ...{ widthPx: 192, heightPx: 192, dpi: 508, dpiSource: 'data-sheet' },
  });
});

t.test('a window that is not the configured one is a fault', async (t) => {
  await t.rejects(meet({ model: 'r503' }), { code: 'PROTOCOL_TRUNCATED' });
  await t.rejects(meet({}, { model: 'r503' }), { code: 'PROTOCOL_MALFORMED' });
});

t.test('a port that cannot follow keeps the module where it can be heard', async (t) => {
  using limit = hangLimit();
  const line = new MemoryLine();
  await using module = new VirtualZfmModule({ paced: false }, { line, clock: systemClock, random: () => 0 });
  await module.start();
  const wire = await line.openHost(ZFM_FACTORY_BAUD);
  const slowPort: ByteWire = Object.assign(Object.create(wire), {
    ...{ bus: wire.bus, hasBaud: true, incoming: wire.incoming },
    write: (bytes: Uint8Array) => wire.write(bytes),
    transferMs: (bytes: number, baud: number) => wire.transferMs(bytes, baud),
    setBaud: async (baud: number) => {
      if (baud > 115_200) throw new KioskError('HAL_REFUSED', { baud });
      await wire.setBaud(baud);
    },
    [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose](),
  });
  await using sensor = await openZfm(slowPort, {}, { clock: systemClock, signal: limit.signal });
  t.equal(sensor.info.baud, 115_200);
  t.equal(module.baud, 115_200);
});

t.test('a port that only pretends to follow is a fault in time', async (t) => {
  using limit = hangLimit();
  const line = new MemoryLine();
  await using module = new VirtualZfmModule({ paced: false }, { line, clock: systemClock, random: () => 0 });
  await module.start();
  const wire = await line.openHost(ZFM_FACTORY_BAUD);
  // As an adapter that rounds 960,000 down to 921,600 and does not tell.
  const setBaud = wire.setBaud.bind(wire);
  wire.setBaud = async (baud) => await setBaud(baud === 960_000 ? 921_600 : baud);
  await t.rejects(openZfm(wire, {}, { clock: systemClock, signal: limit.signal }), { code: 'HAL_TIMEOUT' });
  t.equal(module.baud, 960_000);
});

/** A line that carries bytes whatever the baud, as a pseudo-terminal does. */
class CarelessLine extends MemoryLine {
  override async hostSpeaksAt(): Promise<boolean> {
    return true;
  }
}

t.test('a module that is understood at the wrong baud is met at the one it names', async (t) => {
  using limit = hangLimit();
  const line = new CarelessLine();
  await using module = new VirtualZfmModule({ paced: false }, { line, clock: systemClock, random: () => 0 });
  await module.start();
  await using sensor = await module.openSensor({ baud: 960_000 }, { clock: systemClock, signal: limit.signal });
  t.equal(sensor.info.baud, 960_000);
  t.equal(module.baud, 960_000, 'both ends agree');
});

t.test('an answer that comes too late does not pass for the next one', async (t) => {
  using limit = hangLimit();
  const line = new MemoryLine();
  await using module = new VirtualZfmModule({ paced: false }, { line, clock: systemClock, random: () => 0 });
  await module.start();
  await using sensor = await module.openSensor({}, { clock: systemClock, signal: limit.signal });
  const content = Uint8Array.of(0);
  line.send(encodeZfmPacket({ address: ZFM_DEFAULT_ADDRESS, kind: 'acknowledge', content }));
  const touch = sensor.waitForFinger(limit.signal);
  await module.nextEvent('finger-looked-for', limit.signal);
  t.equal(sensor.counters.unaskedPackets, 1);
  module.present(pattern(), 'slips');
  await touch;
  t.strictSame(await sensor.readImage(limit.signal), { kind: 'retry', reason: 'too-short' });
});

t.test('nobody on the line is a fault in time', async (t) => {
  using limit = hangLimit();
  await using virtual = await bench({});
  await virtual.fault('silence');
  await t.rejects(virtual.openSensor({}, { clock: systemClock, signal: limit.signal }), { code: 'HAL_TIMEOUT' });
  await t.rejects(
    virtual.openSensor({ address: 7 }, { clock: systemClock, signal: AbortSignal.abort(new Error('no')) }),
    {
      message: 'no',
    },
  );
});

t.test('a module far slower than its bus is a fault in time, and used again once it keeps pace', async (t) => {
  using limit = hangLimit();
  await using virtual = await bench({ paced: true });
  await using sensor = superviseSensor((signal) => virtual.openSensor({}, { clock: systemClock, signal }), {
    clock: systemClock,
    random: () => 0,
  });
  virtual.present(pattern());
  await sensor.waitForFinger(limit.signal);
  await virtual.fault('slow');
  await t.rejects(sensor.readImage(limit.signal), { code: 'HAL_TIMEOUT' });
  await virtual.clearFault();
  await sensor.waitForFinger(limit.signal);
  t.match(await sensor.readImage(limit.signal), { kind: 'image' });
});

t.test('to read an image that nobody left is our own mistake, and so are two commands at once', async (t) => {
  using limit = hangLimit();
  await using virtual = await bench({});
  await using sensor = await virtual.openSensor({}, { clock: systemClock, signal: limit.signal });
  await t.rejects(sensor.readImage(limit.signal), /waitForFinger comes first/);
  virtual.present(pattern());
  const first = sensor.waitForFinger(limit.signal);
  await t.rejects(sensor.waitForFinger(limit.signal), /one command at a time/);
  await first;
});

t.test('what opened is logged, and what went wrong on the wire is counted', async (t) => {
  using limit = hangLimit();
  await using virtual = await bench({});
  const told: string[] = [];
  const log = (event: string): void => {
    told.push(event);
  };
  await using sensor = await virtual.openSensor({}, { clock: systemClock, signal: limit.signal, log });
  t.strictSame(told, ['fingerprint sensor open']);
  await using slow = await bench({ model: 'zfm-20' });
  await using _ = await slow.openSensor({}, { clock: systemClock, signal: limit.signal, log });
  t.match(told[2], /too slow/);
  await virtual.fault('noise');
  virtual.present(pattern());
  await sensor.waitForFinger(limit.signal);
  t.ok(sensor.counters.skippedBytes > 0);
});

t.test('adapters are recognised by their USB ids', async (t) => {
  t.equal(driverForUsb({ vendorId: 0x10c4, productId: 0xea60 }), 'zfm-serial');
  t.equal(driverForUsb({ vendorId: 1, productId: 2 }), undefined);
  const hid = { ...sensorDrivers['zfm-hid'], usb: [{ vendorId: 1, productId: 2 }] };
  t.equal(driverForUsb({ vendorId: 1, productId: 2 }, { ...sensorDrivers, 'zfm-hid': hid }), 'zfm-hid');
});

t.test('a device that is not there is a fault that names it', async (t) => {
  const parts = { clock: systemClock, signal: new AbortController().signal };
  const path = '/dev/no-such-port';
  await t.rejects(openFingerprintSensor({ driver: 'zfm-serial', path }, parts), {
    code: 'HAL_DISCONNECTED',
    context: { path },
  });
  await t.rejects(openFingerprintSensor({ driver: 'zfm-hid', vendorId: 0x1209, productId: 0xfffe }, parts), {
    code: 'HAL_DISCONNECTED',
    context: { device: '1209:fffe' },
  });
});
