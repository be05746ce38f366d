// Reads what was asked for from a Thai ID card, and nothing else. A dialogue: the caller sends what it yields.
import { type CardDialogue, describeStatus, encodeCommand, exchange, OK_STATUS, select } from '../apdu/index.ts';
import { KioskError } from '../base/index.ts';
import { THAI_ID_AID, type ThaiIdElsewhereField, thaiIdElsewhere } from './applications.ts';
import { getResponseP2s } from './atr.ts';
import { type ChipPhoto, cutPhoto, endOfJpeg } from './chip-photo.ts';
import { isCitizenNumber } from './citizen-number.ts';
import { type ThaiIdFileField, thaiIdFields, thaiIdPhotoSpan } from './fields.ts';
import { photoReads, planReads, type ReadSpan } from './read-plan.ts';
import { decodeTis620 } from './tis620.ts';

export type ThaiIdField = ThaiIdFileField | ThaiIdElsewhereField;

type ValueOf<F extends ThaiIdField> = F extends ThaiIdFileField
  ? ReturnType<(typeof thaiIdFields)[F]['read']>
  : string | null;

/** Has the fields that were asked for, and no others. */
export type ThaiIdRecord<F extends ThaiIdField = ThaiIdField> = { readonly [K in F]: ValueOf<K> };

export type ThaiIdAnswer<T> =
  | { readonly kind: 'read'; readonly value: T }
  /** Another card: a bank's, a SIM, a blank one. */
  | { readonly kind: 'not-a-thai-id' };

export const isFileField = (field: ThaiIdField): field is ThaiIdFileField => field in thaiIdFields;
export const THAI_ID_FIELDS: readonly ThaiIdField[] = [
  ...Object.keys(thaiIdFields),
  ...Object.keys(thaiIdElsewhere),
] as ThaiIdField[]; // the keys of both tables

/**
 * Bytes that were received are zeroed as soon as they are decoded; the strings made of them live until they are collected.
 * @throws KioskError CARD_UNREADABLE, PROTOCOL_TRUNCATED, PROTOCOL_MALFORMED: none of them holds what the card said
 */
export function* thaiIdRecordDialogue<F extends ThaiIdField>(
  fields: readonly F[],
  atr: Uint8Array,
): CardDialogue<ThaiIdAnswer<ThaiIdRecord<F>>> {
  const { isThere } = yield* select(THAI_ID_AID);
  if (!isThere) return { kind: 'not-a-thai-id' };
  const wanted = new Set<ThaiIdField>(fields);
  const inFile = [...wanted].filter(isFileField);
  const { values, getResponseP2 } = yield* readFields(inFile, getResponseP2s(atr));
  for (const [name, read] of Object.entries(thaiIdElsewhere))
    if (wanted.has(name as ThaiIdElsewhereField)) values.set(name, yield* read(getResponseP2)); // a key of that table
  return { kind: 'read', value: Object.fromEntries(values) as ThaiIdRecord<F> }; // has exactly the fields asked for
}

/** Stops at the end of the JPEG, which is most often some segments before the end of its place. @throws as thaiIdRecordDialogue */
export function* thaiIdPhotoDialogue(atr: Uint8Array): CardDialogue<ThaiIdAnswer<ChipPhoto>> {
  const { isThere } = yield* select(THAI_ID_AID);
  if (!isThere) return { kind: 'not-a-thai-id' };
  const whole = new Uint8Array(thaiIdPhotoSpan.length);
  let candidates = getResponseP2s(atr);
  try {
    for (const span of photoReads) {
      const { data, getResponseP2 } = yield* readSpan(span, candidates);
      candidates = [getResponseP2];
      whole.set(data, span.offset - thaiIdPhotoSpan.offset);
      data.fill(0);
      if (endOfJpeg(whole) !== undefined) break;
    }
    return { kind: 'read', value: cutPhoto(whole) };
  } finally {
    whole.fill(0);
  }
}

interface FieldsRead {
  readonly values: Map<string, unknown>;
  readonly getResponseP2: number;
}

function* readFields(fields: readonly ThaiIdFileField[], p2s: readonly number[]): CardDialogue<FieldsRead> {
  const values = new Map<string, unknown>();
  let candidates = p2s;
  for (const span of planReads(fields)) {
    const { data, getResponseP2 } = yield* readSpan(span, candidates);
    candidates = [getResponseP2];
    try {
      for (const field of fields.filter((field) => lies(field, span))) values.set(field, decode(field, data, span));
    } finally {
      data.fill(0);
    }
  }
  return { values, getResponseP2: candidates[0] ?? 0 };
}

interface SpanRead {
  readonly data: Uint8Array;
  readonly getResponseP2: number;
}

/** The first P2 by which the card gives what it should; where the number is read, its check digit must be right too. */
function* readSpan(span: ReadSpan, p2s: readonly number[]): CardDialogue<SpanRead> {
  let doubtful: SpanRead | undefined;
  let refusal = '';
  for (const getResponseP2 of p2s) {
    const { status, data } = yield* exchange(readFile(span), { getResponseP2 });
    const isWhole = status === OK_STATUS && data.length === span.length;
    if (isWhole && isPlausible(data, span)) {
      doubtful?.data.fill(0);
      return { data, getResponseP2 };
    }
    if (isWhole) doubtful ??= { data, getResponseP2 };
    else data.fill(0);
    refusal = status === OK_STATUS ? `${data.length} bytes` : describeStatus(status);
  }
  if (doubtful) return doubtful;
  const { offset, length } = span;
  throw new KioskError('CARD_UNREADABLE', { doing: 'read', offset, length, answer: refusal });
}

const readFile = ({ offset, length }: ReadSpan): Uint8Array =>
  encodeCommand({ cla: 0x80, ins: 0xb0, p1: offset >> 8, p2: offset & 0xff, data: Uint8Array.of(0x00, length) });

const lies = (field: ThaiIdFileField, span: ReadSpan): boolean => {
  const { offset, length } = thaiIdFields[field];
  return offset >= span.offset && offset + length <= span.offset + span.length;
};

const bytesOf = (field: ThaiIdFileField, data: Uint8Array, span: ReadSpan): Uint8Array => {
  const { offset, length } = thaiIdFields[field];
  return data.subarray(offset - span.offset, offset - span.offset + length);
};

const decode = (field: ThaiIdFileField, data: Uint8Array, span: ReadSpan): unknown =>
  thaiIdFields[field].read(bytesOf(field, data, span));

const isPlausible = (data: Uint8Array, span: ReadSpan): boolean =>
  !lies('citizenNumber', span) || isCitizenNumber(decodeTis620(bytesOf('citizenNumber', data, span)));
