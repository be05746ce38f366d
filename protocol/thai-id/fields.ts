// Where each field lies in the file of the Thai ID application, and how its bytes read. What is not in here cannot be read.
import { KioskError } from '../base/index.ts';
import { type ChipNumber, isCitizenNumber } from './citizen-number.ts';
import { type PersonName, parseAddress, parseName, type ThaiAddress } from './names-and-places.ts';
import { type Expiry, type PartialDate, parseExpiry, parseThaiDate } from './partial-date.ts';
import { decodeTis620 } from './tis620.ts';

interface Field<T> {
  readonly offset: number;
  readonly length: number;
  /** @throws KioskError CARD_UNREADABLE where these bytes are no such thing */
  readonly read: (bytes: Uint8Array) => T;
}

export type Sex = 'male' | 'female' | 'unspecified';

/** The answers of a broken chip are not for the log: the fault says what was expected, never what came. */
export const unreadable = (what: string): KioskError => new KioskError('CARD_UNREADABLE', { what });

const text = (bytes: Uint8Array): string => decodeTis620(bytes).replace(/[\s\0]+$/, '');

function readNumber(bytes: Uint8Array): ChipNumber {
  const digits = text(bytes);
  if (!/^\d{13}$/.test(digits)) throw unreadable('citizenNumber');
  return isCitizenNumber(digits) ? { kind: 'valid', number: digits } : { kind: 'wrong-check-digit', digits };
}

const date =
  <T>(what: string, parse: (text: string) => T | undefined) =>
  (bytes: Uint8Array): T => {
    const parsed = parse(decodeTis620(bytes));
    if (parsed === undefined) throw unreadable(what);
    return parsed;
  };

function readSex(bytes: Uint8Array): Sex {
  const code = text(bytes);
  if (code === '1') return 'male';
  return code === '2' ? 'female' : 'unspecified';
}

const name = (bytes: Uint8Array): PersonName => parseName(text(bytes));
const address = (bytes: Uint8Array): ThaiAddress => parseAddress(text(bytes));

/**
 * Sources: the field lists of the open readers (facts, section 3.1). Two bytes at 0x0177 are left out for good: some say
 * they hold the religion. Nor is what lies at 0x00E2, 0x0179 and 0x1627 in here: nobody knows it.
 */
export const thaiIdFields = {
  citizenNumber: { offset: 0x0004, length: 13, read: readNumber },
  nameThai: { offset: 0x0011, length: 100, read: name },
  nameEnglish: { offset: 0x0075, length: 100, read: name },
  birthDate: { offset: 0x00d9, length: 8, read: date<PartialDate | 'unknown'>('birthDate', parseThaiDate) },
  sex: { offset: 0x00e1, length: 1, read: readSex },
  issuer: { offset: 0x00f6, length: 100, read: text },
  issuedOn: { offset: 0x0167, length: 8, read: date<PartialDate | 'unknown'>('issuedOn', parseThaiDate) },
  expiresOn: { offset: 0x016f, length: 8, read: date<Expiry>('expiresOn', parseExpiry) },
  address: { offset: 0x1579, length: 160, read: address },
  photoNumber: { offset: 0x1619, length: 14, read: text },
} as const satisfies Readonly<Record<string, Field<unknown>>>;

export type ThaiIdFileField = keyof typeof thaiIdFields;

/** 20 reads of 254 bytes and one of 38: it ends where the address begins. */
export const thaiIdPhotoSpan = { offset: 0x017b, length: 5118 } as const;

export const THAI_ID_FILE_BYTES = 5950;
