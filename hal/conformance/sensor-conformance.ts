// What every fingerprint sensor driver must do, on whatever bus: one suite, run on each of them.
import type { Test } from 'tap';
import {
  abortable,
  type Clock,
  Deadline,
  type GrayImage,
  KioskError,
  packNibbles,
  systemClock,
  unpackNibbles,
} from '../../protocol/index.ts';
import type { CaptureOutcome, FingerprintSensor } from '../ports/fingerprint-sensor.ts';
import { superviseSensor } from '../supervise/supervise-sensor.ts';
import type { TouchManner } from '../virtual/finger-glass.ts';
import type { ImageMishap } from '../virtual/module-voice.ts';
import type { ModuleEvent, VirtualModuleOptions } from '../virtual/virtual-zfm-module.ts';
import type { ModuleFault } from '../virtual/wire-faults.ts';

/** A sensor on its bus, and the hand that acts on it. */
export interface SensorBench extends AsyncDisposable {
  openSensor(
    options: { readonly password?: number },
    parts: { readonly clock: Clock; readonly signal: AbortSignal },
  ): Promise<FingerprintSensor>;
  present(image: GrayImage, manner?: TouchManner): void;
  lift(): void;
  fault(kind: ModuleFault): Promise<void>;
  clearFault(): Promise<void>;
  duringNextImage(mishap: ImageMishap): void;
  nextEvent(event: ModuleEvent, signal: AbortSignal): Promise<void>;
}

export interface Conformance {
  /** Opens a bench with a module of this kind on the bus under test, unpaced. */
  readonly bench: (options: VirtualModuleOptions) => Promise<SensorBench>;
}

/** Far beyond anything that is waited for here: reached only where something hangs. */
const HANG_MS = 25_000;

/** A picture in which no two places look alike. */
export function pattern(widthPx = 256, heightPx = 288): GrayImage {
  const pixels = Uint8Array.from({ length: widthPx * heightPx }, (_, index) => (index * 2_654_435_761) >>> 13);
  return { widthPx, heightPx, dpi: 500, pixels };
}

const atFourBits = (image: GrayImage): Uint8Array => unpackNibbles(packNibbles(image.pixels));

export function sensorConformance(t: Test, { bench: openBench }: Conformance): void {
  const image = pattern();

  /** Runs `work` with an open sensor and puts everything away afterwards. */
  const withSensor = async (
    work: (bench: SensorBench, sensor: FingerprintSensor, signal: AbortSignal) => Promise<void>,
  ): Promise<void> => {
    using limit = hangLimit();
    await using bench = await openBench({});
    await using sensor = await bench.openSensor({}, { clock: systemClock, signal: limit.signal });
    await work(bench, sensor, limit.signal);
  };
  const capture = async (sensor: FingerprintSensor, signal: AbortSignal): Promise<CaptureOutcome> => {
    await sensor.waitForFinger(signal);
    return await sensor.readImage(signal);
  };
  const isExact = (outcome: CaptureOutcome): boolean =>
    outcome.kind === 'image' && Buffer.compare(outcome.image.reveal().pixels, atFourBits(image)) === 0;

  t.test('a finger arrives as the module saw it, pixel by pixel at 4 bits', (t) =>
    withSensor(async (bench, sensor, signal) => {
      bench.present(image);
      const outcome = await capture(sensor, signal);
      t.ok(isExact(outcome));
      t.match(outcome, { kind: 'image' });
      t.match(sensor.info, { widthPx: 256, heightPx: 288, dpi: 500, dpiSource: 'data-sheet' });
      t.ok((sensor.info?.imageTransferMs ?? 0) > 0);
    }),
  );

  t.test('nobody there: the wait ends when it is called off, and the sensor works on', (t) =>
    withSensor(async (bench, sensor, signal) => {
      const controller = new AbortController();
      const waiting = sensor.waitForFinger(controller.signal);
      const reason = new Error('called off');
      controller.abort(reason);
      await t.rejects(waiting, reason);
      bench.present(image);
      t.ok(isExact(await capture(sensor, signal)));
    }),
  );

  t.test('a finger that slips is asked for again, then accepted', (t) =>
    withSensor(async (bench, sensor, signal) => {
      bench.present(image, 'slips');
      t.strictSame(await capture(sensor, signal), { kind: 'retry', reason: 'too-short' });
      bench.present(image);
      t.ok(isExact(await capture(sensor, signal)));
    }),
  );

  t.test('a finger that gives no image is asked for again', (t) =>
    withSensor(async (bench, sensor, signal) => {
      bench.present(image, 'unreadable');
      t.strictSame(await capture(sensor, signal), { kind: 'retry', reason: 'image-failed' });
    }),
  );

  t.test('the lift is awaited before the next touch', (t) =>
    withSensor(async (bench, sensor, signal) => {
      bench.present(image);
      await capture(sensor, signal);
      let isFree = false;
      const lifted = sensor.waitForLift(signal).then(() => {
        isFree = true;
      });
      for (let looks = 0; looks < 3; looks += 1) await bench.nextEvent('finger-looked-for', signal);
      t.notOk(isFree, 'not while the finger lies there');
      bench.lift();
      await lifted;
      t.ok(isFree);
    }),
  );

  t.test('a device unplugged in mid-transfer is a fault, not a retry', (t) =>
    withSensor(async (bench, sensor, signal) => {
      bench.present(image);
      bench.duringNextImage('unplug');
      await t.rejects(capture(sensor, signal), { code: 'HAL_DISCONNECTED' });
      await t.rejects(sensor.waitForFinger(signal), { code: 'HAL_DISCONNECTED' }, 'and stays one');
    }),
  );

  t.test('a supervised sensor works again when the device is back', async (t) => {
    using limit = hangLimit();
    await using bench = await openBench({});
    await using sensor = superviseSensor((signal) => bench.openSensor({}, { clock: systemClock, signal }), {
      clock: systemClock,
      random: () => 0,
      backoff: { firstMs: 20, longestMs: 100 },
    });
    const states: string[] = [];
    sensor.states.listen((state) => states.push(state));
    bench.present(image);
    t.ok(isExact(await capture(sensor, limit.signal)), 'waits until it is open');
    bench.duringNextImage('unplug');
    await t.rejects(capture(sensor, limit.signal), { code: 'HAL_DISCONNECTED' }, 'the call in flight fails');
    t.not(sensor.state, 'ready');
    t.equal(sensor.info, undefined);
    const waiting = capture(sensor, limit.signal);
    await bench.clearFault();
    t.ok(isExact(await waiting), 'the next call waits until it is back');
    t.strictSame(states.slice(0, 3), ['ready', 'waiting', 'opening']);
    t.equal(states.at(-1), 'ready');
  });

  t.test('a supervised sensor notices an unplug while nobody uses it', async (t) => {
    using limit = hangLimit();
    await using bench = await openBench({});
    await using sensor = superviseSensor((signal) => bench.openSensor({}, { clock: systemClock, signal }), {
      clock: systemClock,
      random: () => 0,
      backoff: { firstMs: 20, longestMs: 100 },
    });
    bench.present(image);
    await sensor.waitForFinger(limit.signal);
    const gone = new Promise<void>((resolve) => {
      sensor.states.listen((state) => {
        if (state === 'waiting') resolve();
      });
    });
    await bench.fault('unplug');
    await abortable(gone, limit.signal);
    await t.rejects(sensor.readImage(limit.signal), { code: 'HAL_DISCONNECTED' }, 'its image is gone with it');
    t.match(sensor.lastFault, { code: 'HAL_DISCONNECTED' });
    await bench.clearFault();
    t.ok(isExact(await capture(sensor, limit.signal)));
    t.equal(sensor.lastFault, undefined);
  });

  t.test('silence is a fault in time, and afterwards the sensor works', (t) =>
    withSensor(async (bench, sensor, signal) => {
      await bench.fault('silence');
      await t.rejects(sensor.waitForFinger(signal), { code: 'HAL_TIMEOUT' });
      await bench.clearFault();
      bench.present(image);
      t.ok(isExact(await capture(sensor, signal)));
      bench.duringNextImage('silence');
      t.ok(isExact(await capture(sensor, signal)), 'one packet that never came is asked for again');
      await sensor.waitForFinger(signal);
      await bench.fault('silence');
      await t.rejects(sensor.readImage(signal), { code: 'HAL_TIMEOUT' });
    }),
  );

  t.test('nonsense between the packets does no harm', (t) =>
    withSensor(async (bench, sensor, signal) => {
      await bench.fault('noise');
      bench.present(image);
      t.ok(isExact(await capture(sensor, signal)));
    }),
  );

  t.test('nothing but nonsense is a fault, and afterwards the sensor works', (t) =>
    withSensor(async (bench, sensor, signal) => {
      await bench.fault('garbage');
      await t.rejects(sensor.waitForFinger(signal), { name: 'KioskError' });
      await bench.clearFault();
      bench.present(image);
      t.ok(isExact(await capture(sensor, signal)));
    }),
  );

  for (const mishap of ['wrong-checksum', 'truncated', 'garbage', 'noise'] as const)
    t.test(`one ${mishap} packet within an image: the image is asked for again`, (t) =>
      withSensor(async (bench, sensor, signal) => {
        bench.present(image);
        bench.duringNextImage(mishap);
        t.ok(isExact(await capture(sensor, signal)));
      }),
    );

  t.test('checksums that stay wrong are a fault', (t) =>
    withSensor(async (bench, sensor, signal) => {
      bench.present(image);
      await sensor.waitForFinger(signal);
      await bench.fault('wrong-checksum');
      await t.rejects(sensor.readImage(signal), { code: 'PROTOCOL_CHECKSUM' });
      await bench.clearFault();
      t.ok(isExact(await capture(sensor, signal)));
    }),
  );

  t.test('a wrong password is refused, the right one opens', async (t) => {
    using limit = hangLimit();
    await using bench = await openBench({ password: 0x1234 });
    const parts = { clock: systemClock, signal: limit.signal };
    await t.rejects(bench.openSensor({ password: 1 }, parts), {
      code: 'HAL_REFUSED',
      context: { answer: 'wrong-password' },
    });
    await using sensor = await bench.openSensor({ password: 0x1234 }, parts);
    bench.present(image);
    t.ok(isExact(await capture(sensor, limit.signal)));
  });

  t.test('a closed sensor says so, and closing twice is allowed', (t) =>
    withSensor(async (_bench, sensor, signal) => {
      await sensor[Symbol.asyncDispose]();
      await sensor[Symbol.asyncDispose]();
      await t.rejects(sensor.waitForFinger(signal), { code: 'HAL_DISCONNECTED' });
    }),
  );
}

const hangLimit = (): Deadline =>
  new Deadline(new AbortController().signal, HANG_MS, () => new KioskError('STAGE_LATE', { limitMs: HANG_MS }));
