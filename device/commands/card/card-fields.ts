// What was read from a card, as scripts get it and as people see it.
import {
  type ChipNumber,
  type Expiry,
  formatCitizenNumber,
  formatName,
  formatPartialDate,
  maskCitizenNumber,
  type PartialDate,
  type PersonName,
  type ThaiAddress,
  type ThaiIdField,
  type ThaiIdRecord,
} from '../../../protocol/index.ts';

export type CardFields = Partial<ThaiIdRecord>;

interface Shown {
  readonly json: unknown;
  readonly text: string;
}

const date = (value: Expiry | PartialDate): Shown => {
  const text = typeof value === 'string' ? value : formatPartialDate(value);
  return { json: text, text };
};
const plain = (value: string | null): Shown => ({ json: value, text: value ?? '(this chip has none)' });
const name = (value: PersonName): Shown => ({ json: value, text: formatName(value) });
const address = (value: ThaiAddress): Shown => ({ json: value, text: value.raw.replaceAll(/#+/g, ' ').trim() });

/** People who look over a shoulder see the last three digits. */
function number(value: ChipNumber, isFull: boolean): Shown {
  if (value.kind === 'wrong-check-digit') {
    const shown = isFull ? value.digits : 'hidden';
    return { json: { number: value.digits, valid: false }, text: `${shown}, WRONG CHECK DIGIT: a sign of forgery` };
  }
  const show = isFull ? formatCitizenNumber : maskCitizenNumber;
  return { json: { number: value.number, valid: true }, text: show(value.number) };
}

type Show = { readonly [F in ThaiIdField]: (value: ThaiIdRecord[F], isFull: boolean) => Shown };

const SHOW: Show = {
  citizenNumber: number,
  nameThai: name,
  nameEnglish: name,
  birthDate: date,
  sex: plain,
  issuer: plain,
  issuedOn: date,
  expiresOn: date,
  address,
  photoNumber: plain,
  chipNumber: plain,
  laserId: plain,
};

const LABELS: Readonly<Record<ThaiIdField, string>> = {
  citizenNumber: 'citizen number',
  nameThai: 'name',
  nameEnglish: 'name (English)',
  birthDate: 'born',
  sex: 'sex',
  issuer: 'issued by',
  issuedOn: 'issued on',
  expiresOn: 'expires on',
  address: 'address',
  photoNumber: 'photo number',
  chipNumber: 'chip number',
  laserId: 'laser id',
};

/** In the order of the table; only what was asked for. */
export function showFields(fields: CardFields, isFull: boolean): { json: Record<string, unknown>; lines: string[] } {
  const shown = Object.entries(SHOW).flatMap(([field, show]) => {
    const value = fields[field as ThaiIdField]; // a key of the table
    // The row of a field takes the value of that field, which the compiler cannot follow through a loop.
    return value === undefined
      ? []
      : [[field, (show as (value: unknown, isFull: boolean) => Shown)(value, isFull)] as const];
  });
  return {
    json: Object.fromEntries(shown.map(([field, { json }]) => [field, json])),
    lines: shown.map(([field, { text }]) => `${LABELS[field as ThaiIdField].padEnd(16)}${text}`),
  };
}
