// Reads a Thai ID card that is under power: the protocol says what to send, this sends it.
import {
  type CardDialogue,
  type ChipPhoto,
  Sensitive,
  type ThaiIdAnswer,
  type ThaiIdField,
  type ThaiIdRecord,
  thaiIdPhotoDialogue,
  thaiIdRecordDialogue,
} from '../../protocol/index.ts';
import type { CardChannel } from '../ports/card-reader.ts';
import { type CardRetry, orRetry } from './card-retry.ts';

export type ThaiIdReading<F extends ThaiIdField = ThaiIdField> =
  | { readonly kind: 'card'; readonly record: Sensitive<ThaiIdRecord<F>> }
  | CardRetry;

export type ThaiIdPhotoReading = { readonly kind: 'card'; readonly photo: Sensitive<ChipPhoto> } | CardRetry;

export interface ThaiIdRequest<F extends ThaiIdField> {
  /** As the reader told it: says how this card wants to be asked. */
  readonly atr: Uint8Array;
  /** Those that the service profile names: no other byte is asked for (D-040, D-052). */
  readonly fields: readonly F[];
}

const NOT_ONE = { kind: 'retry', reason: 'not-a-thai-id' } as const;

/**
 * The text fields. The bytes they came in are zeroed before this resolves; the strings live on until they are collected.
 * @throws KioskError HAL_DISCONNECTED; the signal's reason
 */
export async function readThaiId<F extends ThaiIdField>(
  channel: CardChannel,
  { atr, fields }: ThaiIdRequest<F>,
  signal: AbortSignal,
): Promise<ThaiIdReading<F>> {
  const answer = await ask(thaiIdRecordDialogue(fields, atr), channel, signal);
  if (answer.kind === 'retry') return answer;
  return answer.kind === 'read' ? { kind: 'card', record: new Sensitive(answer.value) } : NOT_ONE;
}

/** The photo, to be wiped with `bytesOfChipPhoto`. @throws as readThaiId */
export async function readThaiIdPhoto(
  channel: CardChannel,
  { atr }: { readonly atr: Uint8Array },
  signal: AbortSignal,
): Promise<ThaiIdPhotoReading> {
  const answer = await ask(thaiIdPhotoDialogue(atr), channel, signal);
  if (answer.kind === 'retry') return answer;
  return answer.kind === 'read' ? { kind: 'card', photo: new Sensitive(answer.value) } : NOT_ONE;
}

const ask = <T>(
  dialogue: CardDialogue<ThaiIdAnswer<T>>,
  channel: CardChannel,
  signal: AbortSignal,
): Promise<ThaiIdAnswer<T> | CardRetry> => orRetry(() => converse(dialogue, channel, signal), signal);

/** What goes wrong on the wire is thrown into the dialogue, so that it zeroes what it holds. */
export async function converse<T>(dialogue: CardDialogue<T>, channel: CardChannel, signal: AbortSignal): Promise<T> {
  let step = dialogue.next();
  while (!step.done) {
    const response = await channel.transmit(step.value, signal).catch((error: unknown) => dialogue.throw(error));
    step = response instanceof Uint8Array ? dialogue.next(response) : response;
  }
  return step.value;
}
