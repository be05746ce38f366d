// Bauds of the modules and what they mean for the three seconds of a visit.
import { PACKET_OVERHEAD_BYTES } from './packet.ts';

const BAUD_UNIT = 9600;
/** Start bit, 8 data bits, stop bit. */
const BITS_PER_BYTE = 10;

/** Genuine ZFM modules stop at 12 (115,200); modules of the AS608 class also take 100 (960,000). */
export const ZFM_BAUD_MULTIPLIERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 100] as const;
export const ZFM_FACTORY_BAUD = 57_600;

export const zfmBaudOf = (multiplier: number): number => multiplier * BAUD_UNIT;

/** The multiplier that stands for a baud, or undefined where a module cannot be set to it. */
export const zfmMultiplierOf = (baud: number): number | undefined =>
  ZFM_BAUD_MULTIPLIERS.find((multiplier) => zfmBaudOf(multiplier) === baud);

/** Packet size codes 0..3 mean 32, 64, 128, 256 bytes of content. */
export const ZFM_PACKET_SIZE_CODES = [0, 1, 2, 3] as const;
export const zfmContentBytes = (packetSizeCode: number): number => 32 << Math.min(packetSizeCode, 3);

/** What `payloadBytes` cost on the wire when they are cut into packets. */
export const zfmWireBytes = (payloadBytes: number, contentBytes: number): number =>
  payloadBytes + Math.ceil(payloadBytes / contentBytes) * PACKET_OVERHEAD_BYTES;

export const serialMs = (bytes: number, baud: number): number => (bytes * BITS_PER_BYTE * 1000) / baud;

/** How long `payloadBytes` take over a serial line, in milliseconds, where the module sends without a pause. */
export const zfmTransferMs = (options: { payloadBytes: number; contentBytes: number; baud: number }): number =>
  serialMs(zfmWireBytes(options.payloadBytes, options.contentBytes), options.baud);
