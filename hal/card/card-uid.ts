// The number of a contactless card, which its reader tells: no proof of anything, for it can be copied.
import { encodeCommand, exchange, OK_STATUS } from '../../protocol/index.ts';
import type { CardChannel } from '../ports/card-reader.ts';
import { type CardRetry, orRetry } from './card-retry.ts';
import { converse } from './thai-id-card.ts';

/** PC/SC part 3, 3.2.2.1.3: 4, 7 or 10 bytes, as small hex digits. */
export type CardUidReading = { readonly kind: 'card'; readonly uid: string } | CardRetry;

/** PC/SC part 3, 3.1.3.2.3: the answer to reset that a reader makes for a card without contacts, TD1 = 80, TD2 = 01. */
export const looksContactless = ([ts, t0 = 0, td1, td2]: Uint8Array): boolean =>
  ts === 0x3b && (t0 & 0xf0) === 0x80 && td1 === 0x80 && td2 === 0x01;

const GET_UID = encodeCommand({ cla: 0xff, ins: 0xca, p1: 0x00, p2: 0x00, expects: 256 });
const UID_BYTES: readonly number[] = [4, 7, 10];

/** @throws KioskError HAL_DISCONNECTED; the signal's reason */
export const readCardUid = (channel: CardChannel, signal: AbortSignal): Promise<CardUidReading> =>
  orRetry<CardUidReading>(async () => {
    const { status, data } = await converse(exchange(GET_UID), channel, signal);
    if (status !== OK_STATUS) return { kind: 'retry', reason: 'not-contactless' };
    if (!UID_BYTES.includes(data.length)) return { kind: 'retry', reason: 'card-unreadable' };
    return { kind: 'card', uid: Buffer.from(data).toString('hex') };
  }, signal);
