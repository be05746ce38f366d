// The cards of the bench: three invented people, an operator's, cards of other kinds, and cards made of given fields.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  type CardPerson,
  contactlessCard,
  expired,
  INVENTED_PEOPLE,
  type InventedName,
  type OtherCard,
  otherCard,
  type VirtualChip,
  VirtualThaiId,
} from '../../../hal/index.ts';
import { decodePhoto, type FaceEngine } from '../../../models/index.ts';
import { isFault, KioskError } from '../../../protocol/index.ts';
import { asCardHolds } from '../../images/as-card-holds.ts';
import { drawnPhoto } from './drawn-faces.ts';

const OTHERS = ['bank-card', 'sim', 'blank', 'upside-down'] as const satisfies OtherCard[];
/** Of whoever works at the terminal: PIN 123456, and a key that the fleet has to know. */
const OPERATOR = 'operator';
export const INVENTED_NAMES = ['somsri', 'anan', 'malee'] as const satisfies InventedName[];

const path = z.string().min(1);
const name = z.strictObject({
  title: z.string().max(40).default(''),
  first: z.string().max(60),
  middle: z.string().max(60).default(''),
  last: z.string().max(60),
});

/** Of a contactless card: 4, 7 or 10 bytes in small hex digits. */
export const contactlessNumber = z
  .string()
  .regex(/^(?:[0-9a-f]{8}|[0-9a-f]{14}|[0-9a-f]{20})$/, '4, 7 or 10 bytes in hex');

export const cardRequest = z.strictObject({
  card: z.union([
    z.enum([...INVENTED_NAMES, OPERATOR, ...OTHERS]),
    z.strictObject({ uid: contactlessNumber }),
    z.strictObject({
      /** Whose card it is but for what else is given. */
      like: z.enum(INVENTED_NAMES).default('somsri'),
      citizenNumber: z
        .string()
        .regex(/^\d{13}$/)
        .optional(),
      nameThai: name.optional(),
      nameEnglish: name.optional(),
      isExpired: z.boolean().default(false),
      /** An image file with one face: brought to the size of a chip. */
      photo: path.optional(),
      make: z.enum(['fast', 'slow']).default('fast'),
    }),
  ]),
});
export type CardBody = z.output<typeof cardRequest>;

/** What the page offers: each body of `POST /bench/card` with what it is. */
export const BENCH_CARDS: readonly { readonly what: string; readonly card: z.input<typeof cardRequest>['card'] }[] = [
  ...INVENTED_NAMES.map((card) => ({ what: card, card })),
  { what: 'somsri, expired', card: { like: 'somsri', isExpired: true } },
  { what: 'anan, a slow card', card: { like: 'anan', make: 'slow' } },
  { what: "an operator's card", card: OPERATOR },
  ...OTHERS.map((card) => ({ what: card, card })),
  { what: 'a contactless card', card: { uid: '04a1b2c3d4e5f6' } },
];

type OpenEngine = () => Promise<Pick<FaceEngine, 'find'>>;

export interface BenchCardParts {
  /** Needed only where a photo is to be brought to the chip. */
  readonly engine: OpenEngine;
  readonly operatorCard: VirtualChip;
}

export interface BenchCard {
  readonly chip: VirtualChip;
  readonly what: string;
}

/** @throws KioskError IMAGE_UNREADABLE, IMAGE_SIZE; USAGE where the photo has no face */
export async function benchCard(
  { card }: CardBody,
  { engine, operatorCard }: BenchCardParts,
  signal: AbortSignal,
): Promise<BenchCard> {
  if (card === OPERATOR) return { chip: operatorCard, what: card };
  if (typeof card === 'object' && 'uid' in card)
    return { chip: contactlessCard(Buffer.from(card.uid, 'hex')), what: 'a contactless card' };
  if (typeof card !== 'string') {
    const { like, citizenNumber, nameThai, nameEnglish, isExpired, photo, make } = card;
    const changes = Object.entries({ citizenNumber, nameThai, nameEnglish }).filter(([, value]) => value !== undefined);
    const person: CardPerson = { ...INVENTED_PEOPLE[like], ...Object.fromEntries(changes) };
    const jpeg = photo === undefined ? await drawnPhoto(like) : await chipPhoto(photo, engine, signal);
    return { chip: new VirtualThaiId({ person: isExpired ? expired(person) : person, photo: jpeg, make }), what: like };
  }
  const other = OTHERS.find((kind) => kind === card);
  if (other) return { chip: otherCard(other), what: card };
  const like = INVENTED_NAMES.find((known) => known === card) ?? 'somsri';
  return { chip: new VirtualThaiId({ person: INVENTED_PEOPLE[like], photo: await drawnPhoto(like) }), what: card };
}

async function chipPhoto(file: string, openEngine: OpenEngine, signal: AbortSignal): Promise<Uint8Array> {
  const image = await decodePhoto(await fileBytes(file));
  const engine = await openEngine();
  const [face] = await engine.find(image, signal);
  if (!face) throw new KioskError('USAGE', { what: 'no face in this photo', photo: file });
  return await asCardHolds(image, face);
}

/** @throws KioskError IMAGE_UNREADABLE */
export async function fileBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    if (isFault(cause)) throw cause;
    throw new KioskError('IMAGE_UNREADABLE', { file }, cause);
  }
}
