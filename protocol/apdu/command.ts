// Commands to a chip card as bytes, ISO/IEC 7816-4: short form, in both directions.
import { KioskError } from '../base/index.ts';

export interface CardCommand {
  /** Class: whose command it is. */
  readonly cla: number;
  /** Instruction. */
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data?: Uint8Array;
  /** So many bytes are expected, 1 to 256. */
  readonly expects?: number;
}

const HEADER_BYTES = 4;
/** What one byte can count. */
export const SHORT_DATA_BYTES = 255;
export const SHORT_ANSWER_BYTES = 256;

export function encodeCommand({ cla, ins, p1, p2, data, expects }: CardCommand): Uint8Array {
  const body = data === undefined || data.length === 0 ? [] : [data.length, ...data];
  // 256 is written as 00.
  const tail = expects === undefined ? [] : [expects & 0xff];
  if (body.length > SHORT_DATA_BYTES + 1) throw new RangeError(`${body.length - 1} bytes in a short command`);
  return Uint8Array.of(cla, ins, p1, p2, ...body, ...tail);
}

/** What a card is told. @throws KioskError PROTOCOL_TRUNCATED, PROTOCOL_MALFORMED */
export function decodeCommand(bytes: Uint8Array): CardCommand {
  const [cla, ins, p1, p2, third] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined)
    throw new KioskError('PROTOCOL_TRUNCATED', { got: bytes.length, least: HEADER_BYTES });
  const header = { cla, ins, p1, p2 };
  if (third === undefined) return header;
  const rest = bytes.length - HEADER_BYTES - 1;
  if (rest === 0) return { ...header, expects: third || SHORT_ANSWER_BYTES };
  const data = bytes.slice(HEADER_BYTES + 1, HEADER_BYTES + 1 + third);
  if (rest === third) return { ...header, data };
  if (rest !== third + 1) throw new KioskError('PROTOCOL_MALFORMED', { counted: third, got: rest });
  return { ...header, data, expects: bytes[bytes.length - 1] || SHORT_ANSWER_BYTES };
}

/** ISO/IEC 7816-4, 7.1.1: by the name of an application, first or only one. */
export const selectApplication = (aid: Uint8Array): Uint8Array =>
  encodeCommand({ cla: 0x00, ins: 0xa4, p1: 0x04, p2: 0x00, data: aid });
