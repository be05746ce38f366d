// The file of a Thai ID application, made of a person's data as the issuer writes it.
import {
  type Expiry,
  encodeTis620,
  type PartialDate,
  type PersonName,
  type Sex,
  THAI_ID_FILE_BYTES,
  type ThaiAddress,
  type ThaiIdFileField,
  thaiIdFields,
  thaiIdPhotoSpan,
  writeAddress,
  writeExpiry,
  writeName,
  writeThaiDate,
} from '../../../protocol/index.ts';

/** What is on an invented person's card, apart from the photo. */
export interface CardPerson {
  /** As written in the chip, right or wrong. */
  readonly citizenNumber: string;
  readonly nameThai: PersonName;
  readonly nameEnglish: PersonName;
  readonly birthDate: PartialDate;
  readonly sex: Sex;
  readonly issuer: string;
  readonly issuedOn: PartialDate;
  readonly expiresOn: Expiry;
  readonly address: Omit<ThaiAddress, 'raw'>;
  readonly photoNumber: string;
  /** Null: a chip without that application. */
  readonly laserId: string | null;
  /** 16 hex digits. */
  readonly chipNumber: string;
}

const SEX_CODES: Readonly<Record<Sex, string>> = { male: '1', female: '2', unspecified: '3' };
const BLANK = 0x20;

/** What real cards hold where nobody may look: a reading that finds it went too far. */
export const FORBIDDEN_SPAN = { offset: 0x0177, length: 2 } as const;
const FORBIDDEN_MARK = Uint8Array.of(0x58, 0x58);

/** @throws RangeError where something does not fit: the data are ours */
export function personFile(person: CardPerson, photo: Uint8Array): Uint8Array {
  const file = new Uint8Array(THAI_ID_FILE_BYTES);
  for (const [field, text] of Object.entries(texts(person))) {
    const { offset, length } = thaiIdFields[field as ThaiIdFileField]; // a key of `texts`
    write(file, { offset, length }, encodeTis620(text));
  }
  write(file, thaiIdPhotoSpan, photo);
  write(file, FORBIDDEN_SPAN, FORBIDDEN_MARK);
  return file;
}

const texts = (person: CardPerson): Readonly<Record<ThaiIdFileField, string>> => ({
  citizenNumber: person.citizenNumber,
  nameThai: writeName(person.nameThai),
  nameEnglish: writeName(person.nameEnglish),
  birthDate: writeThaiDate(person.birthDate),
  sex: SEX_CODES[person.sex],
  issuer: person.issuer,
  issuedOn: writeThaiDate(person.issuedOn),
  expiresOn: writeExpiry(person.expiresOn),
  address: writeAddress(person.address),
  photoNumber: person.photoNumber,
});

function write(file: Uint8Array, span: { readonly offset: number; readonly length: number }, bytes: Uint8Array): void {
  const { offset, length } = span;
  if (bytes.length > length) throw new RangeError(`${bytes.length} bytes do not fit into ${length} at ${offset}`);
  file.fill(BLANK, offset, offset + length);
  file.set(bytes, offset);
}
