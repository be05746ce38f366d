// PC/SC in words: its state bits and those of its error codes that mean something of their own.
import type { SlotState } from './reader-hub.ts';

/** Compared as masks, never as a whole: the upper 16 bits count the cards that came and went. */
export const PCSC_STATE = { present: 0x20, mute: 0x200 } as const;

export const slotStateOf = (state: number, atr: Uint8Array = new Uint8Array()): SlotState => {
  const isPresent = (state & PCSC_STATE.present) !== 0;
  const isMute = (state & PCSC_STATE.mute) !== 0;
  return { isPresent, atr: isPresent && !isMute ? Uint8Array.from(atr) : new Uint8Array(), changes: state >>> 16 };
};

export const PCSC_CODE = {
  noSmartCard: 0x8010_000c,
  notTransacted: 0x8010_0016,
  unsupportedCard: 0x8010_0065,
  unresponsiveCard: 0x8010_0066,
  unpoweredCard: 0x8010_0067,
  removedCard: 0x8010_0069,
  securityViolation: 0x8010_006a,
} as const;

const MUTE_CODES: readonly number[] = [
  PCSC_CODE.noSmartCard,
  PCSC_CODE.unsupportedCard,
  PCSC_CODE.unresponsiveCard,
  PCSC_CODE.unpoweredCard,
];

/** A card lies there and gives no sign: upside down, dirty or broken. */
export const meansMute = (code: number): boolean => MUTE_CODES.includes(code);

/** pcsclite puts the code at the end of its messages only. */
export function codeIn(error: unknown): number {
  const [, digits] = /\(0x([0-9a-f]{1,8})\)/i.exec(error instanceof Error ? error.message : String(error)) ?? [];
  return digits === undefined ? 0 : Number.parseInt(digits, 16);
}
