// What every virtual card is: an answer to reset, a bus speed, and responses to commands. Does no I/O and knows no time.

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
