// The national ID card as the prove visit reads it: the fields that the profile names, as text.
import { type CardRetry, connectCard, readThaiId, readThaiIdPhoto } from '../../../hal/index.ts';
import {
  bytesOfChipPhoto,
  type Clock,
  formatName,
  formatPartialDate,
  hasExpired,
  Sensitive,
  THAI_ID_FIELDS,
  type ThaiIdField,
  type ThaiIdRecord,
} from '../../../protocol/index.ts';
import type { CardComplaint, CardText, ConnectedCard, OpenCard } from '../../flows/prove/index.ts';

export const thaiIdOpening =
  (clock: Clock): OpenCard =>
  async (card, signal) => {
    const connection = await connectCard(card, signal);
    if (connection.kind === 'retry') return complaint(connection);
    const { channel } = connection;
    const { atr } = card;
    const connected: ConnectedCard = {
      readText: async (names, until) => {
        const fields = THAI_ID_FIELDS.filter((field) => names.includes(field));
        const reading = await readThaiId(channel, { atr, fields }, until);
        if (reading.kind === 'retry') return complaint(reading);
        const text = cardTextOf(reading.record.reveal(), clock.nowMs());
        reading.record.wipe();
        return { kind: 'card', value: new Sensitive(text) };
      },
      readPhoto: async (until) => {
        const reading = await readThaiIdPhoto(channel, { atr }, until);
        if (reading.kind === 'retry') return complaint(reading);
        const jpeg = Uint8Array.from(reading.photo.reveal().jpeg);
        reading.photo.wipe(bytesOfChipPhoto);
        return { kind: 'card', value: new Sensitive(jpeg) };
      },
      [Symbol.asyncDispose]: () => channel[Symbol.asyncDispose](),
    };
    return { kind: 'connected', card: connected };
  };

/** Contactless numbers are not asked for here. */
const complaint = ({ reason }: CardRetry): { readonly kind: 'retry'; readonly reason: CardComplaint } => ({
  kind: 'retry',
  reason: reason === 'not-contactless' ? 'card-unreadable' : reason,
});

type Partly = Partial<ThaiIdRecord>;

function cardTextOf(record: Partly, nowMs: number): CardText {
  const { citizenNumber, nameThai, nameEnglish, expiresOn = 'unknown', chipNumber, photoNumber } = record;
  const isValid = citizenNumber?.kind === 'valid';
  const digits = isValid ? citizenNumber.number : (citizenNumber?.digits ?? '');
  return {
    number: { digits, isValid },
    nameTh: nameThai ? formatName(nameThai) : '',
    nameEn: nameEnglish ? formatName(nameEnglish) : '',
    expires: typeof expiresOn === 'string' ? null : formatPartialDate(expiresOn),
    hasExpired: hasExpired(expiresOn, nowMs),
    chipNumber: chipNumber ?? null,
    // Printed under the photo: the number of the request that the card was issued on.
    requestNumber: photoNumber ?? null,
    fields: textsOf(record),
  };
}

const textsOf = (record: Partly): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([field, value]) => (value === null ? [] : [[field, textOf(value)]])),
  );

/** As the provider gets it; names and addresses keep the parts of the card. */
function textOf(value: NonNullable<Partly[ThaiIdField]>): string {
  if (typeof value === 'string') return value;
  if ('kind' in value) return value.kind === 'valid' ? value.number : value.digits;
  if ('year' in value) return formatPartialDate(value);
  return 'raw' in value ? value.raw : [value.title, value.first, value.middle, value.last].join('#');
}
