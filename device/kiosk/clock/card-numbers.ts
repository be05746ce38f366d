// Which card it is, as staff clock with it: of a Thai ID card the citizen number alone, of a contactless one the number that its reader tells.
import {
  type CardRetry,
  connectCard,
  looksContactless,
  type PresentCard,
  readCardUid,
  readThaiId,
  readThaiIdPhoto,
} from '../../../hal/index.ts';
import { bytesOfChipPhoto, type OutcomeCode } from '../../../protocol/index.ts';
import type { ReadPhoto } from '../../flows/clock/claim.ts';
import type { CardNumber } from '../../store/index.ts';

export type CardNumberReading =
  | { readonly kind: 'card'; readonly card: CardNumber; readonly photo?: ReadPhoto }
  | Pick<CardRetry, 'kind' | 'reason'>;

/** @throws KioskError HAL_DISCONNECTED; the signal's reason */
export async function readCardNumber(card: PresentCard, signal: AbortSignal): Promise<CardNumberReading> {
  const connection = await connectCard(card, signal);
  if (connection.kind === 'retry') return connection;
  await using channel = connection.channel;
  const { atr } = card;
  if (looksContactless(atr)) {
    const reading = await readCardUid(channel, signal);
    if (reading.kind === 'retry') return reading;
    return { kind: 'card', card: { kind: 'contactless', number: reading.uid } };
  }
  const reading = await readThaiId(channel, { atr, fields: ['citizenNumber'] }, signal);
  if (reading.kind === 'retry') return reading;
  const { citizenNumber } = reading.record.reveal();
  reading.record.wipe();
  // A chip does not mistype.
  if (citizenNumber?.kind !== 'valid') return { kind: 'retry', reason: 'card-unreadable' };
  return { kind: 'card', card: { kind: 'thai-id', number: citizenNumber.number }, photo: photoOf(card) };
}

/** Only where the face is to be shown, and while the card still lies there. */
const photoOf =
  (card: PresentCard): ReadPhoto =>
  async (signal) => {
    const connection = await connectCard(card, signal);
    if (connection.kind === 'retry') return retryOf(connection);
    await using channel = connection.channel;
    const reading = await readThaiIdPhoto(channel, { atr: card.atr }, signal);
    if (reading.kind === 'retry') return retryOf(reading);
    const jpeg = Uint8Array.from(reading.photo.reveal().jpeg);
    reading.photo.wipe(bytesOfChipPhoto);
    return { kind: 'photo', jpeg };
  };

const retryOf = ({ reason }: CardRetry): { readonly kind: 'retry'; readonly reason: OutcomeCode } => ({
  kind: 'retry',
  reason: reason === 'not-contactless' ? 'card-unreadable' : reason,
});
