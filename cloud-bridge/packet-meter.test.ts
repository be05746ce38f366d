// The meter of packets: whatever is honest passes, however it is cut into pieces; what is more than anybody has to send is seen by its first bytes.
import t from 'tap';
import { MOST_PACKET_BYTES, PacketMeter } from './packet-meter.ts';

/** Fixed header, MQTT 5.0, 2.1.1. */
const header = (first: number, length: number): number[] => {
  const bytes = [first];
  for (let left = length; bytes.length === 1 || left > 0; left = Math.floor(left / 0x80))
    bytes.push((left % 0x80) + (left >= 0x80 ? 0x80 : 0));
  return bytes;
};

const packet = (first: number, length: number): Buffer =>
  Buffer.concat([Buffer.from(header(first, length)), Buffer.alloc(length, 0xff)]);

t.test('a stream of honest packets passes, cut anywhere', async (t) => {
  const lengths = [0, 2, 127, 128, 16_383, 16_384, 40_000];
  const stream = Buffer.concat(lengths.flatMap((length) => [packet(0x32, length), packet(0xd0, 0)]));
  for (const step of [1, 3, 1000, 65_536, stream.length]) {
    const meter = new PacketMeter();
    const pieces = Array.from({ length: Math.ceil(stream.length / step) }, (_, at) =>
      stream.subarray(at * step, (at + 1) * step),
    );
    t.ok(
      pieces.every((piece) => meter.take(piece) === undefined),
      `${step} bytes at once`,
    );
  }
  t.equal(new PacketMeter().take(packet(0x30, MOST_PACKET_BYTES)), undefined, 'the largest there is');
});

t.test('what is too large, has no end, or was not asked for is seen before it has come', async (t) => {
  const told = (...bytes: readonly number[]): string | undefined => {
    const meter = new PacketMeter();
    t.equal(meter.take(packet(0x20, 2)), undefined);
    return bytes.map((byte) => meter.take(Uint8Array.of(byte))).find((why) => why !== undefined);
  };
  t.match(told(...header(0x30, MOST_PACKET_BYTES + 1)), /packet of \d+ bytes/);
  t.match(told(...header(0x32, 0x0fff_ffff)), /packet of 268435455 bytes/);
  t.match(told(0x90, 0xff, 0xff, 0xff, 0xff), /no end/);
  t.match(told(0x34), /QoS 2/);
  t.match(told(0x3d), /QoS 2/, 'kept, and sent again');
});
