// One logical command to a chip card, whatever it takes on the wire: the caller sends what it yields. Does no I/O.
import { type FaultContext, KioskError } from '../base/index.ts';
import { decodeCommand, encodeCommand, SHORT_ANSWER_BYTES } from './command.ts';

/** Yields each command to send, is resumed with the raw response to it. */
export type CardDialogue<T> = Generator<Uint8Array, T, Uint8Array>;

export interface CardAnswer {
  readonly status: number;
  readonly data: Uint8Array;
}

export interface ExchangeOptions {
  /** Cards whose ATR begins 3B 67 are said to want 01 here. */
  readonly getResponseP2?: number;
}

/** Sixteen times 256 bytes are more than any short command yields. */
const MOST_HOPS = 16;
const STATUS_BYTES = 2;

/**
 * Fetches what waits (61xx) and repeats with the length the card wants (6Cxx, once). What was received is zeroed
 * but for the data that is returned, also when this is given up half-way.
 * @throws KioskError PROTOCOL_TRUNCATED, PROTOCOL_MALFORMED
 */
export function* exchange(command: Uint8Array, { getResponseP2 = 0 }: ExchangeOptions = {}): CardDialogue<CardAnswer> {
  const parts: Uint8Array[] = [];
  let next = command;
  let isCorrected = false;
  try {
    for (let hop = 0; hop < MOST_HOPS; hop += 1) {
      const { status, data } = split(yield next, parts);
      parts.push(data);
      const [sw1, sw2] = [status >> 8, status & 0xff];
      if (sw1 === 0x61) next = getResponse(getResponseP2, sw2);
      else if (sw1 === 0x6c && !isCorrected) {
        isCorrected = true;
        next = withExpected(next, sw2);
      } else return { status, data: joined(parts) };
    }
    throw malformed({ hops: MOST_HOPS });
  } finally {
    for (const part of parts) part.fill(0);
  }
}

function split(response: Uint8Array, parts: readonly Uint8Array[]): CardAnswer {
  const end = response.length - STATUS_BYTES;
  const [sw1, sw2] = response.subarray(Math.max(0, end));
  if (sw1 === undefined || sw2 === undefined)
    throw new KioskError('PROTOCOL_TRUNCATED', { got: response.length, part: parts.length });
  if (end > SHORT_ANSWER_BYTES) {
    response.fill(0);
    throw malformed({ got: end, most: SHORT_ANSWER_BYTES });
  }
  return { status: (sw1 << 8) | sw2, data: response.subarray(0, end) };
}

const getResponse = (p2: number, waiting: number): Uint8Array =>
  encodeCommand({ cla: 0x00, ins: 0xc0, p1: 0x00, p2, expects: waiting || SHORT_ANSWER_BYTES });

function withExpected(command: Uint8Array, expected: number): Uint8Array {
  const parsed = decodeCommand(command);
  // A card that corrects a length nobody named is out of step.
  if (parsed.expects === undefined) throw malformed({ corrected: 'a command without an expected length' });
  return encodeCommand({ ...parsed, expects: expected || SHORT_ANSWER_BYTES });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

const malformed = (context: FaultContext): KioskError => new KioskError('PROTOCOL_MALFORMED', context);
