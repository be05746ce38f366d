// All readers of one connection to a card service, raw: no limits, no retries. Behind it stand pcsclite, and a reader in the process.
import type { KioskError, Listenable } from '../../protocol/index.ts';

export interface SlotState {
  readonly isPresent: boolean;
  /** Answer to reset; empty without a card, and where the card does not answer. */
  readonly atr: Uint8Array;
  /** Changes whenever a card comes or goes, also when nobody was told in between. */
  readonly changes: number;
}

/** One reader. Calls never overlap. All reject with a `ReaderFailure`. */
export interface ReaderLink {
  readonly name: string;
  readonly state: SlotState;
  readonly states: Listenable<SlotState>;
  connect(): Promise<void>;
  /** Fewer than two bytes are possible, and mean that the exchange failed. */
  transmit(command: Uint8Array): Promise<Uint8Array>;
  disconnect(): Promise<void>;
}

export interface ReaderHub extends AsyncDisposable {
  readonly readers: readonly ReaderLink[];
  readonly appeared: Listenable<ReaderLink>;
  /** A reader or the service is gone: this hub is of no more use. Who listens late is told at once. */
  readonly lost: Listenable<KioskError>;
}

/** What a card service answered instead of doing it. */
export class ReaderFailure extends Error {
  /** As PC/SC counts them; 0 where it gave none. */
  readonly code: number;

  constructor(code: number, cause?: unknown) {
    super(`reader failure ${hexCode(code)}`, { cause });
    this.code = code;
  }
}

export const hexCode = (code: number): string => `0x${code.toString(16).padStart(8, '0')}`;
