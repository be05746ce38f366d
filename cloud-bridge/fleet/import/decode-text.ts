// The text of a file in whichever encoding it was saved: nothing is read as Thai that was not written so.
import { KioskError } from '../../../protocol/index.ts';

export const ENCODINGS = ['auto', 'utf-8', 'utf-16le', 'windows-874'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export interface DecodedText {
  readonly text: string;
  readonly as: string;
}

/** @throws KioskError USAGE where it is not in that encoding, or in none plainly */
export function decodeText(bytes: Uint8Array, encoding: Encoding): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: mustDecode(bytes, 'utf-16le'), as: 'utf-16le' };
  if (encoding !== 'auto') return { text: mustDecode(bytes, encoding), as: encoding };
  const utf8 = decoded(bytes, 'utf-8');
  if (utf8 !== undefined) return { text: utf8, as: 'utf-8' };
  // What is no UTF-8 is what Thai systems of before have written: Windows-874, a superset of TIS-620.
  const text = isDamagedUtf8(bytes) ? undefined : decoded(bytes, 'windows-874');
  if (text === undefined || !isPlainThai(text)) throw wrong(notPlain(bytes));
  return { text, as: 'windows-874' };
}

function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function mustDecode(bytes: Uint8Array, encoding: Exclude<Encoding, 'auto'>): string {
  const text = decoded(bytes, encoding);
  if (text !== undefined) return text;
  const where = encoding === 'utf-8' ? `: ${badByte(bytes)}` : '';
  throw wrong(`it is not in ${encoding}${where}; name its --encoding`);
}

/** Each byte, or sequence, that is none in UTF-8 becomes one U+FFFD; a mark at the beginning is counted as the others are. */
const lenient = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** Most of its letters are good UTF-8, which Windows-874 is by chance alone. */
function isDamagedUtf8(bytes: Uint8Array): boolean {
  const letters = lenient(bytes).replace(/\p{ASCII}/gu, '');
  const lost = letters.replace(/[^\uFFFD]/g, '').length;
  return letters.length - lost > lost;
}

/** Windows-874 without C1 controls and bytes that it does not have, and no cell that begins with a vowel above or a tone mark. */
const isPlainThai = (text: string): boolean =>
  !/[\u0080-\u009f\p{Co}]|(?:^|[,;|\t"])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]/mu.test(text);

const notPlain = (bytes: Uint8Array): string =>
  `neither UTF-8 nor Windows-874 plainly: ${badByte(bytes)}; save as UTF-8, or name it by --encoding`;

/** The first that is no UTF-8, 1 for the first of the file. */
function badByte(bytes: Uint8Array): string {
  const text = lenient(bytes);
  const before = text.slice(0, text.indexOf('\uFFFD'));
  return `byte ${Buffer.byteLength(before) + 1}, on line ${before.split('\n').length}`;
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });
