// ridged card read: reads the Thai ID card that lies in a reader, or the next one that is put there.
import { writeFile } from 'node:fs/promises';
import {
  type CardChannel,
  type CardRetryReason,
  connectCard,
  type PresentCard,
  readThaiId,
  readThaiIdPhoto,
} from '../../../hal/index.ts';
import { bytesOfChipPhoto, type Clock, formatAtr, hasExpired, type ThaiIdField } from '../../../protocol/index.ts';
import type { CommandResult } from '../run-command.ts';
import { type CardFields, showFields } from './card-fields.ts';
import { nextCard, type ReadParts, readersThere } from './next-card.ts';

export interface ReadOptions {
  readonly fields: readonly ThaiIdField[];
  /** Where the JPEG goes; without it the photo is not read. */
  readonly photo?: string;
  /** The citizen number in full for people as well. */
  readonly full?: boolean;
  readonly waitS: number;
}

type Outcome =
  | { readonly kind: 'read'; readonly result: CommandResult }
  | { readonly kind: 'no'; readonly reason: NoReason };
type NoReason = CardRetryReason | 'no-card';

/** What the person at the reader can do. */
const SENTENCES: Readonly<Record<NoReason, string>> = {
  'no-card': 'no card was put into the reader in time',
  'card-removed': 'the card was pulled out: leave it in until it is read',
  'card-upside-down': 'the card gives no sign: put it in the other way round, chip first, or clean the chip',
  'card-silent': 'the card fell silent: take it out and put it in again',
  'card-unreadable': 'the chip cannot be read: put it in again; if it persists the chip is broken, use the counter',
  'not-a-thai-id': 'this is no Thai national ID card',
  'not-contactless': 'this card has no contactless number',
};

/** @throws KioskError HAL_DISCONNECTED, HAL_UNAVAILABLE without a reader */
export async function readCard(options: ReadOptions, parts: ReadParts, signal: AbortSignal): Promise<CommandResult> {
  await readersThere(parts.readers, signal);
  const outcome = await attempt(options, parts, signal);
  if (outcome.kind === 'read') return outcome.result;
  const { reason } = outcome;
  return { json: { read: false, reason }, text: `${reason}: ${SENTENCES[reason]}`, exitCode: 1 };
}

async function attempt(options: ReadOptions, parts: ReadParts, signal: AbortSignal): Promise<Outcome> {
  const card = await nextCard(options.waitS, parts, signal);
  if (!card) return { kind: 'no', reason: 'no-card' };
  const connection = await connectCard(card, signal);
  if (connection.kind === 'retry') return { kind: 'no', reason: connection.reason };
  await using channel = connection.channel;
  return await readAll({ card, channel, ...parts }, options, signal);
}

type Reading = ReadParts & { readonly card: PresentCard; readonly channel: CardChannel };

async function readAll(reading: Reading, options: ReadOptions, signal: AbortSignal): Promise<Outcome> {
  const { card, channel, clock } = reading;
  const { atr, reader } = card;
  const startedMs = clock.monotonicMs();
  const text = await readThaiId(channel, { atr, fields: options.fields }, signal);
  if (text.kind === 'retry') return { kind: 'no', reason: text.reason };
  const textMs = since(startedMs, clock);
  const photo = await savePhoto(reading, options.photo, signal);
  if (photo.kind === 'no') return photo;
  const fields: CardFields = text.record.reveal();
  const { json, lines } = showFields(fields, options.full === true);
  const expired = fields.expiresOn === undefined ? undefined : hasExpired(fields.expiresOn, clock.nowMs());
  return {
    kind: 'read',
    result: {
      json: { read: true, reader, atr: formatAtr(atr), ...json, expired, textMs, ...photo.json },
      text: [...lines, ...(expired === true ? ['THIS CARD HAS EXPIRED'] : []), ...photo.lines, `${textMs} ms`].join(
        '\n',
      ),
      exitCode: 0,
    },
  };
}

type Saved = { readonly kind: 'saved'; readonly json: object; readonly lines: readonly string[] };

async function savePhoto(
  { card, channel, clock }: Reading,
  file: string | undefined,
  signal: AbortSignal,
): Promise<Saved | { readonly kind: 'no'; readonly reason: NoReason }> {
  if (file === undefined) return { kind: 'saved', json: {}, lines: [] };
  const startedMs = clock.monotonicMs();
  const reading = await readThaiIdPhoto(channel, { atr: card.atr }, signal);
  if (reading.kind === 'retry') return { kind: 'no', reason: reading.reason };
  const photoMs = since(startedMs, clock);
  try {
    const { jpeg, widthPx, heightPx } = reading.photo.reveal();
    await writeFile(file, jpeg, { mode: 0o600 });
    const json = { photo: { file, widthPx, heightPx, bytes: jpeg.length }, photoMs };
    return { kind: 'saved', json, lines: [`photo           ${file}, ${widthPx}x${heightPx}, ${photoMs} ms`] };
  } finally {
    reading.photo.wipe(bytesOfChipPhoto);
  }
}

const since = (startedMs: number, clock: Clock): number => Math.round(clock.monotonicMs() - startedMs);
