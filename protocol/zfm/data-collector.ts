// Puts together what a module sends in data packets. Does no I/O: it asks for a packet by yielding.
import { KioskError } from '../base/index.ts';
import type { ZfmPacket } from './packet.ts';

/**
 * Is resumed with each packet that arrives until the last one; returns exactly `expectedBytes` bytes.
 * @throws KioskError PROTOCOL_TRUNCATED, PROTOCOL_MALFORMED
 */
export function* collectZfmData(expectedBytes: number): Generator<void, Uint8Array, ZfmPacket> {
  const data = new Uint8Array(expectedBytes);
  let bytes = 0;
  for (;;) {
    const { kind, content } = yield;
    if (kind !== 'data' && kind !== 'end-of-data') throw new KioskError('PROTOCOL_MALFORMED', { kind, bytes });
    if (bytes + content.length > expectedBytes) throw new KioskError('PROTOCOL_MALFORMED', { expectedBytes });
    data.set(content, bytes);
    bytes += content.length;
    if (kind === 'end-of-data' && bytes < expectedBytes)
      throw new KioskError('PROTOCOL_TRUNCATED', { bytes, expectedBytes });
    if (kind === 'end-of-data') return data;
  }
}
