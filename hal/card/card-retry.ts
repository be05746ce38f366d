// What the person at the reader can mend, told apart from what we must mend.
import { type FaultCode, isFault, type KioskError } from '../../protocol/index.ts';
import type { CardChannel, PresentCard } from '../ports/card-reader.ts';

/** `card-unreadable` is for an officer when it persists; there is no other way to the data (D-071, D-072). */
export type CardRetryReason =
  | 'card-removed'
  | 'card-upside-down'
  | 'card-silent'
  | 'card-unreadable'
  | 'not-a-thai-id'
  | 'not-contactless';

export interface CardRetry {
  readonly kind: 'retry';
  readonly reason: CardRetryReason;
  /** For log and journal; never holds anything that the card said. */
  readonly fault?: KioskError;
}

const REASONS: Partial<Readonly<Record<FaultCode, CardRetryReason>>> = {
  CARD_REMOVED: 'card-removed',
  CARD_MUTE: 'card-upside-down',
  HAL_TIMEOUT: 'card-silent',
  CARD_UNREADABLE: 'card-unreadable',
  CARD_FAILED: 'card-unreadable',
  PROTOCOL_TRUNCATED: 'card-unreadable',
  PROTOCOL_MALFORMED: 'card-unreadable',
};

/** Rejects with what is not for the person: readers that are gone, an abort, a bug. */
export async function orRetry<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | CardRetry> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    const reason = isFault(error) ? REASONS[error.code] : undefined;
    if (reason === undefined || !isFault(error)) throw error;
    return { kind: 'retry', reason, fault: error };
  }
}

export type CardConnection = { readonly kind: 'connected'; readonly channel: CardChannel } | CardRetry;

/** Powers the card. @throws KioskError HAL_DISCONNECTED; the signal's reason */
export const connectCard = (card: PresentCard, signal: AbortSignal): Promise<CardConnection> =>
  orRetry<CardConnection>(async () => ({ kind: 'connected', channel: await card.connect(signal) }), signal);
