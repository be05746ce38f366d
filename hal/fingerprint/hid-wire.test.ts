// The ZFM driver over HID reports. A mock stands in for node-hid; reports and packets are the product's own.
import t from 'tap';
import { Broadcast, Deadline, KioskError, systemClock } from '../../protocol/index.ts';
import { pattern, sensorConformance } from '../conformance/sensor-conformance.ts';
import type { HidEvent } from '../hid/hid-channel.ts';
import { HidLine } from '../virtual/hid-line.ts';
import { openVirtualModule } from '../virtual/open-virtual-module.ts';
import { VirtualZfmModule } from '../virtual/virtual-zfm-module.ts';
import type { WireEvent } from './byte-wire.ts';
import { HidWire } from './hid-wire.ts';

const parts = { clock: systemClock, random: () => 0.41 };
const hangLimit = (): Deadline =>
  new Deadline(new AbortController().signal, 20_000, () => new KioskError('STAGE_LATE', {}));

t.test('conformance, over HID reports', async (t) =>
  sensorConformance(t, {
    bench: (options) => openVirtualModule({ paced: false, ...options, bus: { kind: 'hid-mock' } }, parts),
  }),
);

t.test('an image takes 0.7 s over HID, and there is no baud', async (t) => {
  using limit = hangLimit();
  await using module = await openVirtualModule({ paced: false, bus: { kind: 'hid-mock' } }, parts);
  await using sensor = await module.openSensor({}, { clock: systemClock, signal: limit.signal });
  t.match(sensor.info, { baud: null, bus: 'HID mock', imageTransferMs: 720 });
  t.equal(module.baud, 57_600, 'left as it was');
});

t.test('reports that hidraw lost: the image is asked for again, and a second loss is a fault', async (t) => {
  using limit = hangLimit();
  const line = new HidLine();
  await using module = new VirtualZfmModule({ paced: false }, { ...parts, line });
  await module.start();
  await using sensor = await module.openSensor({}, { clock: systemClock, signal: limit.signal });
  module.present(pattern());
  const readAfter = async (losses: readonly (readonly [passed: number, count: number])[]): Promise<string> => {
    await sensor.waitForFinger(limit.signal);
    for (const [passed, count] of losses) line.dropReportsAfter(passed, count);
    const outcome = await sensor.readImage(limit.signal).catch((fault: KioskError) => fault);
    return outcome instanceof KioskError ? outcome.code : outcome.kind;
  };
  /** One for the answer, five for each of 144 packets. */
  const REPORTS = 721;
  t.equal(await readAfter([[100, 19]]), 'image');
  t.equal(await readAfter([[100, 300]]), 'image', 'more than a byte can count');
  t.equal(await readAfter([[100, REPORTS - 100]]), 'image', 'the end, behind which no report shows the gap');
  t.equal(
    await readAfter([
      [100, 19],
      [REPORTS, 19],
    ]),
    'PROTOCOL_TRUNCATED',
  );
});

t.test('a report that is none of ours is a gap in the stream', async (t) => {
  const incoming = new Broadcast<HidEvent>();
  const wire = new HidWire({
    name: 'test',
    incoming,
    write: async () => {
      throw new Error('No such device');
    },
    [Symbol.asyncDispose]: async () => undefined,
  });
  const seen: WireEvent[] = [];
  wire.incoming.listen((event) => seen.push(event));
  incoming.send({ kind: 'report', report: Uint8Array.of(0, 0, 200) });
  t.strictSame(seen, [{ kind: 'gap', missingReports: 1 }]);
  await t.rejects(wire.write(Uint8Array.of(1)), { code: 'HAL_DISCONNECTED' });
});
