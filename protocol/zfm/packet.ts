// One packet of the EF01 protocol (ZFM-20, R30x, AS608, R503): EF01, address, kind, length, content, sum; all big-endian.
import { KioskError } from '../base/index.ts';

const START = 0xef01;
export const HEADER_BYTES = 9;
export const SUM_BYTES = 2;
/** What a packet costs on the wire besides its content. */
export const PACKET_OVERHEAD_BYTES = HEADER_BYTES + SUM_BYTES;
/** The largest packet size a module can be set to. */
export const MAX_CONTENT_BYTES = 256;
/** The address a module has until somebody changes it; every module also answers to it. */
export const ZFM_DEFAULT_ADDRESS = 0xffffffff;

const KIND_CODES = { command: 0x01, data: 0x02, acknowledge: 0x07, 'end-of-data': 0x08 } as const;
export type ZfmPacketKind = keyof typeof KIND_CODES;
const KINDS = new Map<number, ZfmPacketKind>([
  [KIND_CODES.command, 'command'],
  [KIND_CODES.data, 'data'],
  [KIND_CODES.acknowledge, 'acknowledge'],
  [KIND_CODES['end-of-data'], 'end-of-data'],
]);

export interface ZfmPacket {
  readonly address: number;
  readonly kind: ZfmPacketKind;
  readonly content: Uint8Array;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Sum of kind, length and content bytes, modulo 65536. */
function sumOf(frame: Uint8Array, endOffset: number): number {
  let sum = 0;
  for (const byte of frame.subarray(6, endOffset)) sum += byte;
  return sum & 0xffff;
}

export function encodeZfmPacket({ address, kind, content }: ZfmPacket): Uint8Array {
  if (content.length > MAX_CONTENT_BYTES)
    throw new Error(`a packet holds ${MAX_CONTENT_BYTES} bytes, not ${content.length}`);
  const frame = new Uint8Array(PACKET_OVERHEAD_BYTES + content.length);
  const view = viewOf(frame);
  view.setUint16(0, START);
  view.setUint32(2, address);
  view.setUint8(6, KIND_CODES[kind]);
  view.setUint16(7, content.length + SUM_BYTES);
  frame.set(content, HEADER_BYTES);
  view.setUint16(HEADER_BYTES + content.length, sumOf(frame, HEADER_BYTES + content.length));
  return frame;
}

/** How many bytes the packet that starts here has, or undefined where no packet can start. Needs HEADER_BYTES bytes. */
export function packetBytes(header: Uint8Array): number | undefined {
  const view = viewOf(header);
  const length = view.getUint16(7);
  const isPacket = view.getUint16(0) === START && KINDS.has(view.getUint8(6));
  return isPacket && length >= SUM_BYTES && length <= MAX_CONTENT_BYTES + SUM_BYTES ? HEADER_BYTES + length : undefined;
}

/** @throws KioskError PROTOCOL_TRUNCATED, PROTOCOL_MALFORMED, PROTOCOL_CHECKSUM */
export function decodeZfmPacket(frame: Uint8Array): ZfmPacket {
  if (frame.length < HEADER_BYTES) throw new KioskError('PROTOCOL_TRUNCATED', { bytes: frame.length });
  const expectedBytes = packetBytes(frame);
  const view = viewOf(frame);
  const kind = KINDS.get(view.getUint8(6));
  if (expectedBytes === undefined || kind === undefined) throw new KioskError('PROTOCOL_MALFORMED', { offset: 0 });
  if (frame.length < expectedBytes) throw new KioskError('PROTOCOL_TRUNCATED', { bytes: frame.length, expectedBytes });
  const sumOffset = expectedBytes - SUM_BYTES;
  if (view.getUint16(sumOffset) !== sumOf(frame, sumOffset)) throw new KioskError('PROTOCOL_CHECKSUM', { kind });
  return { address: view.getUint32(2), kind, content: frame.slice(HEADER_BYTES, sumOffset) };
}
