// ridged card read: reads the Thai ID card that lies in a reader, or the next one that is put there.
import { writeFile } from 'node:fs/promises';
import {
  type CardChannel,
  type CardReaders,
  type CardRetryReason,
  connectCard,
  type PresentCard,
  readThaiId,
  readThaiIdPhoto,
  waitForCard,
} from '../../../hal/index.ts';
import {
  abortable,
  bytesOfChipPhoto,
  type Clock,
  Deadline,
  formatAtr,
  hasExpired,
  KioskError,
  type ThaiIdField,
} from '../../../protocol/index.ts';
import type { CommandResult } from '../run-command.ts';
import { type CardFields, showFields } from './card-fields.ts';

export interface ReadOptions {
  readonly fields: readonly ThaiIdField[];
  /** Where the JPEG goes; without it the photo is not read. */
  readonly photo?: string;
  /** The citizen number in full for people as well. */
  readonly full?: boolean;
  readonly waitS: number;
}

export interface ReadParts {
  readonly readers: CardReaders;
  readonly clock: Clock;
  readonly say: (line: string) => void;
}

type Outcome =
  | { readonly kind: 'read'; readonly result: CommandResult }
  | { readonly kind: 'no'; readonly reason: NoReason };
type NoReason = CardRetryReason | 'no-card';

const READERS_WITHIN_MS = 3000;
/** Readers, and the cards in them, are told one after the other. */
const ALL_TOLD_AFTER_MS = 200;

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

class NoCard extends Error {}

/** @throws KioskError HAL_DISCONNECTED, HAL_UNAVAILABLE without a reader */
export async function readCard(options: ReadOptions, parts: ReadParts, signal: AbortSignal): Promise<CommandResult> {
  await readersThere(parts.readers, signal);
  const outcome = await attempt(options, parts, signal);
  if (outcome.kind === 'read') return outcome.result;
  const { reason } = outcome;
  return { json: { read: false, reason }, text: `${reason}: ${SENTENCES[reason]}`, exitCode: 1 };
}

async function attempt(options: ReadOptions, parts: ReadParts, signal: AbortSignal): Promise<Outcome> {
  const card = await nextCard(options, parts, signal);
  if (!card) return { kind: 'no', reason: 'no-card' };
  const connection = await connectCard(card, signal);
  if (connection.kind === 'retry') return { kind: 'no', reason: connection.reason };
  await using channel = connection.channel;
  return await readAll({ card, channel, ...parts }, options, signal);
}

async function readersThere(readers: CardReaders, signal: AbortSignal): Promise<void> {
  const none = (): Error => readers.lastFault ?? new KioskError('HAL_DISCONNECTED', { device: 'card reader' });
  using limit = new Deadline(signal, READERS_WITHIN_MS, none);
  while (readers.state !== 'ready') {
    let stop = (): void => undefined;
    const changed = new Promise<void>((resolve) => {
      stop = readers.states.listen(() => resolve());
    });
    await abortable(changed, limit.signal).finally(stop);
  }
}

async function nextCard(
  options: ReadOptions,
  { readers, clock, say }: ReadParts,
  signal: AbortSignal,
): Promise<PresentCard | undefined> {
  using limit = new Deadline(signal, options.waitS * 1000, () => new NoCard());
  if (readers.present.length === 0) await clock.sleep(ALL_TOLD_AFTER_MS, signal);
  if (readers.present.length === 0) say(`insert a card into ${readers.names.join(' or ')}`);
  try {
    return await waitForCard(readers, limit.signal);
  } catch (reason) {
    if (reason instanceof NoCard) return undefined;
    throw reason;
  }
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
