// Data objects of cards, ISO/IEC 7816-4, 5.2.2: tag, length, value. By hand, for neither order nor depth is known beforehand: no table would do.
import { type FaultContext, KioskError } from '../base/index.ts';

export interface DataObject {
  readonly tag: number;
  /** Within the bytes that were read: no copy. */
  readonly value: Uint8Array;
}

/** Cards have tags of three bytes at most, and nothing longer than two bytes can count. */
const MOST_TAG_BYTES = 3;
const MOST_LENGTH_BYTES = 2;

/**
 * All that stand one after another; what is within them is read by another call.
 * @throws KioskError PROTOCOL_TRUNCATED, PROTOCOL_MALFORMED: neither holds a byte of it
 */
export function readDataObjects(bytes: Uint8Array): readonly DataObject[] {
  const objects: DataObject[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = tagAt(bytes, at);
    const length = lengthAt(bytes, at + tag.size);
    const from = at + tag.size + length.size;
    const end = from + length.value;
    if (end > bytes.length) throw new KioskError('PROTOCOL_TRUNCATED', { at, counted: end, got: bytes.length });
    objects.push({ tag: tag.value, value: bytes.subarray(from, end) });
    at = end;
  }
  return objects;
}

/** The value of the first with this tag. */
export const valueWithTag = (objects: readonly DataObject[], wanted: number): Uint8Array | undefined =>
  objects.find(({ tag }) => tag === wanted)?.value;

export function encodeDataObject(tag: number, value: Uint8Array): Uint8Array {
  const names = bytesOfNumber(tag);
  if (value.length > 0xffff) throw new RangeError(`${value.length} bytes in one data object`);
  const counted = bytesOfNumber(value.length);
  const length = value.length < 0x80 ? counted : [0x80 | counted.length, ...counted];
  return Uint8Array.of(...names, ...length, ...value);
}

interface Part {
  readonly value: number;
  readonly size: number;
}

function tagAt(bytes: Uint8Array, at: number): Part {
  let value = byteAt(bytes, at);
  if ((value & 0x1f) !== 0x1f) return { value, size: 1 };
  for (let size = 2; size <= MOST_TAG_BYTES; size += 1) {
    const byte = byteAt(bytes, at + size - 1);
    value = (value << 8) | byte;
    if ((byte & 0x80) === 0) return { value, size };
  }
  throw malformed({ at, what: 'a tag without an end' });
}

function lengthAt(bytes: Uint8Array, at: number): Part {
  const first = byteAt(bytes, at);
  if (first < 0x80) return { value: first, size: 1 };
  const more = first & 0x7f;
  // 80, an end that is marked, is not allowed in cards (5.2.2.2).
  if (more === 0 || more > MOST_LENGTH_BYTES) throw malformed({ at, lengthBytes: more });
  let value = 0;
  for (let offset = 1; offset <= more; offset += 1) value = (value << 8) | byteAt(bytes, at + offset);
  return { value, size: 1 + more };
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new KioskError('PROTOCOL_TRUNCATED', { at, got: bytes.length });
  return byte;
}

const bytesOfNumber = (value: number): readonly number[] =>
  value < 0x100 ? [value] : [...bytesOfNumber(value >>> 8), value & 0xff];

const malformed = (context: FaultContext): KioskError => new KioskError('PROTOCOL_MALFORMED', context);
