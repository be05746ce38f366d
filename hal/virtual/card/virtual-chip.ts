// What every virtual card is: an answer to reset, a bus speed, and responses to commands. Does no I/O and knows no time.
import { type CardCommand, decodeCommand, isFault } from '../../../protocol/index.ts';

export interface VirtualChip {
  readonly model: string;
  /** Empty: it lies upside down, and gives no sign. */
  readonly atr: Uint8Array;
  /** What a byte takes on its bus, in both directions. */
  readonly msPerByte: number;
  /** Power on, or a reset: what was selected is forgotten. */
  reset(): void;
  respond(command: Uint8Array): Uint8Array;
}

export const statusWord = (status: number): Uint8Array => Uint8Array.of(status >> 8, status & 0xff);

export const withStatus = (data: Uint8Array, status: number): Uint8Array =>
  Uint8Array.of(...data, ...statusWord(status));

/** What is no command is answered as a card does: wrong length (ISO/IEC 7816-4, table 6). */
export function obeyed(bytes: Uint8Array, obey: (command: CardCommand) => Uint8Array): Uint8Array {
  try {
    return obey(decodeCommand(bytes));
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    return statusWord(0x6700);
  }
}
