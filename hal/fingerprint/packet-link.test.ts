// Limits of what a module answers: a process that stood still does not blame it.
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { Broadcast, encodeZfmPacket, ZFM_DEFAULT_ADDRESS, type ZfmPacket } from '../../protocol/index.ts';
import type { ByteWire, WireEvent } from './byte-wire.ts';
import { PacketLink } from './packet-link.ts';

const LIMIT_MS = 30;
const never = new AbortController().signal;
const ANSWER: ZfmPacket = { address: ZFM_DEFAULT_ADDRESS, kind: 'acknowledge', content: Uint8Array.of(2) };

const standStill = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

function linked() {
  const incoming = new Broadcast<WireEvent>();
  const wire: ByteWire = {
    ...{ bus: 'test', hasBaud: true, baud: 57_600, incoming },
    write: async () => undefined,
    setBaud: async () => undefined,
    transferMs: () => 0,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return { link: new PacketLink(wire), answer: () => incoming.send({ kind: 'bytes', bytes: encodeZfmPacket(ANSWER) }) };
}

t.test('an answer that lay there while the process stood still is read, and nobody is late', async (t) => {
  const { link, answer } = linked();
  const received = link.receive(LIMIT_MS, never);
  // As from a serial port: what a thread of the pool has read while nothing else went on.
  void readFile(import.meta.filename).then(answer);
  standStill(5 * LIMIT_MS);
  t.match(await received, { kind: 'acknowledge' });
});

t.test('nor does a line count as quiet for it', async (t) => {
  const { link, answer } = linked();
  const settled = link.settle({ quietMs: LIMIT_MS, limitMs: 60_000 }, never);
  void readFile(import.meta.filename).then(answer);
  standStill(5 * LIMIT_MS);
  await settled;
  await t.rejects(link.receive(LIMIT_MS, never), { code: 'HAL_TIMEOUT' }, 'what lay there was thrown away');
});

t.test('one that does not come is late all the same', async (t) => {
  const { link } = linked();
  const received = link.receive(LIMIT_MS, never);
  standStill(5 * LIMIT_MS);
  await t.rejects(received, { code: 'HAL_TIMEOUT' });
});
