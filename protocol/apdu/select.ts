// Which application of a card is spoken to, ISO/IEC 7816-4, 7.1.1.
import { selectApplication } from './command.ts';
import type { CardDialogue } from './exchange.ts';
import { OK_STATUS, statusOf } from './status-words.ts';

/** No name: the card manager. */
export const CARD_MANAGER_AID = new Uint8Array();

/** Tells whether the card has it. What it says of itself is not fetched: nobody needs it. */
export function* select(aid: Uint8Array): CardDialogue<{ readonly isThere: boolean; readonly status: number }> {
  const status = statusOf(yield selectApplication(aid));
  const isThere = status === OK_STATUS || status >> 8 === 0x61 || status >> 8 === 0x62;
  return { isThere, status };
}
