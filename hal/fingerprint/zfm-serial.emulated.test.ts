// The ZFM driver through the real serialport: a virtual module on a pseudo-terminal made by socat.
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { Deadline, KioskError, systemClock } from '../../protocol/index.ts';
import { pattern, sensorConformance } from '../conformance/sensor-conformance.ts';
import { noSocat as skip } from '../fixtures/socat.ts';
import { openVirtualModule } from '../virtual/open-virtual-module.ts';
import type { VirtualModuleOptions, VirtualZfmModule } from '../virtual/virtual-zfm-module.ts';
import { openFingerprintSensor } from './open-fingerprint-sensor.ts';

const folder = mkdtempSync(join(tmpdir(), 'ridged-pty-'));
t.teardown(() => rmSync(folder, { recursive: true }));
let count = 0;
const path = (): string => {
  count += 1;
  return join(folder, `sensor-${count}`);
};
const parts = { clock: systemClock, random: () => 0.29 };
const bench = (options: VirtualModuleOptions): Promise<VirtualZfmModule> =>
  openVirtualModule({ paced: false, ...options, bus: { kind: 'pty', path: path() } }, parts);
const hangLimit = (): Deadline =>
  new Deadline(new AbortController().signal, 30_000, () => new KioskError('STAGE_LATE', {}));

t.test('conformance, over the real serialport', { skip }, async (t) => sensorConformance(t, { bench }));

t.test('the configuration alone opens it, and the bauds of both ends are real', { skip }, async (t) => {
  using limit = hangLimit();
  const port = path();
  await using module = await openVirtualModule({ paced: false, baud: 9600, bus: { kind: 'pty', path: port } }, parts);
  const open = { clock: systemClock, signal: limit.signal };
  await using sensor = await openFingerprintSensor({ driver: 'zfm-serial', path: port }, open);
  t.match(sensor.info, { baud: 960_000, bus: `serial ${port}` });
  t.equal(module.baud, 960_000);
  await t.rejects(
    openFingerprintSensor({ driver: 'zfm-serial', path: port }, open),
    { code: 'HAL_REFUSED', context: { path: port } },
    'two drivers do not share a port',
  );
});

t.test('a genuine module keeps its 115,200 baud over a power cut', { skip }, async (t) => {
  using limit = hangLimit();
  const open = { clock: systemClock, signal: limit.signal };
  await using module = await bench({ model: 'zfm-20' });
  const first = await module.openSensor({}, open);
  t.equal(first.info.baud, 115_200);
  await first[Symbol.asyncDispose]();
  await module.fault('unplug');
  await t.rejects(module.openSensor({}, open), { code: 'HAL_DISCONNECTED' });
  await module.clearFault();
  await using again = await module.openSensor({}, open);
  t.equal(again.info.baud, 115_200);
  t.equal(module.baud, 115_200);
});

t.test('a terminal that stands still for longer than an answer may take keeps its sensor', { skip }, async (t) => {
  using limit = hangLimit();
  await using module = await bench({ paced: true });
  await using sensor = await module.openSensor({}, { clock: systemClock, signal: limit.signal });
  const touched = sensor.waitForFinger(limit.signal);
  for (let times = 0; times < 3; times += 1) {
    await module.nextEvent('finger-looked-for', limit.signal);
    // By then the host waits for it.
    await setImmediate();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1200);
  }
  module.present(pattern());
  await t.resolves(touched, 'each answer was there, and was read');
});

t.test('a paced image is never faster than the bus it imitates', { skip }, async (t) => {
  using limit = hangLimit();
  await using module = await bench({ paced: true });
  await using sensor = await module.openSensor({}, { clock: systemClock, signal: limit.signal });
  module.present(pattern());
  const fetched = module.nextEvent('image-fetched', limit.signal);
  await sensor.waitForFinger(limit.signal);
  const outcome = await sensor.readImage(limit.signal);
  await fetched;
  t.equal(outcome.kind, 'image');
  t.comment(outcome.kind === 'image' ? `transfer ${Math.round(outcome.transferMs)} ms` : '');
  t.ok(outcome.kind === 'image' && outcome.transferMs >= sensor.info.imageTransferMs - 5);
  t.match(module.presentations, { presented: 1, found: 1, fetched: 1 });
});

t.test('an unplugged pseudo-terminal leaves nothing behind', { skip }, async (t) => {
  const port = path();
  const module = await openVirtualModule({ bus: { kind: 'pty', path: port } }, parts);
  t.ok(existsSync(port));
  await module[Symbol.asyncDispose]();
  await module[Symbol.asyncDispose]();
  t.notOk(existsSync(port));
});

t.test('a path that leads to something else is left alone, what a killed process left is not', { skip }, async (t) => {
  const port = path();
  const bus = { kind: 'pty', path: port } as const;
  writeFileSync(port, 'mine');
  await t.rejects(openVirtualModule({ bus }, parts), { code: 'HAL_REFUSED', context: { path: port } });
  t.equal(readFileSync(port, 'utf8'), 'mine');
  rmSync(port);
  symlinkSync('/dev/pts/4000', port);
  await using module = await openVirtualModule({ bus }, parts);
  t.match(module.bus, /pseudo-terminal/);
});

t.test(
  'without socat the pseudo-terminal is refused with a remedy, or done without where that is allowed',
  async (t) => {
    const { PATH } = process.env;
    Object.assign(process.env, { PATH: folder });
    t.teardown(() => Object.assign(process.env, { PATH }));
    const bus = { kind: 'pty', path: path() } as const;
    await t.rejects(openVirtualModule({ bus }, parts), { code: 'HAL_UNAVAILABLE', context: { program: 'socat' } });
    await using module = await openVirtualModule({ bus: { ...bus, orInProcess: true } }, parts);
    t.match(module.bus, /in-process/);
  },
);
