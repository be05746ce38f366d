// The applications in the chip of a Thai ID card, and what lies outside the file: chip number and laser id.
import { CARD_MANAGER_AID, type CardDialogue, encodeCommand, exchange, OK_STATUS, select } from '../apdu/index.ts';
import { decodeTis620 } from './tis620.ts';

/** Ministry of the Interior: the file with the person's data. */
export const THAI_ID_AID = Uint8Array.of(0xa0, 0x00, 0x00, 0x00, 0x54, 0x48, 0x00, 0x01);
/** Holds the number on the back of the card; not every chip has it. */
export const LASER_ID_AID = Uint8Array.of(0xa0, 0x00, 0x00, 0x00, 0x84, 0x06, 0x00, 0x02);

/** Read by themselves, and null where this chip has none. */
export const thaiIdElsewhere = { chipNumber: readChipNumber, laserId: readLaserId } as const;
export type ThaiIdElsewhereField = keyof typeof thaiIdElsewhere;

const GET_LASER_ID = encodeCommand({ cla: 0x80, ins: 0x00, p1: 0x00, p2: 0x00, expects: 7 });
const GET_LIFE_CYCLE_DATA = encodeCommand({ cla: 0x80, ins: 0xca, p1: 0x9f, p2: 0x7f, expects: 0x2d });
/** GlobalPlatform's card production life cycle data: tag 9F7F, length, 42 bytes; from the tenth the chip's date, serial and batch. */
const LIFE_CYCLE_BYTES = 45;
const CHIP_NUMBER = { offset: 13, length: 8 } as const;

/** 16 hex digits. That these are what the registry calls the chip number has not been tried. */
function* readChipNumber(getResponseP2: number): CardDialogue<string | null> {
  const { isThere } = yield* select(CARD_MANAGER_AID);
  if (!isThere) return null;
  const { status, data } = yield* exchange(GET_LIFE_CYCLE_DATA, { getResponseP2 });
  const isWhole = status === OK_STATUS && data.length === LIFE_CYCLE_BYTES && data[0] === 0x9f && data[1] === 0x7f;
  const { offset, length } = CHIP_NUMBER;
  const number = Buffer.from(data.subarray(offset, offset + length)).toString('hex');
  data.fill(0);
  return isWhole ? number : null;
}

function* readLaserId(getResponseP2: number): CardDialogue<string | null> {
  const { isThere } = yield* select(LASER_ID_AID);
  if (!isThere) return null;
  const { status, data } = yield* exchange(GET_LASER_ID, { getResponseP2 });
  const [laserId] = /^[A-Z]{2}\d{10}/.exec(decodeTis620(data)) ?? [];
  data.fill(0);
  return status === OK_STATUS && laserId !== undefined ? laserId : null;
}
